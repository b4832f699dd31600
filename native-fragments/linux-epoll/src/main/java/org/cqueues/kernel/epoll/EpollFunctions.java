package org.cqueues.kernel.epoll;

/** Linux's functions as JNA binds them directly. The signatures are those of {@link EpollCalls}. */
final class EpollFunctions {
    private EpollFunctions() {}

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epfd, int op, int fd, long event);

    static native int epoll_wait(int epfd, long events, int maxevents, int timeout);

    static native int eventfd(int initval, int flags);

    /** {@code long syscall(long number, ...)} with the parameters of {@code epoll_pwait2}, which travel as if they were not variable. */
    static native long syscall(
            long number, int epfd, long events, int maxevents, long timeout, long sigmask, long sigsetsize);
}
