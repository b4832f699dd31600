package org.cqueues.controller.impl;

import org.cqueues.controller.Outcome;
import org.cqueues.controller.Waiter;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;

/** Waits for one descriptor again and again, with its watch at hand. */
final class DescriptorWaiter implements Waiter {
    private final int fd;
    private Watch watch;
    private volatile boolean closed;

    DescriptorWaiter(int fd) {
        this.fd = fd;
    }

    @Override
    public Outcome await(Readiness interest, long deadlineNanos) throws ErrnoException {
        CoroutineTask task = CoroutineTask.required();
        task.checkCancelled();
        if (closed) {
            return Outcome.CLOSED;
        }
        Loop loop = task.loop;
        Watch current = watch;
        if (current == null || current.dropped || current.table != loop.root().watches) {
            current = find(loop.root().watches);
        }
        Wait wait = task.single();
        current.add(wait, interest.bits());
        task.expireLingering();
        if (closed) { // Whoever closes it ends the waits that are there after it has said so; this one may have come
            // too late for that.
            Suspension.leave(wait);
            current.expire();
            return Outcome.CLOSED;
        }
        return Suspension.await(task, null, wait, deadlineNanos);
    }

    @Override
    public void close() {
        closed = true;
    }

    private Watch find(WatchTable table) throws ErrnoException {
        Watch found = table.watch(fd);
        if (found.firstWait() == null) {
            table.refresh(found);
        }
        watch = found;
        return found;
    }
}
