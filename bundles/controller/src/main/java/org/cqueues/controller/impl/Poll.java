package org.cqueues.controller.impl;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.PollResult;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;

/**
 * One call of {@code poll}: its arguments, and the slots that they wait in: one each, or several for an argument that waits for several things or has taken a
 * further step. Lives as long as the call.
 */
final class Poll {
    private static final int LONGEST_CHAIN = 100;

    /** Marks the wait for a controller whose next timer ends it: that makes the controller ready, where another timeout only ends the wait. */
    private static final int TIMER_COUNTS = -1;

    private final CoroutineTask task;
    private final Object[] arguments;
    private final Outcome[] outcomes;
    private final long[] deadlines;
    private int[] owners; // of each slot, its argument
    private Wait[] waits; // of each slot; null once it was left
    private CoroutineQueue[] queues; // of each slot
    private int slots;
    private Watch[] watches;
    private int watched;
    private long now;
    private long earliest = Timer.NEVER;
    private boolean settled;

    Poll(CoroutineTask task, Object[] arguments) {
        int length = arguments.length;
        this.task = task;
        this.arguments = arguments;
        this.outcomes = new Outcome[length];
        this.deadlines = new long[length];
        this.owners = new int[length];
        this.waits = new Wait[length];
        this.queues = new CoroutineQueue[length];
        this.watches = new Watch[length];
        this.now = task.loop.home().now();
        Arrays.fill(outcomes, Outcome.PENDING);
        Arrays.fill(deadlines, Timer.NEVER);
    }

    PollResult run() {
        task.checkCancelled();
        boolean any = enterAll();
        task.expireLingering();
        do {
            suspend(any);
        } while (any && !task.isCancelled() && !advance());
        boolean over = leave();
        if (any && !over) {
            task.checkCancelled();
        }
        return new Polled(arguments, outcomes);
    }

