package org.cqueues.controller.impl;

import java.util.concurrent.Callable;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Poller;

/**
 * Steps a controller from wherever the caller stands: on a thread of its own, where a step waits in the kernel; or in a coroutine of another controller, where
 * it suspends that coroutine and has the outermost controller's thread run the ready ones.
 */
final class Stepping {
    private static final long CLOSE_LOOK_NANOS = 1_000_000;

    private Stepping() {}

    static int step(Loop loop, long timeoutNanos) {
        loop.checkOpen();
        CoroutineTask caller = CoroutineTask.current();
        return caller != null
                ? stepInside(loop, caller, timeoutNanos)
                : onThread(loop, () -> stepHere(loop, timeoutNanos));
    }

    /** {@return whether no coroutine is left} */
    static boolean loop(Loop loop, long timeoutNanos) {
        loop.checkOpen();
        CoroutineTask caller = CoroutineTask.current();
        return caller != null
                ? loopInside(loop, caller, timeoutNanos)
                : onThread(loop, () -> loopHere(loop, timeoutNanos));
    }

    private static int stepHere(Loop loop, long timeoutNanos) {
        enter(loop);
        try {
            loop.root().setPollDue();
            return loop.root().step(timeoutNanos);
        } finally {
            leave(loop);
        }
    }

    private static boolean loopHere(Loop loop, long timeoutNanos) {
        enter(loop);
        try {
            long deadline = deadline(loop, timeoutNanos);
            do {
                loop.root().step(remaining(loop, deadline));
            } while (!loop.isClosing() && !loop.isIdle() && remaining(loop, deadline) > 0);
        } finally {
            leave(loop);
        }
        return loop.isEmpty();
    }

    /** Enters a controller's own stepper and moves it there; it stays until {@link #leave}, for nobody else can enter. */
    private static void enter(Loop loop) {
        loop.own().enter();
        try {
            Nesting.standAlone(loop);
        } catch (RuntimeException e) {
            loop.own().exit();
            throw e;
        }
    }

    /** Another thread may have asked for the end meanwhile, and left it to this one. */
    private static void leave(Loop loop) {
        try {
            if (loop.isClosing() && !loop.isTerminated()) {
                loop.terminate();
            }
        } finally {
            loop.own().exit();
        }
    }

    private static long deadline(Loop loop, long timeoutNanos) {
        return timeoutNanos == Timer.NEVER
                ? Timer.NEVER
                : Nanos.deadline(loop.home().now(), timeoutNanos);
    }

    private static long remaining(Loop loop, long deadline) {
        return deadline == Timer.NEVER
                ? Timer.NEVER
                : Math.max(0, deadline - loop.home().now());
    }

    // Inside a coroutine of another controller.

    private static boolean loopInside(Loop loop, CoroutineTask caller, long timeoutNanos) {
        long deadline = deadline(loop, timeoutNanos);
        do {
            stepInside(loop, caller, remaining(loop, deadline));
        } while (!loop.isClosing() && !loop.isDone() && remaining(loop, deadline) > 0);
        return loop.isEmpty();
    }

    private static int stepInside(Loop loop, CoroutineTask caller, long timeoutNanos) {
        caller.checkCancelled();
        Nesting.nest(loop, caller.loop);
        if (loop.isEmpty() && !loop.isReady()) {
            return 0;
        }
        caller.expireLingering();
        if (!loop.isReady()) {
            if (waitInside(loop, caller, timeoutNanos) == Outcome.CLOSED) {
                return 0;
            }
            Nesting.nest(loop, caller.loop); // Another thread may have stepped it meanwhile, on its own.
        }
        StepErrand errand = new StepErrand(caller, loop);
        errand.await();
        return errand.ran;
    }

    private static Outcome waitInside(Loop loop, CoroutineTask caller, long timeoutNanos) {
        long wait = Math.min(timeoutNanos, loop.nanosToTimer());
        if (wait <= 0) {
            loop.root().setPollDue();
            caller.yieldTurn();
            return Outcome.TIMED_OUT;
        }
        Wait poll = caller.single();
        loop.addPoller(poll);
        if (poll.outcome != Outcome.PENDING) {
            return poll.outcome; // Another thread has just closed it: no wake-up will come.
        }
        return Suspension.await(caller, null, poll, Nanos.deadline(loop.home().now(), wait));
    }

