package org.cqueues.kernel.impl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.DirectoryWatcher;
import org.cqueues.kernel.DirectoryWatcherProvider;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.PollerProvider;
import org.cqueues.kernel.SignalDescriptor;
import org.cqueues.kernel.SignalDescriptorProvider;
import org.cqueues.kernel.SignalTable;
import org.cqueues.kernel.Syscalls;
import org.cqueues.kernel.Workspace;

/** The kernel of this machine: what was chosen, put together. Any thread may call it. */
public final class NativeKernel implements Kernel {
    private final Binding binding;
    private final Choice bindingChoice;
    private final PollerProvider provider;
    private final Choice backendChoice;
    private final Attached<DirectoryWatcherProvider> watching = Attached.find(
            DirectoryWatcherProvider.class,
            DirectoryWatcherProvider::name,
            DirectoryWatcherProvider::unavailableReason,
            "directories are watched");
    private final Attached<SignalDescriptorProvider> signalling = Attached.find(
            SignalDescriptorProvider.class,
            SignalDescriptorProvider::name,
            SignalDescriptorProvider::unavailableReason,
            "signals are taken through a descriptor");
    private final ErrnoTable errno;
    private final SignalTable signals;
    private final SharedSyscalls syscalls;
    private volatile boolean closed;

    private NativeKernel(Platform platform, Bindings bindings, Backends backends) {
        binding = bindings.binding();
        bindingChoice = bindings.choice();
        provider = backends.provider();
        backendChoice = backends.choice();
        Libc libc = binding.open();
        errno = new ErrnoTable(platform.errnos(), libc::strerror);
        signals = new LinuxSignals(libc.__libc_current_sigrtmin(), libc.__libc_current_sigrtmax());
        libc.release();
        syscalls = new SharedSyscalls(binding, errno);
    }

    /**
     * {@return a new kernel; see {@link Kernel#open(UnaryOperator)}}
     *
     * @param settings looks up a setting by name; null means unset
     */
    public static Kernel open(UnaryOperator<String> settings) {
        Platform platform = Platform.here();
        Map<String, String> broken = new LinkedHashMap<>();
        List<PollerProvider> providers = Backends.attached(broken);
        Backends backends =
                Backends.select(settings.apply(BACKEND_SETTING), System.getProperty("os.name"), providers, broken);
        return new NativeKernel(platform, Bindings.select(settings.apply(BINDING_SETTING)), backends);
    }

    /**
     * {@return the native kernel that a provider is opened for}
     *
     * @throws IllegalArgumentException if it is another one, such as a simulation
     */
    public static NativeKernel of(Kernel kernel) {
        if (kernel instanceof NativeKernel own) {
            return own;
        }
        throw new IllegalArgumentException("a native readiness queue needs the native kernel, not " + kernel);
    }

    /** {@return the binding itself, for providers} */
    public Binding nativeBinding() {
        return binding;
    }

    @Override
    public Choice backend() {
        return backendChoice;
    }

    @Override
    public Choice binding() {
        return bindingChoice;
    }

    @Override
    public Errno errno() {
        return errno;
    }

    @Override
    public SignalTable signals() {
        return signals;
    }

    @Override
    public Syscalls syscalls() {
        return syscalls;
    }

    @Override
    public Workspace openWorkspace() {
        requireOpen();
        return new NativeWorkspace(binding, errno);
    }

    @Override
    public Poller openPoller() throws ErrnoException {
        requireOpen();
        return provider.open(this);
    }

    @Override
    public Choice directoryWatching() {
        return watching.choice();
    }

    @Override
    public DirectoryWatcher openDirectoryWatcher() throws ErrnoException {
        requireOpen();
        return watching.require().open(this);
    }

    @Override
    public Choice signalDescriptors() {
        return signalling.choice();
    }

    @Override
    public SignalDescriptor openSignalDescriptor(long signals) throws ErrnoException {
        requireOpen();
        return signalling.require().open(this, signals);
    }

    /** HotSpot's nanoTime is CLOCK_MONOTONIC on Linux, the clock of poll and epoll, and the JIT makes it cheaper than a call. A test holds it to that. */
    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }

    @Override
    public long raiseDescriptorLimit() throws ErrnoException {
        requireOpen();
        Libc libc = binding.open();
        try {
            Block limit = binding.allocate(Rlimit.SIZE);
            require("getrlimit", libc.getrlimit(Platform.RLIMIT_NOFILE, limit.address()));
            long hard = Rlimit.hard(limit.bytes(), 0);
            if (Rlimit.soft(limit.bytes(), 0) != hard) {
                Rlimit.put(limit.bytes(), 0, hard, hard);
                require("setrlimit", libc.setrlimit(Platform.RLIMIT_NOFILE, limit.address()));
            }
            return hard < 0 ? Long.MAX_VALUE : hard; // unsigned: RLIM_INFINITY
        } finally {
            libc.release();
        }
    }

    private void require(String call, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(errno, -result, call, "RLIMIT_NOFILE");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the kernel is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        syscalls.close();
    }

    @Override
    public String toString() {
        return "kernel " + backendChoice.name() + " through " + bindingChoice.name();
    }
}
