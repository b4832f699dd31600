package org.cqueues.controller.impl;

import org.cqueues.controller.Outcome;
import org.cqueues.controller.WaitQueue;
import org.cqueues.kernel.SpinLock;

/** Waiting coroutines, of any controllers. Any thread. */
final class CoroutineQueue implements WaitQueue {
    private final boolean lifo;
    private final SpinLock lock = new SpinLock();
    private final WaitList waits = new WaitList(); // guarded by the lock

    /** What waits are told at once: nothing while pending. Guarded by the lock. */
    private Outcome settled = Outcome.PENDING;

    CoroutineQueue(boolean lifo) {
        this.lifo = lifo;
    }

    /** Queues a wait; or, where the queue is open or closed, ends it there and then. */
    void enter(Wait wait) {
        lock.lock();
        try {
            if (settled != Outcome.PENDING) {
                wait.outcome = settled;
            } else if (lifo) {
                waits.addFirst(wait);
            } else {
                waits.addLast(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a wait out, if it still is in. {@return what it brought} */
    Outcome leave(Wait wait) {
        lock.lock();
        try {
            waits.remove(wait);
            return wait.outcome;
        } finally {
            lock.unlock();
        }
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
        CoroutineTask first = takeFirst(outcome);
        if (first == null) {
            return false;
        }
        first.wake();
        return true;
    }

    private CoroutineTask takeFirst(Outcome outcome) {
        lock.lock();
        try {
            Wait first = waits.head;
            if (first == null) {
                return null;
            }
            waits.remove(first);
            first.outcome = outcome;
            return first.task;
        } finally {
            lock.unlock();
        }
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
        lock.lock();
        try {
            if (settled != Outcome.CLOSED) {
                settled = outcome;
            }
        } finally {
            lock.unlock();
        }
        while (wakeFirst(outcome)) {
            continue;
        }
    }

    @Override
    public int waiting() {
        lock.lock();
        try {
            return waits.size();
        } finally {
            lock.unlock();
        }
    }
}
