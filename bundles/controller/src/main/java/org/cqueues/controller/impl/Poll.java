package org.cqueues.controller.impl;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.PollResult;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;

/** One call of {@code poll}: its arguments, and what each waits with. Lives as long as the call. */
final class Poll {
    private static final int LONGEST_CHAIN = 100;

    /** Marks the wait for a controller whose next timer ends it: that makes the controller ready, where another timeout only ends the wait. */
    private static final int TIMER_COUNTS = -1;

    private final CoroutineTask task;
    private final Object[] arguments;
    private final Outcome[] outcomes;
    private final Wait[] waits;
    private final CoroutineQueue[] queues;
    private final long[] deadlines;
    private final Watch[] watches;
    private final long now;
    private long earliest = Timer.NEVER;
    private boolean settled;
    private int watched;

    Poll(CoroutineTask task, Object[] arguments) {
        int length = arguments.length;
        this.task = task;
        this.arguments = arguments;
        this.outcomes = new Outcome[length];
        this.waits = new Wait[length];
        this.queues = new CoroutineQueue[length];
        this.deadlines = new long[length];
        this.watches = new Watch[length];
        this.now = task.loop.home().now();
        Arrays.fill(outcomes, Outcome.PENDING);
        Arrays.fill(deadlines, Timer.NEVER);
    }

    PollResult run() {
        task.checkCancelled();
        boolean any = false;
        try {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] != null) {
                    any = true;
                    enter(i, arguments[i]);
                }
            }
        } catch (ErrnoException e) {
            giveUp();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            giveUp();
            throw e;
        }
        task.expireLingering();
        suspend(any);
        boolean over = leave();
        if (any && !over) {
            task.checkCancelled();
        }
        return new Polled(arguments, outcomes);
    }

    // Entering.

    private void enter(int i, Object argument) throws ErrnoException {
        if (argument instanceof Duration timeout) {
            expire(i, Nanos.of(timeout));
        } else if (argument instanceof Number seconds) {
            expire(i, Nanos.ofSeconds(seconds.doubleValue()));
        } else if (argument instanceof Pollable pollable) {
            enterSource(i, sourceOf(i, pollable));
        } else {
            throw new IllegalArgumentException(
                    "cannot poll " + argument + ": not a Pollable, a Duration or a Number of seconds");
        }
    }

    private void expire(int i, long nanos) {
        if (nanos == Timer.NEVER) {
            return;
        }
        deadlines[i] = Math.min(deadlines[i], Nanos.deadline(now, nanos));
        earliest = Math.min(earliest, deadlines[i]);
    }

    private Pollable sourceOf(int i, Pollable first) {
        Pollable pollable = first;
        for (int links = 0; links < LONGEST_CHAIN; links++) {
            if (pollable instanceof ControllerHandle) {
                return pollable;
            }
            expire(i, pollable.timeoutNanos());
            Pollable source = pollable.source();
            if (source == pollable) {
                return pollable;
            }
            pollable = source;
        }
        throw new IllegalArgumentException("cannot poll " + first + ": its sources never end");
    }

    private void enterSource(int i, Pollable source) throws ErrnoException {
        if (source instanceof CoroutineQueue queue) {
            waits[i] = new Wait(task);
            queues[i] = queue;
            queue.enter(waits[i]);
        } else if (source instanceof ControllerHandle handle) {
            enterController(i, handle.target());
        } else {
            enterDescriptor(i, source);
        }
        settled |= waits[i] != null && waits[i].outcome != Outcome.PENDING;
    }

    private void enterController(int i, Loop loop) {
        waits[i] = new Wait(task);
        if (!loop.isClosing()) {
            Nesting.nest(loop, task.loop);
            long timer = loop.nanosToTimer();
            if (Nanos.deadline(now, timer) < deadlines[i]) {
                waits[i].interest = TIMER_COUNTS;
            }
            expire(i, timer);
        }
        loop.addPoller(waits[i]);
    }

    private void enterDescriptor(int i, Pollable source) throws ErrnoException {
        int fd = source.pollfd();
        Readiness events = fd < 0 ? Readiness.NONE : source.events();
        if (!events.isEmpty()) {
            watch(i, fd, events);
        } else if (deadlines[i] == Timer.NEVER) {
            throw new IllegalArgumentException(
                    "cannot poll " + arguments[i] + ": it names no descriptor with events, no timeout and no source");
        }
    }

    private void watch(int i, int fd, Readiness events) throws ErrnoException {
        WatchTable table = task.loop.root().watches;
        Watch watch = table.watch(fd);
        if (watch.firstWait() == null && !isLingering(watch)) {
            table.refresh(watch);
        }
        waits[i] = new Wait(task);
        watch.add(waits[i], events.bits());
        watches[watched++] = watch;
    }

    private boolean isLingering(Watch watch) {
        if (task.lingering != null) {
            for (Watch other : task.lingering) {
                if (other == watch) {
                    return true;
                }
            }
        }
        return false;
    }

    // Waiting.

    private void suspend(boolean any) {
        if (!any || settled || earliest <= now) {
            if (watched > 0) {
                task.loop.root().setPollDue();
            }
            task.yieldTurn();
            if (!any || isOver()) {
                return;
            }
        }
        if (earliest != Timer.NEVER) {
            task.loop.timers().arm(task, earliest);
        }
        do {
            task.suspend();
        } while (!isOver() && !task.isCancelled());
        TimerHeap.disarm(task);
    }

    private boolean isOver() {
        for (Wait wait : waits) {
            if (wait != null && wait.outcome != Outcome.PENDING) {
                return true;
            }
        }
        return earliest != Timer.NEVER && task.loop.home().now() >= earliest;
    }

    // Leaving.

    private static boolean isTimerOfController(Wait wait) {
        return wait != null && wait.interest == TIMER_COUNTS;
    }

    private void giveUp() {
        task.expireLingering();
        leave();
    }

    /** Ends every wait and keeps what each brought. {@return whether any was over} */
    private boolean leave() {
        long end = earliest == Timer.NEVER ? now : task.loop.home().now();
        boolean over = false;
        for (int i = 0; i < arguments.length; i++) {
            if (waits[i] != null) {
                outcomes[i] = queues[i] != null ? queues[i].leave(waits[i]) : Suspension.leave(waits[i]);
            }
            if (outcomes[i] == Outcome.PENDING && deadlines[i] != Timer.NEVER && deadlines[i] <= end) {
                outcomes[i] = isTimerOfController(waits[i]) ? Outcome.READY : Outcome.TIMED_OUT;
            }
            over |= outcomes[i] != Outcome.PENDING;
        }
        if (watched > 0) {
            task.lingering = Arrays.copyOf(watches, watched);
        }
        return over;
    }
}
