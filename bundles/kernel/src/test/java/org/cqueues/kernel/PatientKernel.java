package org.cqueues.kernel;

import java.util.concurrent.TimeUnit;

/**
 * The real system with a clock that a busy machine does not hurry: worker. Time passes while a wait lasts in which nothing happens; of all other time, such as that in which
 * this process was kept from running or had much to do, next to nothing counts. So whoever answers on the same controller is never late. Any thread.
 */
public final class PatientKernel implements Kernel {
    /** What counts between two waits at most, so that who is always busy comes to an end too. */
    private static final long BUSY_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

    private final Kernel real;
    private long nanos; // this clock's; guarded by this
    private long looked; // the real one's when this one was put on; guarded by this

    private PatientKernel(Kernel real) {
        this.real = real;
        looked = real.monotonicNanos();
        nanos = looked;
    }

    /** Opens the real kernel. */
    public static Kernel open() {
        return new PatientKernel(Kernel.open());
    }

    @Override
    public synchronized long monotonicNanos() {
        return nanos;
    }

    private synchronized void pass(long least) {
        long now = real.monotonicNanos();
        nanos = Math.max(nanos + Math.min(now - looked, BUSY_NANOS), least);
        looked = now;
    }

    @Override
    public Poller openPoller() throws ErrnoException {
        return new PatientPoller(real.openPoller());
    }

    private final class PatientPoller implements Poller {
        private final Poller poller;

        PatientPoller(Poller poller) {
            this.poller = poller;
        }

        @Override
        public int poll(long timeoutNanos, ReadyHandler handler) throws ErrnoException {
            long begun = monotonicNanos();
            long realBegun = real.monotonicNanos();
            boolean[] told = new boolean[1];
            int count = poller.poll(timeoutNanos, (fd, ready) -> {
                if (!told[0]) {
                    told[0] = true;
                    pass(begun);
                }
                handler.ready(fd, ready);
            });
            if (!told[0]) {
                pass(begun + Math.min(timeoutNanos, real.monotonicNanos() - realBegun));
            }
            return count;
        }

        @Override
        public Pause pause(long timeoutNanos, int... signals) throws ErrnoException {
            long begun = monotonicNanos();
            Pause pause = poller.pause(timeoutNanos, signals);
            pass(pause == Pause.TIMEOUT ? begun + timeoutNanos : begun);
            return pause;
        }

        @Override
        public int descriptor() {
            return poller.descriptor();
        }

        @Override
        public void watch(int fd, Readiness interest) throws ErrnoException {
            poller.watch(fd, interest);
        }

        @Override
        public void alert() {
            poller.alert();
        }

        @Override
        public void close() {
            poller.close();
        }
    }

    @Override
    public Choice backend() {
        return real.backend();
    }

    @Override
    public Choice binding() {
        return real.binding();
    }

    @Override
    public Errno errno() {
        return real.errno();
    }

    @Override
    public SignalTable signals() {
        return real.signals();
    }

    @Override
    public Syscalls syscalls() {
        return real.syscalls();
    }

    @Override
    public Workspace openWorkspace() {
        return real.openWorkspace();
    }

    @Override
    public Choice directoryWatching() {
        return real.directoryWatching();
    }

    @Override
    public DirectoryWatcher openDirectoryWatcher() throws ErrnoException {
        return real.openDirectoryWatcher();
    }

    @Override
    public Choice signalDescriptors() {
        return real.signalDescriptors();
    }

    @Override
    public SignalDescriptor openSignalDescriptor(long signals) throws ErrnoException {
        return real.openSignalDescriptor(signals);
    }

    @Override
    public long raiseDescriptorLimit() throws ErrnoException {
        return real.raiseDescriptorLimit();
    }

    @Override
    public void close() {
        real.close();
    }
}
