package org.cqueues.kernel.epoll;

import java.util.ArrayList;
import java.util.List;
import org.cqueues.kernel.impl.Libc;

/** Real calls, each written down, some failing on request. */
final class ScriptedEpollCalls implements EpollCalls {
    private final EpollCalls real;
    final List<String> made = new ArrayList<>();
    String failing = "";
    int failure;

    ScriptedEpollCalls(EpollCalls real) {
        this.real = real;
    }

    private boolean fails(String call) {
        made.add(call);
        return failing.equals(call);
    }

    @Override
    public Libc libc() {
        return real.libc();
    }

    @Override
    public int epoll_create1(int flags) {
        return fails("epoll_create1") ? failure : real.epoll_create1(flags);
    }

    @Override
    public int epoll_ctl(int epfd, int op, int fd, long event) {
        String call = new String[] {"", "ADD", "DEL", "MOD"}[op];
        return fails(call) ? failure : real.epoll_ctl(epfd, op, fd, event);
    }

    @Override
    public int epoll_wait(int epfd, long events, int maxevents, int timeout) {
        return fails("epoll_wait " + timeout) ? failure : real.epoll_wait(epfd, events, maxevents, timeout);
    }

    @Override
    public int epoll_pwait2(int epfd, long events, int maxevents, long timeout) {
        return fails("epoll_pwait2") ? failure : real.epoll_pwait2(epfd, events, maxevents, timeout);
    }

    @Override
    public int eventfd(int initval, int flags) {
        return fails("eventfd") ? failure : real.eventfd(initval, flags);
    }

    @Override
    public void release() {
        made.add("release");
        real.release();
    }
}
