package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.ReadyHandler;
import org.cqueues.kernel.SocketCalls;
import org.cqueues.kernel.SpinLock;

/**
 * Waits with {@code ppoll(2)}: worker. Every wait hands the whole array to the kernel, so its cost grows with the number of descriptors; in return
 * it works on any kind of descriptor and on any system.
 *
 * <p>Another thread's {@link #watch} or {@link #alert} only changes fields; a wait under way is ended through a socket pair, to take them in.
 */
final class PollPoller implements Poller {
    /** Layout of the waiting thread's memory. */
    private static final int TIMEOUT = 0;

    private static final int MASK = TIMEOUT + Timespec.SIZE;
    private static final int DRAIN = MASK + SignalMask.SIZE;
    private static final int DRAIN_SIZE = 8;

    private final Errno errno;
    private final int eintr;
    private final Libc waiting;
    private final Block memory;
    private final Binding binding;
    private final SpinLock lock = new SpinLock();
    private final NativeSyscalls control; // guarded by the lock
    private final Libc controlLibc; // guarded by the lock
    private final Block controlMemory; // guarded by the lock
    private final int wakeReader;
    private final int wakeWriter;
    private final PollSet set; // guarded by the lock, but for its native array
    private boolean underWay; // guarded by the lock
    private boolean woken; // guarded by the lock: a byte is on its way to the wait under way
    private volatile boolean alerted; // set under the lock
    private boolean closed; // guarded by the lock

    PollPoller(Binding binding, Errno errno) throws ErrnoException {
        this.binding = binding;
        this.errno = errno;
        eintr = -errno.code("EINTR");
        control = new NativeSyscalls(binding, errno);
        int[] pair = new int[2];
        int result = control.socketpair(SocketCalls.Type.STREAM, pair);
        if (result < 0) {
            control.release();
            throw new ErrnoException(errno, -result, "socketpair", "for alerts");
        }
        wakeReader = pair[0];
        wakeWriter = pair[1];
        waiting = binding.open();
        controlLibc = binding.open();
        memory = binding.allocate(DRAIN + DRAIN_SIZE);
        controlMemory = binding.allocate(PollFd.SIZE + Timespec.SIZE);
        set = new PollSet(binding, wakeReader);
    }

    @Override
    public int descriptor() {
        return -1;
    }

    @Override
    public void watch(int fd, Readiness interest) throws ErrnoException {
        for (int missing = tryWatch(fd, interest.bits(), null); missing > 0; ) {
            missing = tryWatch(fd, interest.bits(), binding.allocate(missing)); // outside the lock: it can wait
        }
    }

    /** {@return bytes of memory that it needs first; 0 if it is done} */
    private int tryWatch(int fd, int bits, Block memory) throws ErrnoException {
        lock.lock();
        try {
            if (memory != null) {
                set.add(memory);
            }
            int missing = set.missing(fd, bits);
            if (missing == 0 && set.interest(fd) != bits) {
                if (bits != 0) {
                    requireOpen(fd);
                }
                set.set(fd, bits);
                wake();
            }
            return missing;
        } finally {
            lock.unlock();
        }
    }

    /** {@code poll(2)} itself tells of a closed descriptor only when it waits, which is too late to blame the caller. */
    private void requireOpen(int fd) throws ErrnoException {
        ByteBuffer bytes = controlMemory.bytes();
        PollFd.put(bytes, 0, fd, 0);
        Timespec.put(bytes, PollFd.SIZE, 0);
        int result =
                fd < 0 ? 0 : controlLibc.ppoll(controlMemory.address(), 1, controlMemory.address() + PollFd.SIZE, 0);
        if (result < 0) {
            throw new ErrnoException(errno, -result, "ppoll", "fd " + fd);
        }
        if (fd < 0 || PollFd.invalid(bytes, 0)) {
            throw new ErrnoException(errno, errno.code("EBADF"), "ppoll", "fd " + fd);
        }
    }

