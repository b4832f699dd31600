package org.cqueues.kernel.epoll;

/**
 * {@code epoll_pwait2} by its number, because C libraries have a function for it only since glibc 2.35: constants. The number is the same
 * on every machine that the kernel bundle has a table of; all of them are 64-bit, so that {@code struct timespec} is the kernel's own.
 */
final class EpollPwait2 {
    /** {@code __NR_epoll_pwait2}. */
    static final long NUMBER = 441;

    /** Bytes of the kernel's own {@code sigset_t}, which differs from the C library's. */
    static final long SIGSET_SIZE = 8;

    private EpollPwait2() {}
}
