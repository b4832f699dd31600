package org.cqueues.kernel.epoll;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.ReadyHandler;
import org.cqueues.kernel.SpinLock;
import org.cqueues.kernel.impl.Binding;
import org.cqueues.kernel.impl.InterestTable;
import org.cqueues.kernel.impl.PollFd;
import org.cqueues.kernel.impl.SignalMask;
import org.cqueues.kernel.impl.Timespec;

/**
 * Waits on one epoll instance, level-triggered: worker. A poll is one system call; a watch that changes nothing is none.
 *
 * <p>Alerts arrive through an eventfd. It is watched edge-triggered, so each write to it is told once and its counter never has to be read.
 * {@link #alerted} goes false → true with the write and true → false when a poll is told of it, so a storm of alerts is one write.
 */
final class EpollPoller implements Poller {
    /** {@code EPOLL_CLOEXEC} and {@code EFD_CLOEXEC}. */
    static final int CLOEXEC = 0x80000;

    /** {@code EFD_NONBLOCK}. */
    static final int NONBLOCK = 0x800;

    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;

    /** Events told by one call; the kernel keeps the rest and goes on after them next time, so nothing starves. */
    static final int BATCH = 512;

    private static final int CLOSED = Integer.MIN_VALUE;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Errno errno;
    private final EpollEvent event = EpollEvent.of(System.getProperty("os.arch"));
    private final int epoll;
    private final int eventfd;
    private final AtomicBoolean alerted = new AtomicBoolean();

    /** Threads that write to the eventfd; from {@link #CLOSED} upwards once it must not be written to any more. */
    private final AtomicInteger alerting = new AtomicInteger();

    // Of the polling thread. Memory: events, then a timespec, then a pollfd, then a signal mask.
    private final EpollCalls waiting;
    private final Block memory;
    private final int timeoutAt;
    private final int pollfdAt;
    private final int maskAt;
    private final int eintr;
    private final int enosys;
    private boolean nanoseconds = true;

    private final SpinLock lock = new SpinLock();

    // Guarded by the lock. Memory: the eventfd's increment, then an event.
    private final EpollCalls control;
    private final Block controlMemory;
    private final InterestTable interest = new InterestTable();
    private boolean closed;

    private EpollPoller(Errno errno, Binding binding, EpollCalls waiting, EpollCalls control, int epoll, int eventfd) {
        this.errno = errno;
        this.waiting = waiting;
        this.control = control;
        this.epoll = epoll;
        this.eventfd = eventfd;
        eintr = -errno.code("EINTR");
        enosys = -errno.code("ENOSYS");
        timeoutAt = (BATCH * event.size() + 15) & ~15;
        pollfdAt = timeoutAt + Timespec.SIZE;
        maskAt = pollfdAt + PollFd.SIZE;
        memory = binding.allocate(maskAt + SignalMask.SIZE);
        controlMemory = binding.allocate(Long.BYTES + event.size());
        controlMemory.bytes().putLong(0, 1);
    }

    /**
     * Opens a queue. The calls become the poller's, which releases them.
     *
     * @param waiting calls of the thread that polls
     * @param control calls of any thread, under a lock
     */
    static EpollPoller open(Errno errno, Binding binding, EpollCalls waiting, EpollCalls control)
            throws ErrnoException {
        int epoll = control.epoll_create1(CLOEXEC);
        int eventfd = epoll < 0 ? epoll : control.eventfd(0, CLOEXEC | NONBLOCK);
        if (eventfd < 0) {
            throw abandoned(errno, -eventfd, epoll < 0 ? "epoll_create1" : "eventfd", waiting, control, epoll);
        }
        EpollPoller poller = new EpollPoller(errno, binding, waiting, control, epoll, eventfd);
        int result = poller.watchAlerts();
        if (result < 0) {
            throw abandoned(errno, -result, "epoll_ctl", waiting, control, epoll, eventfd);
        }
        return poller;
    }

    /** Closes what was opened before a call failed. */
    private static ErrnoException abandoned(
            Errno errno, int code, String call, EpollCalls waiting, EpollCalls control, int... opened) {
        for (int fd : opened) {
            if (fd >= 0) {
                control.libc().close(fd);
            }
        }
        waiting.release();
        control.release();
        return new ErrnoException(errno, code, call, "for a poller");
    }

    private int watchAlerts() {
        event.putEdgeTriggered(controlMemory.bytes(), Long.BYTES, eventfd);
        return control.epoll_ctl(epoll, EPOLL_CTL_ADD, eventfd, controlMemory.address() + Long.BYTES);
    }

    @Override
    public int descriptor() {
        return epoll;
    }

    @Override
    public void watch(int fd, Readiness wanted) throws ErrnoException {
        lock.lock();
        try {
            change(fd, wanted);
        } finally {
            lock.unlock();
        }
    }

    private void change(int fd, Readiness wanted) throws ErrnoException {
        int before = interest.get(fd);
        if (before == wanted.bits()) {
            return;
        }
        if (wanted.isEmpty()) {
            interest.set(fd, 0);
            drop(fd);
            return;
        }
        int result = set(before == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, wanted.bits());
        if (result < 0) {
            if (before != 0) {
                interest.set(fd, 0); // what the kernel knew of this number is gone with its descriptor
            }
            throw new ErrnoException(errno, -result, "epoll_ctl", "fd " + fd);
        }
        interest.set(fd, wanted.bits());
    }

