package org.cqueues.kernel.epoll;

import org.cqueues.kernel.impl.Libc;

/**
 * What Linux adds to the C library for waiting, by its own names and signatures: contract that each binding fulfils. As in {@link Libc}, a result is
 * what C returned or a negative errno, and one thread at a time calls.
 */
interface EpollCalls {
    /** {@return the other C functions, for the same thread} */
    Libc libc();

    /** {@code int epoll_create1(int flags)}. */
    int epoll_create1(int flags);

    /** {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)}. */
    int epoll_ctl(int epfd, int op, int fd, long event);

    /** {@code int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)}; milliseconds, -1 never expires. */
    int epoll_wait(int epfd, long events, int maxevents, int timeout);

    /**
     * {@code int epoll_pwait2(int epfd, struct epoll_event *events, int maxevents, const struct timespec *timeout, const sigset_t *sigmask)} with no
     * mask; {@code -ENOSYS} before Linux 5.11.
     */
    int epoll_pwait2(int epfd, long events, int maxevents, long timeout);

    /** {@code int eventfd(unsigned int initval, int flags)}. */
    int eventfd(int initval, int flags);

    /** Ends the use of these calls. */
    void release();
}
