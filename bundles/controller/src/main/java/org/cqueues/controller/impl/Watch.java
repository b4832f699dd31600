package org.cqueues.controller.impl;

import org.cqueues.controller.Outcome;
import org.cqueues.kernel.ErrnoException;

/** The waits for one descriptor. Confined to the thread that steps, except where it says otherwise. */
final class Watch {
    final int fd;
    final WatchTable table;

    private final WaitList waits = new WaitList();

    /** Readiness bits that the kernel reports; changed by the table, under its lock. */
    int registered;

    /** Whether the table has forgotten it, by any thread. A new watch takes its place when the descriptor is waited for again. */
    volatile boolean dropped;

    /** What those are told who come after it was dropped. */
    Outcome end = Outcome.READY;

    Watch(int fd, WatchTable table) {
        this.fd = fd;
        this.table = table;
    }

    /** Starts a wait. The kernel is asked only if it does not report the readiness already. */
    void add(Wait wait, int interest) throws ErrnoException {
        wait.interest = interest;
        waits.addLast(wait);
        if ((registered & interest) != interest) {
            try {
                table.register(this);
            } catch (ErrnoException e) {
                waits.remove(wait);
                throw e;
            }
        }
        if (dropped) { // Whoever dropped it may have looked for waits already.
            waits.remove(wait);
            wait.complete(end);
        }
    }

    /**
     * Ends the waits for any of the bits. Those that are over already want nothing: a nested controller that nobody steps for a while would have the kernel
     * report the same over and over.
     *
     * @return those bits that nobody waits for
     */
    int ready(int bits) {
        int unwanted = bits;
        for (Wait wait = waits.head; wait != null; wait = wait.next) {
            if ((wait.interest & bits) != 0 && wait.outcome == Outcome.PENDING) {
                unwanted &= ~wait.interest;
                wait.complete(Outcome.READY);
            }
        }
        return unwanted;
    }

    /** {@return the bits that somebody waits for} */
    int wanted() {
        int bits = 0;
        for (Wait wait = waits.head; wait != null; wait = wait.next) {
            if (wait.outcome == Outcome.PENDING) {
                bits |= wait.interest;
            }
        }
        return bits;
    }

    /**
     * Ends waits for a descriptor that the table has forgotten.
     *
     * @param only whose coroutines' waits, while those of other controllers in the tree go on; null for all
     */
    void end(Outcome outcome, Loop only) {
        for (Wait wait = waits.head; wait != null; wait = waits.head) {
            waits.remove(wait);
            if (only == null || wait.task.loop == only) {
                wait.complete(outcome);
            } else {
                wait.task.loop.root().watches.watch(fd).resume(wait);
            }
        }
    }

    /** Goes on with a wait that was in another watch. Where the kernel refuses, the coroutine is told to look, and meets the error itself. */
    void resume(Wait wait) {
        if (wait.outcome != Outcome.PENDING) {
            return;
        }
        try {
            add(wait, wait.interest);
        } catch (ErrnoException e) {
            wait.complete(Outcome.READY);
        }
    }

    /** Forgets the descriptor if nobody waits for it any more. */
    void expire() {
        if (waits.isEmpty() && !dropped) {
            table.drop(fd, Outcome.READY, watch -> {});
        }
    }

    Wait firstWait() {
        return waits.head;
    }

    void remove(Wait wait) {
        waits.remove(wait);
    }
}
