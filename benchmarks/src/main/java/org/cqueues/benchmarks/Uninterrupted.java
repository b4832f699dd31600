package org.cqueues.benchmarks;

import java.util.concurrent.Callable;

/** Runs what nobody interrupts here. */
final class Uninterrupted {
    private Uninterrupted() {}

    static void run(Callable<?> operation) {
        try {
            operation.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
