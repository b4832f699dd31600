package org.cqueues.notify;

import java.nio.file.Path;
import org.cqueues.controller.TestLoop;

/** The real system under a test, with notifiers, but for what the test scripts. */
final class World extends TestLoop {
    final ScriptedKernel script = new ScriptedKernel(kernel);
    final Notifiers notifiers = Notifiers.open(script.kernel(), controllers);

    Notifier watch(Path dir, Scope scope) throws Exception {
        return notifiers.opendir(dir.toString(), Flag.ALL, scope);
    }

    @Override
    public void close() {
        notifiers.close();
        super.close();
    }
}
