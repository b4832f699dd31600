package org.cqueues.controller;

import org.cqueues.kernel.Readiness;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A reusable wait for one descriptor, for implementers of pollables that do input and output: waiting again with it allocates nothing, and asks the
 * kernel nothing while the same readiness is awaited.
 */
@ProviderType
public interface Waiter {
    /**
     * Suspends the running coroutine until the descriptor is ready.
     *
     * @param interest what to wait for; not empty
     * @param deadlineNanos moment of {@link org.cqueues.kernel.Kernel#monotonicNanos} at which to give up; {@link Long#MAX_VALUE} is never
     * @return {@link Outcome#READY}, {@link Outcome#TIMED_OUT}, {@link Outcome#CANCELLED} or {@link Outcome#CLOSED}
     * @throws CoroutineCancelledException if the coroutine is cancelled
     * @throws org.cqueues.kernel.ErrnoException if the kernel cannot watch the descriptor
     * @throws IllegalStateException outside a coroutine
     */
    Outcome await(Readiness interest, long deadlineNanos) throws org.cqueues.kernel.ErrnoException;

    /**
     * Has every later wait answer {@link Outcome#CLOSED}: what the owner of a descriptor calls before {@link Controllers#release}, so that a wait that another
     * thread is just beginning is not left with a number that belongs to somebody else. Any thread; idempotent.
     */
    void close();
}
