package org.cqueues.controller;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A queue of waiting coroutines, of any controllers: what condition variables, promises and other events without a descriptor are built on. Poll it,
 * or name it as the {@link Pollable#source} of an object. Any thread may call it.
 */
@ProviderType
public interface WaitQueue extends Pollable {
    /**
     * Wakes everybody who waits now. A signal without waiters is lost.
     *
     * @return how many waits were ended
     */
    int signal();

    /**
     * Wakes some of those who wait now: the longest waiting first, or the latest first in a LIFO queue.
     *
     * @param most how many at most; at least 0
     * @return how many waits were ended
     * @throws IllegalArgumentException if {@code most} is negative
     */
    int signal(int most);

    /** Makes the queue ready for good: everybody who waits is woken, and later waits are over at once. Idempotent. */
    void open();

    /** Closes the queue: whoever waits, and whoever waits later, is told {@link Outcome#CLOSED} at once. Idempotent; wins over {@link #open}. */
    void close();

    /**
     * Suspends the running coroutine until it is woken: {@code poll} for this queue alone, without its allocations.
     *
     * @param deadlineNanos moment of {@link org.cqueues.kernel.Kernel#monotonicNanos} at which to give up; {@link Long#MAX_VALUE} is never
     * @return {@link Outcome#READY}, {@link Outcome#TIMED_OUT} or {@link Outcome#CLOSED}
     * @throws CoroutineCancelledException if the coroutine is cancelled before it is woken
     * @throws IllegalStateException outside a coroutine
     */
    Outcome await(long deadlineNanos);

    /** {@return how many waits are queued} */
    int waiting();
}
