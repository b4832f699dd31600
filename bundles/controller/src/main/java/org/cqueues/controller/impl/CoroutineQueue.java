package org.cqueues.controller.impl;

import org.cqueues.controller.Outcome;
import org.cqueues.controller.WaitQueue;

/** Waiting coroutines, of any controllers. Guarded by its own monitor, which no coroutine ever suspends with. */
final class CoroutineQueue implements WaitQueue {
    private final boolean lifo;
    private final WaitList waits = new WaitList();

    /** What waits are told at once: nothing while pending. */
    private Outcome settled = Outcome.PENDING;

    CoroutineQueue(boolean lifo) {
        this.lifo = lifo;
    }

    /** Queues a wait; or, where the queue is open or closed, ends it there and then. */
    synchronized void enter(Wait wait) {
        if (settled != Outcome.PENDING) {
            wait.outcome = settled;
        } else if (lifo) {
            waits.addFirst(wait);
        } else {
            waits.addLast(wait);
        }
    }

    /** Takes a wait out, if it still is in. {@return what it brought} */
    synchronized Outcome leave(Wait wait) {
        waits.remove(wait);
        return wait.outcome;
    }

    @Override
    public Outcome await(long deadlineNanos) {
        CoroutineTask task = CoroutineTask.required();
        task.checkCancelled();
        task.expireLingering();
        Wait wait = task.single();
        enter(wait);
        if (wait.outcome != Outcome.PENDING) {
            task.yieldTurn();
            return wait.outcome;
        }
        return Suspension.await(task, this, wait, deadlineNanos);
    }

    @Override
    public int signal() {
        return signal(waiting());
    }

    @Override
    public int signal(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("cannot wake " + most + " waiters");
        }
        int woken = 0;
        while (woken < most && wakeFirst(Outcome.READY)) {
            woken++;
        }
        return woken;
    }

    private boolean wakeFirst(Outcome outcome) {
        CoroutineTask task;
        synchronized (this) {
            Wait first = waits.head;
            if (first == null) {
                return false;
            }
            waits.remove(first);
            first.outcome = outcome;
            task = first.task;
        }
        task.wake();
        return true;
    }

    @Override
    public void open() {
        settle(Outcome.READY);
    }

    @Override
    public void close() {
        settle(Outcome.CLOSED);
    }

    private void settle(Outcome outcome) {
        synchronized (this) {
            if (settled != Outcome.CLOSED) {
                settled = outcome;
            }
        }
        while (wakeFirst(outcome)) {
            continue;
        }
    }

    @Override
    public synchronized int waiting() {
        return waits.size();
    }
}
