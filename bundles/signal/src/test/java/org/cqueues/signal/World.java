package org.cqueues.signal;

import org.cqueues.controller.TestLoop;

/** The real system under a test, with signals. */
final class World extends TestLoop {
    final Signals signals = Signals.open(kernel, controllers);

    @Override
    public void close() {
        signals.close();
        super.close();
    }
}