    /** A descriptor that was closed while watched left the kernel's table, and its number may be another's by now: then the other call is right. */
    private int set(int operation, int fd, int bits) {
        int result = epoll_ctl(operation, fd, bits);
        if (result == -errno.code("ENOENT") && operation == EPOLL_CTL_MOD) {
            return epoll_ctl(EPOLL_CTL_ADD, fd, bits);
        }
        if (result == -errno.code("EEXIST") && operation == EPOLL_CTL_ADD) {
            return epoll_ctl(EPOLL_CTL_MOD, fd, bits);
        }
        return result;
    }

    /** Quiet about a descriptor that is closed, or that the kernel does not know: what was wanted is so. */
    private void drop(int fd) throws ErrnoException {
        int result = epoll_ctl(EPOLL_CTL_DEL, fd, 0);
        if (result < 0
                && result != -errno.code("EBADF")
                && result != -errno.code("ENOENT")
                && result != -errno.code("EPERM")) {
            throw new ErrnoException(errno, -result, "epoll_ctl", "fd " + fd);
        }
    }

    private int epoll_ctl(int operation, int fd, int bits) {
        event.put(controlMemory.bytes(), Long.BYTES, fd, bits);
        return control.epoll_ctl(epoll, operation, fd, controlMemory.address() + Long.BYTES);
    }

    @Override
    public int poll(long timeoutNanos, ReadyHandler handler) throws ErrnoException {
        int count = await(timeoutNanos);
        if (count < 0) {
            if (count == eintr) {
                return 0;
            }
            throw new ErrnoException(errno, -count, "epoll_wait", "fd " + epoll);
        }
        ByteBuffer bytes = memory.bytes();
        int reported = count;
        for (int at = 0; count > 0; count--, at += event.size()) {
            int fd = event.fd(bytes, at);
            if (fd == eventfd) {
                alerted.set(false);
                reported--;
            } else {
                handler.ready(fd, Readiness.ofBits(event.ready(bytes, at)));
            }
        }
        return reported;
    }

    private int await(long timeoutNanos) {
        if (timeoutNanos == 0 || timeoutNanos == Long.MAX_VALUE) {
            return waiting.epoll_wait(epoll, memory.address(), BATCH, timeoutNanos == 0 ? 0 : -1);
        }
        if (nanoseconds) {
            Timespec.put(memory.bytes(), timeoutAt, timeoutNanos);
            int count = waiting.epoll_pwait2(epoll, memory.address(), BATCH, memory.address() + timeoutAt);
            if (count != enosys) {
                return count;
            }
            nanoseconds = false;
        }
        return awaitMillis(timeoutNanos);
    }

    /** The longest wait that epoll_wait can be told is 24 days; a longer one takes several. */
    private int awaitMillis(long timeoutNanos) {
        long left = timeoutNanos;
        int count;
        do {
            int millis = toMillis(left);
            count = waiting.epoll_wait(epoll, memory.address(), BATCH, millis);
            left -= millis * NANOS_PER_MILLI;
        } while (count == 0 && left > 0);
        return count;
    }

    /** epoll_wait counts milliseconds: truncating the last fraction of one to 0 would spin. */
    static int toMillis(long nanos) {
        long millis = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    @Override
    public void alert() {
        if (alerted.compareAndSet(false, true)) {
            writeEventfd();
        }
    }

    /**
     * Counted, because after a close the number of the eventfd is anybody's. Without the lock, so that an alert never waits for a watch. The result does not
     * matter, so neither do several writers.
     */
    private void writeEventfd() {
        if (alerting.getAndIncrement() >= 0) {
            control.libc().write(eventfd, controlMemory.address(), Long.BYTES);
        }
        alerting.getAndDecrement();
    }

    private void awaitAlerts() {
        alerting.addAndGet(CLOSED);
        while (alerting.get() != CLOSED) {
            Thread.onSpinWait();
        }
    }

    /** The epoll descriptor is itself pollable, so this waits on it with ppoll, which takes nanoseconds and takes no event away. */
    @Override
    public Pause pause(long timeoutNanos, int... signals) throws ErrnoException {
        int result = SignalMask.without(waiting.libc(), memory.address() + maskAt, signals);
        if (result >= 0) {
            PollFd.put(memory.bytes(), pollfdAt, epoll, Readiness.READ.bits());
            Timespec.put(memory.bytes(), timeoutAt, timeoutNanos);
            long timeout = timeoutNanos == Long.MAX_VALUE ? 0 : memory.address() + timeoutAt;
            result = waiting.libc().ppoll(memory.address() + pollfdAt, 1, timeout, memory.address() + maskAt);
        }
        if (result < 0 && result != eintr) {
            throw new ErrnoException(errno, -result, "ppoll", "fd " + epoll);
        }
        return result == eintr ? Pause.SIGNAL : result == 0 ? Pause.TIMEOUT : Pause.READY;
    }

    @Override
    public void close() {
        if (isFirstClose()) {
            awaitAlerts();
            control.libc().close(eventfd);
            control.libc().close(epoll);
            waiting.release();
            control.release();
        }
    }

    private boolean isFirstClose() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }
}