    @Override
    public void alert() {
        lock.lock();
        try {
            alerted = true;
            wake();
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        if (underWay && !woken) {
            // The contents do not matter, and a full buffer means that the wait ends anyway.
            control.write(wakeWriter, controlMemory.address(), 1);
            woken = true;
        }
    }

    @Override
    public int poll(long timeoutNanos, ReadyHandler handler) throws ErrnoException {
        int ready = await(timeoutNanos, 0);
        if (ready == eintr) {
            return 0;
        }
        if (ready < 0) {
            throw new ErrnoException(errno, -ready, "ppoll", set.length() + " descriptors");
        }
        alerted = false;
        return ready == 0 ? 0 : report(handler);
    }

    private int report(ReadyHandler handler) {
        ByteBuffer bytes = set.bytes();
        int reported = 0;
        for (int i = 1; i < set.length(); i++) {
            int ready = PollFd.ready(bytes, i * PollFd.SIZE);
            if (ready != 0) {
                int fd = PollFd.fd(bytes, i * PollFd.SIZE);
                ready &= watched(fd);
                if (ready != 0) {
                    handler.ready(fd, Readiness.ofBits(ready));
                    reported++;
                }
            }
        }
        return reported;
    }

    /** Another thread may have lost interest since the array was handed to the kernel. */
    private int watched(int fd) {
        lock.lock();
        try {
            return set.interest(fd);
        } finally {
            lock.unlock();
        }
    }

    /** {@return descriptors ready, 0 after the timeout or an alert, or a negative errno; a change of interest goes on waiting} */
    private int await(long timeoutNanos, long mask) {
        long start = timeoutNanos == 0 || timeoutNanos == Long.MAX_VALUE ? 0 : System.nanoTime();
        long left = timeoutNanos;
        while (true) {
            int ready = ppoll(left, mask);
            if (ready != 0 || left == 0 || alerted) {
                return ready;
            }
            if (timeoutNanos != Long.MAX_VALUE) {
                left = Math.max(0, timeoutNanos - (System.nanoTime() - start));
            }
        }
    }

    private int ppoll(long timeoutNanos, long mask) {
        long timeout = begin() ? 0 : timeoutNanos;
        long timespec = timeout == Long.MAX_VALUE ? 0 : memory.address() + TIMEOUT;
        if (timespec != 0) {
            Timespec.put(memory.bytes(), TIMEOUT, timeout);
        }
        int ready = waiting.ppoll(set.address(), set.length(), timespec, mask);
        boolean drained = end();
        return ready > 0 && drained ? ready - 1 : ready;
    }

    /** {@return whether the wait must not block because an alert is pending} */
    private boolean begin() {
        lock.lock();
        try {
            set.prepare();
            underWay = true;
            return alerted;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether the wake descriptor was among those ready} */
    private boolean end() {
        lock.lock();
        try {
            underWay = false;
            if (woken) {
                waiting.read(wakeReader, memory.address() + DRAIN, DRAIN_SIZE);
                woken = false;
            }
        } finally {
            lock.unlock();
        }
        return PollFd.ready(set.bytes(), 0) != 0;
    }

    @Override
    public Pause pause(long timeoutNanos, int... signals) throws ErrnoException {
        int result = SignalMask.without(waiting, memory.address() + MASK, signals);
        if (result >= 0) {
            result = await(timeoutNanos, memory.address() + MASK);
        }
        if (result == eintr) {
            return Pause.SIGNAL;
        }
        if (result < 0) {
            throw new ErrnoException(errno, -result, "ppoll", set.length() + " descriptors");
        }
        return result > 0 || alerted ? Pause.READY : Pause.TIMEOUT;
    }

    @Override
    public void close() {
        if (isFirstClose()) {
            waiting.close(wakeReader);
            waiting.close(wakeWriter);
            waiting.release();
            controlLibc.release();
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