    private boolean enterAll() {
        boolean any = false;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] != null) {
                any = true;
                enter(i);
            }
        }
        return any;
    }

    private void enter(int i) {
        try {
            enter(i, arguments[i]);
        } catch (ErrnoException e) {
            giveUp();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            giveUp();
            throw e;
        }
    }

    private void enter(int i, Object argument) throws ErrnoException {
        if (argument instanceof Duration timeout) {
            expire(i, Nanos.of(timeout));
        } else if (argument instanceof Number seconds) {
            expire(i, Nanos.ofSeconds(seconds.doubleValue()));
        } else if (argument instanceof Pollable pollable) {
            if (!enterNamed(i, pollable)
                    && !enterNamed(i, pollable)) { // asked again: it may have been closed while it was asked
                throw new IllegalArgumentException(
                        "cannot poll " + argument + ": it names no descriptor with events, no timeout and no source");
            }
        } else {
            throw new IllegalArgumentException(
                    "cannot poll " + argument + ": not a Pollable, a Duration or a Number of seconds");
        }
    }

    /** Waits for what an object names. {@return whether that is anything} */
    private boolean enterNamed(int i, Pollable pollable) throws ErrnoException {
        int before = slots;
        enterSource(i, sourceOf(i, pollable));
        return slots > before || deadlines[i] != Timer.NEVER;
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
        if (source instanceof AnyOf several) {
            for (Pollable member : several.members()) {
                enterSource(i, sourceOf(i, member));
            }
        } else if (source instanceof CoroutineQueue queue) {
            Wait wait = slot(i, queue);
            queue.enter(wait);
            settled |= wait.outcome != Outcome.PENDING;
        } else if (source instanceof ControllerHandle handle) {
            enterController(i, handle.target());
        } else {
            enterDescriptor(i, source);
        }
    }

    private Wait slot(int i, CoroutineQueue queue) {
        if (slots == waits.length) {
            int more = 2 * slots + 1;
            owners = Arrays.copyOf(owners, more);
            waits = Arrays.copyOf(waits, more);
            queues = Arrays.copyOf(queues, more);
        }
        Wait wait = new Wait(task);
        owners[slots] = i;
        waits[slots] = wait;
        queues[slots++] = queue;
        return wait;
    }

    private void enterController(int i, Loop loop) {
        Wait wait = slot(i, null);
        if (!loop.isClosing()) {
            Nesting.nest(loop, task.loop);
            long timer = loop.nanosToTimer();
            if (Nanos.deadline(now, timer) < deadlines[i]) {
                wait.interest = TIMER_COUNTS;
            }
            expire(i, timer);
        }
        loop.addPoller(wait);
        settled |= wait.outcome != Outcome.PENDING;
    }

    private void enterDescriptor(int i, Pollable source) throws ErrnoException {
        int fd = source.pollfd();
        Readiness events = fd < 0 ? Readiness.NONE : source.events();
        if (events.isEmpty()) {
            return;
        }
        Wait wait = slot(i, null);
        try {
            watch(wait, fd, events);
        } catch (ErrnoException e) {
            if (source.pollfd() == fd) {
                throw e;
            }
        }
        if (source.pollfd()
                != fd) { // another thread closed it before it was watched: the number may be another's by now
            wait.complete(Outcome.CLOSED);
        }
        settled |= wait.outcome != Outcome.PENDING;
    }

    private void watch(Wait wait, int fd, Readiness events) throws ErrnoException {
        WatchTable table = task.loop.root().watches;
        Watch watch = table.watch(fd);
        if (watch.firstWait() == null && !isLingering(watch)) {
            table.refresh(watch);
        }
        watch.add(wait, events.bits());
        if (watched == watches.length) {
            watches = Arrays.copyOf(watches, 2 * watched + 1);
        }
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
        for (int slot = 0; slot < slots; slot++) {
            if (waits[slot] != null && waits[slot].outcome != Outcome.PENDING) {
                return true;
            }
        }
        return earliest != Timer.NEVER && task.loop.home().now() >= earliest;
    }

    // Going on.

    /** Asks the objects whose wait is over what that means. {@return whether the poll is over, too} */
    private boolean advance() {
        now = task.loop.home().now();
        settled = false;
        return collect(now, true);
    }

    /**
     * Keeps what the waits have brought so far.
     *
     * @param goOn whether to wait anew for objects that have taken a step, until something is over
     * @return whether anything is over
     */
    private boolean collect(long end, boolean goOn) {
        boolean over = false;
        int count = slots; // those that are added meanwhile have a turn to come
        for (int slot = 0; slot < count; slot++) {
            over |= take(owners[slot], brought(slot, end), goOn && !over);
        }
        for (int i = 0; i < arguments.length; i++) {
            over |= take(i, deadlines[i] <= end ? Outcome.TIMED_OUT : Outcome.PENDING, goOn && !over);
        }
        return over;
    }

    private Outcome brought(int slot, long end) {
        Wait wait = waits[slot];
        if (wait == null || wait.outcome != Outcome.PENDING) {
            return wait == null ? Outcome.PENDING : wait.outcome;
        }
        boolean isTimerOver = wait.interest == TIMER_COUNTS && deadlines[owners[slot]] <= end;
        return isTimerOver ? Outcome.READY : Outcome.PENDING;
    }

    /** {@return whether an argument is over, with what has been brought for it} */
    private boolean take(int i, Outcome brought, boolean goOn) {
        if (outcomes[i] == Outcome.PENDING && brought != Outcome.PENDING) {
            outcomes[i] = meaning(i, brought);
            if (outcomes[i] == Outcome.PENDING && goOn) {
                reenter(i);
            }
        }
        return outcomes[i] != Outcome.PENDING;
    }

    private Outcome meaning(int i, Outcome brought) {
        if (!(arguments[i] instanceof Pollable pollable)) {
            return brought;
        }
        try {
            return pollable.advance(brought);
        } catch (RuntimeException | Error e) {
            giveUp();
            throw e;
        }
    }

    /** Waits anew for an object that has taken a step. */
    private void reenter(int i) {
        for (int slot = 0; slot < slots; slot++) {
            if (owners[slot] == i) {
                leaveSlot(slot);
                waits[slot] = null;
            }
        }
        deadlines[i] = Timer.NEVER;
        enter(i);
        earliest = Timer.NEVER;
        for (long deadline : deadlines) {
            earliest = Math.min(earliest, deadline);
        }
    }

    // Leaving.

    private void giveUp() {
        task.expireLingering();
        leaveSlots();
    }

    /** Ends every wait and keeps what each brought. {@return whether any was over} */
    private boolean leave() {
        long end = earliest == Timer.NEVER ? now : task.loop.home().now();
        leaveSlots();
        return collect(end, false);
    }

    private void leaveSlots() {
        for (int slot = 0; slot < slots; slot++) {
            leaveSlot(slot);
        }
        if (watched > 0) {
            task.lingering = Arrays.copyOf(watches, watched);
        }
    }

    private void leaveSlot(int slot) {
        if (waits[slot] == null) {
            return;
        }
        if (queues[slot] != null) {
            queues[slot].leave(waits[slot]);
        } else {
            Suspension.leave(waits[slot]);
        }
    }
}
