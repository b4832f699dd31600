package org.cqueues.kernel.linux;

import org.cqueues.kernel.Block;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SignalDescriptor;
import org.cqueues.kernel.impl.Binding;
import org.cqueues.kernel.impl.SignalMask;

/**
 * Takes signals with one signalfd: worker, guarded by itself. Each read fills
 * <pre>
 * struct signalfd_siginfo {
 *     uint32_t ssi_signo;  // 0
 *     ...                  // 128 bytes in all
 * };
 * </pre>
 */
final class Signalfd implements SignalDescriptor {
    /** {@code SFD_CLOEXEC} and {@code SFD_NONBLOCK}. */
    private static final int FLAGS = 0x80000 | 0x800;

    private static final int INFO_SIZE = 128;

    private final Errno errno;
    private final LinuxCalls calls;
    private final Block memory; // a sigset_t, then a signalfd_siginfo
    private final int eintr;
    private final int eagain;
    private int fd = -1;
    private boolean closed;

    private Signalfd(Errno errno, Binding binding, LinuxCalls calls) {
        this.errno = errno;
        this.calls = calls;
        memory = binding.allocate(SignalMask.SIZE + INFO_SIZE);
        eintr = -errno.code("EINTR");
        eagain = -errno.code("EAGAIN");
    }

    static Signalfd open(Errno errno, Binding binding, long signals) throws ErrnoException {
        LinuxCalls calls = LinuxCalls.of(binding);
        Signalfd signalfd = new Signalfd(errno, binding, calls);
        try {
            signalfd.signals(signals);
        } catch (ErrnoException e) {
            calls.release();
            throw e;
        }
        return signalfd;
    }

    @Override
    public synchronized int descriptor() {
        return fd;
    }

    @Override
    public synchronized void signals(long signals) throws ErrnoException {
        if (closed) {
            throw new IllegalStateException("the signal descriptor is closed");
        }
        SignalMask.put(memory.bytes(), 0, signals);
        int result = calls.signalfd(fd, memory.address(), FLAGS);
        if (result < 0) {
            throw new ErrnoException(errno, -result, "signalfd", "for signals 0x" + Long.toHexString(signals));
        }
        fd = result;
    }

    @Override
    public synchronized int read() throws ErrnoException {
        if (closed) {
            return 0;
        }
        long length;
        do {
            length = calls.libc().read(fd, memory.address() + SignalMask.SIZE, INFO_SIZE);
        } while (length == eintr);
        if (length == eagain) {
            return 0;
        }
        if (length < 0) {
            throw new ErrnoException(errno, (int) -length, "read", "signalfd " + fd);
        }
        return memory.bytes().getInt(SignalMask.SIZE);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            calls.libc().close(fd);
            calls.release();
        }
    }
}
