package org.cqueues.kernel.epoll;

import static org.cqueues.kernel.impl.ForeignLinker.function;
import static org.cqueues.kernel.impl.ForeignLinker.unexpected;
import static org.cqueues.kernel.impl.ForeignLinker.variadic;

import java.lang.invoke.MethodHandle;
import org.cqueues.kernel.impl.Capture;
import org.cqueues.kernel.impl.Libc;

/** Linux's waiting calls through {@code java.lang.foreign}: facade over handles. */
final class EpollForeign implements EpollCalls {
    private static final MethodHandle EPOLL_CREATE1 = function("epoll_create1", int.class, int.class);
    private static final MethodHandle EPOLL_CTL =
            function("epoll_ctl", int.class, int.class, int.class, int.class, long.class);
    private static final MethodHandle EPOLL_WAIT =
            function("epoll_wait", int.class, int.class, long.class, int.class, int.class);
    private static final MethodHandle SYSCALL = variadic(
            1, "syscall", long.class, long.class, int.class, long.class, int.class, long.class, long.class, long.class);
    private static final MethodHandle EVENTFD = function("eventfd", int.class, int.class, int.class);

    private final Libc libc;
    private final Capture capture = new Capture();
    private final Object errno = capture.segment();

    EpollForeign(Libc libc) {
        this.libc = libc;
    }

    @Override
    public Libc libc() {
        return libc;
    }

    @Override
    public int epoll_create1(int flags) {
        try {
            return capture.result((int) EPOLL_CREATE1.invokeExact(errno, flags));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int epoll_ctl(int epfd, int op, int fd, long event) {
        try {
            return capture.result((int) EPOLL_CTL.invokeExact(errno, epfd, op, fd, event));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int epoll_wait(int epfd, long events, int maxevents, int timeout) {
        try {
            return capture.result((int) EPOLL_WAIT.invokeExact(errno, epfd, events, maxevents, timeout));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int epoll_pwait2(int epfd, long events, int maxevents, long timeout) {
        try {
            return (int) capture.result((long) SYSCALL.invokeExact(
                    errno, EpollPwait2.NUMBER, epfd, events, maxevents, timeout, 0L, EpollPwait2.SIGSET_SIZE));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int eventfd(int initval, int flags) {
        try {
            return capture.result((int) EVENTFD.invokeExact(errno, initval, flags));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public void release() {
        libc.release();
    }
}
