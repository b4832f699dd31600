package org.cqueues.kernel;

import org.osgi.annotation.versioning.ProviderType;

/** Waits on one kernel queue, level-triggered. One thread at a time may poll; {@link #watch} and {@link #alert} are for any thread. */
@ProviderType
public interface Poller extends AutoCloseable {
    /** How a {@link #pause} ended. */
    enum Pause {
        /** A watched descriptor is ready or an alert is pending; a poll will not block. */
        READY,
        /** The time is over. */
        TIMEOUT,
        /** A signal was delivered to this thread. */
        SIGNAL
    }

    /**
     * {@return a descriptor that polls readable while {@link #poll} would report something, for foreign event loops; -1 if this backend has
     * none, as {@code poll(2)}}
     */
    int descriptor();

    /**
     * Sets what to report about a descriptor, replacing what was set before. Takes effect at once, also for a poll under way.
     *
     * @param fd open descriptor; stays the caller's, who empties its interest before closing it
     * @param interest empty to stop watching; dropping what is not watched does nothing
     * @throws ErrnoException {@code EBADF} if {@code fd} is not open; {@code EPERM} if the kernel cannot poll it, such as a regular file on
     *     Linux; {@code ENOSPC} or {@code ENOMEM} if the kernel has no room
     * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
     */
    void watch(int fd, Readiness interest) throws ErrnoException;

    /**
     * Waits, then reports each ready descriptor exactly once, on this thread.
     *
     * @param timeoutNanos longest wait in nanoseconds, at least 0; {@link Long#MAX_VALUE} never expires. Rounded up to the kernel's
     *     resolution, so that a timeout is never early
     * @param handler told of each ready descriptor
     * @return descriptors reported; 0 after a timeout, an alert or a signal
     * @throws ErrnoException if the kernel refuses the wait
     */
    int poll(long timeoutNanos, ReadyHandler handler) throws ErrnoException;

    /**
     * Ends the poll under way, or else the next one. Any thread; repeated alerts count as one. Never waits on a monitor or for a {@link #watch}: who alerts may
     * be the only one that can let a coroutine go on which has lost its turn over that monitor.
     */
    void alert();

    /**
     * Waits until something is ready or a signal is delivered, with the given signals unblocked in this thread for just that time.
     *
     * @param timeoutNanos longest wait in nanoseconds, at least 0; {@link Long#MAX_VALUE} never expires
     * @param signals signal numbers to unblock
     * @return how it ended
     * @throws ErrnoException {@code EINVAL} if a number is no signal
     * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">ppoll(2)</a>
     */
    Pause pause(long timeoutNanos, int... signals) throws ErrnoException;

    /** Closes the queue; watched descriptors stay open. Idempotent. Not while another thread polls. */
    @Override
    void close();
}
