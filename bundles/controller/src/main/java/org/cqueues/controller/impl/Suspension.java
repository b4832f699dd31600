package org.cqueues.controller.impl;

import org.cqueues.controller.Outcome;

/** How a coroutine waits for one thing, or for time alone. For the coroutine itself. */
final class Suspension {
    private Suspension() {}

    /**
     * Suspends a coroutine until its one wait is over or the time is. A signal that has come is never lost to a cancellation that comes with it.
     *
     * @param queue that the wait is in; null if it is in a list of this thread
     */
    static Outcome await(CoroutineTask task, CoroutineQueue queue, Wait wait, long deadline) {
        Loop loop = task.loop;
        if (deadline != Timer.NEVER) {
            loop.timers().arm(task, deadline);
        }
        do {
            task.suspend();
        } while (wait.outcome == Outcome.PENDING
                && !task.isCancelled()
                && (deadline == Timer.NEVER || loop.home().now() < deadline));
        TimerHeap.disarm(task);
        Outcome outcome = queue != null ? queue.leave(wait) : leave(wait);
        if (outcome == Outcome.PENDING) {
            task.checkCancelled();
            return Outcome.TIMED_OUT;
        }
        return outcome;
    }

    /** Takes a wait out of a list of the stepping thread, if it still is in. {@return what it brought} */
    static Outcome leave(Wait wait) {
        if (wait.list != null) {
            wait.list.remove(wait);
        }
        return wait.outcome;
    }

    /** Suspends a coroutine for a length of time. */
    static void sleep(CoroutineTask task, long nanos) {
        Loop loop = task.loop;
        task.checkCancelled();
        task.expireLingering();
        long deadline = Nanos.deadline(loop.home().now(), nanos);
        if (nanos <= 0) {
            task.yieldTurn();
        } else {
            loop.timers().arm(task, deadline);
            do {
                task.suspend();
            } while (!task.isCancelled()
                    && (deadline == Timer.NEVER || loop.home().now() < deadline));
            TimerHeap.disarm(task);
        }
        task.checkCancelled();
    }
}
