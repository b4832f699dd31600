package org.cqueues.controller.impl;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ends the coroutines of a closing controller: each one's waits throw, so that its {@code finally} blocks run. */
final class Unwinding {
    private static final System.Logger LOG = System.getLogger(Unwinding.class.getName());

    /** How long a coroutine may go on in a blocking call of the JDK after it was interrupted. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Loop loop;

    Unwinding(Loop loop) {
        this.loop = loop;
    }

    void end(CoroutineTask task) {
        task.cancel();
        long patience = PATIENCE_NANOS;
        if (task.thread().isEmpty()) {
            loop.turnNow(task);
        }
        while (!task.isEnded()) {
            loop.root().drain();
            if (isOnErrand(task)) {
                Errand errand = task.errand;
                errand.run();
                errand.finish().wake();
            } else if (task.queued) {
                loop.turnNow(task);
            } else if (patience > 0) {
                patience -= waitForJdk(task);
            } else {
                task.fail(new IllegalStateException("did not end when its controller closed"));
            }
        }
        if (task.thrown() != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "coroutine " + task.name() + " failed while its controller closed",
                    task.thrown());
        }
    }

    /** Its {@code finally} blocks may close a controller. Nobody else runs the errands meanwhile. */
    private boolean isOnErrand(CoroutineTask task) {
        return task.errand != null && loop.root().takeBackErrand(task.errand);
    }

    private static long waitForJdk(CoroutineTask task) {
        task.interrupt();
        boolean interrupted = Thread.interrupted(); // would end the park at once
        LockSupport.parkNanos(LOOK_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return LOOK_NANOS;
    }
}