    private static final class StepErrand extends Errand {
        private final Loop loop;
        private int ran;

        StepErrand(CoroutineTask client, Loop loop) {
            super(client);
            this.loop = loop;
        }

        @Override
        void work() {
            if (loop.isTerminated()) {
                return;
            }
            try {
                ran = loop.pass();
            } finally {
                loop.tellPollersOfTimers();
            }
        }
    }

    // The end, and waiting without stepping.

    static void close(Loop loop) {
        if (loop.isTerminated()) {
            return;
        }
        CoroutineTask caller = CoroutineTask.current();
        if (caller == null) {
            onThread(loop, () -> closeHere(loop));
            return;
        }
        for (Loop running = caller.loop; running != null; running = running.parent) {
            if (running == loop) {
                throw new IllegalStateException("a coroutine cannot close the controller that runs it");
            }
        }
        closeInside(loop, caller);
    }

    private static boolean closeHere(Loop loop) {
        loop.setClosing();
        while (!tryClose(loop)) {
            askToClose(loop);
            loop.awaitTermination();
        }
        return true;
    }

    /** While another thread steps the controller, only the calling coroutine waits, not the thread that runs it: that other may be closing ours. */
    private static void closeInside(Loop loop, CoroutineTask caller) {
        loop.setClosing();
        CloseErrand errand = new CloseErrand(caller, loop);
        for (errand.await(); !loop.isTerminated(); errand.await()) {
            askToClose(loop);
            Suspension.sleep(caller, CLOSE_LOOK_NANOS);
        }
    }

    private static final class CloseErrand extends Errand {
        private final Loop loop;

        CloseErrand(CoroutineTask client, Loop loop) {
            super(client);
            this.loop = loop;
        }

        @Override
        void work() {
            tryClose(loop);
        }
    }

    /** {@return whether it has ended; false while another thread steps it} */
    private static boolean tryClose(Loop loop) {
        if (loop.isTerminated()) {
            return true;
        }
        Stepper root = loop.root();
        if (root.owns(Thread.currentThread())) {
            loop.terminate();
            return true;
        }
        if (!root.tryEnter()) {
            return false;
        }
        try {
            if (loop.root() == root && !loop.isTerminated()) {
                loop.terminate();
            }
        } finally {
            root.exit();
        }
        return loop.isTerminated();
    }

    /** Another thread steps it, and ends it at the end of a step; one that stands alone when its thread leaves. */
    private static void askToClose(Loop loop) {
        loop.post(() -> {
            if (!loop.isRoot()) {
                loop.root().defer(() -> tryClose(loop));
            }
        });
    }

    static boolean pause(Loop loop, int... signals) throws ErrnoException {
        loop.checkOpen();
        if (CoroutineTask.current() != null) {
            throw new IllegalStateException("a coroutine cannot pause the thread that runs it");
        }
        try {
            return onPlatformThread(loop, () -> pauseHere(loop, signals));
        } catch (RuntimeException | ErrnoException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("pausing threw a checked exception", e);
        }
    }

    private static boolean pauseHere(Loop loop, int... signals) throws ErrnoException {
        enter(loop);
        try {
            return loop.root().pause(signals) != Poller.Pause.SIGNAL;
        } finally {
            leave(loop);
        }
    }

    private static <T> T onThread(Loop loop, Callable<T> operation) {
        try {
            return onPlatformThread(loop, operation);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("stepping threw a checked exception", e);
        }
    }

    /** A virtual thread cannot run another: where coroutines are virtual threads, one that is no coroutine borrows a platform thread. */
    private static <T> T onPlatformThread(Loop loop, Callable<T> operation) throws Exception {
        return loop.home().engine().needsPlatformThread() ? PlatformThread.call(operation) : operation.call();
    }
}
