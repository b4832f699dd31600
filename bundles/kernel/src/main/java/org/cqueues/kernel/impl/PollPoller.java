package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.ReadyHandler;
import org.cqueues.kernel.SocketCalls;

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
    private final NativeSyscalls control; // guarded by this
    private final Libc controlLibc; // guarded by this
    private final Block controlMemory; // guarded by this
    private final int wakeReader;
    private final int wakeWriter;
    private final PollSet set; // guarded by this, but for its native array
    private boolean underWay; // guarded by this
    private boolean woken; // guarded by this: a byte is on its way to the wait under way
    private boolean alerted; // guarded by this
    private boolean closed; // guarded by this

    PollPoller(Binding binding, Errno errno) throws ErrnoException {
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
    public synchronized void watch(int fd, Readiness interest) throws ErrnoException {
        int bits = interest.bits();
        if (set.interest(fd) == bits) {
            return;
        }
        if (bits != 0) {
            requireOpen(fd);
        }
        set.set(fd, bits);
        wake();
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
    public synchronized void alert() {
        alerted = true;
        wake();
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
        synchronized (this) {
            alerted = false;
        }
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
    private synchronized int watched(int fd) {
        return set.interest(fd);
    }

    /** {@return descriptors ready, 0 after the timeout or an alert, or a negative errno; a change of interest goes on waiting} */
    private int await(long timeoutNanos, long mask) {
        long start = timeoutNanos == 0 || timeoutNanos == Long.MAX_VALUE ? 0 : System.nanoTime();
        long left = timeoutNanos;
        while (true) {
            int ready = ppoll(left, mask);
            if (ready != 0 || left == 0 || isAlerted()) {
                return ready;
            }
            if (timeoutNanos != Long.MAX_VALUE) {
                left = Math.max(0, timeoutNanos - (System.nanoTime() - start));
            }
        }
    }

    private synchronized boolean isAlerted() {
        return alerted;
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
    private synchronized boolean begin() {
        set.prepare();
        underWay = true;
        return alerted;
    }

    /** {@return whether the wake descriptor was among those ready} */
    private synchronized boolean end() {
        underWay = false;
        if (woken) {
            waiting.read(wakeReader, memory.address() + DRAIN, DRAIN_SIZE);
            woken = false;
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
        return result > 0 || isAlerted() ? Pause.READY : Pause.TIMEOUT;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            waiting.close(wakeReader);
            waiting.close(wakeWriter);
            waiting.release();
            controlLibc.release();
            control.release();
        }
    }
}
