package org.cqueues.notify;

import java.nio.file.Path;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.CoroutineException;
import org.cqueues.kernel.Kernel;

/** The real system under a test, but for what the test scripts: one controller that runs bodies until none is left, and throws what the first of them throws. */
final class World implements AutoCloseable {
    final Kernel real = Kernel.open();
    final ScriptedKernel script = new ScriptedKernel(real);
    final Controllers controllers = Controllers.open(real);
    final Notifiers notifiers = Notifiers.open(script.kernel(), controllers);
    final Controller loop = controllers.create();

    Notifier watch(Path dir, Scope scope) throws Exception {
        return notifiers.opendir(dir.toString(), Flag.ALL, scope);
    }

    void run(Body... bodies) throws Exception {
        for (Body body : bodies) {
            loop.wrap(body);
        }
        try {
            loop.loop();
        } catch (CoroutineException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** Lets the others run until each of them waits for something that has not happened. */
    void settle() {
        for (int i = 0; i < 10; i++) {
            controllers.poll();
        }
    }

    @Override
    public void close() {
        notifiers.close();
        controllers.close();
        real.close();
    }
}
