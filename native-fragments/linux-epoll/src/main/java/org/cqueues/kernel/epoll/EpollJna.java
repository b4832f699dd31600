package org.cqueues.kernel.epoll;

import org.cqueues.kernel.impl.JnaRegistration;
import org.cqueues.kernel.impl.Libc;

/** Linux's waiting calls through JNA's direct mapping: facade over static native methods. */
final class EpollJna implements EpollCalls {
    private static final JnaRegistration REGISTRATION = new JnaRegistration(EpollFunctions.class);

    private final Libc libc;
    private boolean released;

    EpollJna(Libc libc) {
        this.libc = libc;
        REGISTRATION.acquire();
    }

    @Override
    public Libc libc() {
        return libc;
    }

    @Override
    public int epoll_create1(int flags) {
        return JnaRegistration.result(EpollFunctions.epoll_create1(flags));
    }

    @Override
    public int epoll_ctl(int epfd, int op, int fd, long event) {
        return JnaRegistration.result(EpollFunctions.epoll_ctl(epfd, op, fd, event));
    }

    @Override
    public int epoll_wait(int epfd, long events, int maxevents, int timeout) {
        return JnaRegistration.result(EpollFunctions.epoll_wait(epfd, events, maxevents, timeout));
    }

    @Override
    public int epoll_pwait2(int epfd, long events, int maxevents, long timeout) {
        return (int) JnaRegistration.result(EpollFunctions.syscall(
                EpollPwait2.NUMBER, epfd, events, maxevents, timeout, 0, EpollPwait2.SIGSET_SIZE));
    }

    @Override
    public int eventfd(int initval, int flags) {
        return JnaRegistration.result(EpollFunctions.eventfd(initval, flags));
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            REGISTRATION.release();
            libc.release();
        }
    }
}
