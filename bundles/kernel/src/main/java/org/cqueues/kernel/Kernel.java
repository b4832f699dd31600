package org.cqueues.kernel;

import java.util.function.UnaryOperator;
import org.cqueues.kernel.impl.NativeKernel;
import org.osgi.annotation.versioning.ProviderType;

/** The operating system, through the backend and the native binding that were chosen at run time. Any thread may call it. */
@ProviderType
public interface Kernel extends AutoCloseable {
    /** Setting that names the readiness queue to use, such as {@code epoll} or {@code poll}; unset takes the best that is supported. */
    String BACKEND_SETTING = "org.cqueues.backend";

    /** Setting that names the native binding to use, {@code foreign} or {@code jna}; unset takes the best that is supported. */
    String BINDING_SETTING = "org.cqueues.binding";

    /**
     * Opens the kernel of this machine, with settings from the system properties.
     *
     * @return a kernel, to be closed by the caller
     * @throws IllegalStateException if no backend or no binding works here, with the reason for each
     */
    static Kernel open() {
        return open(System::getProperty);
    }

    /**
     * Opens the kernel of this machine.
     *
     * @param settings looks up a setting by name; {@code null} means unset
     * @return a kernel, to be closed by the caller
     * @throws IllegalStateException if no backend or no binding works here, or the one that a setting names does not, with the reason for each
     */
    static Kernel open(UnaryOperator<String> settings) {
        return NativeKernel.open(settings);
    }

    /** {@return the readiness queue that was chosen, and why each other one was not} */
    Choice backend();

    /** {@return the native binding that was chosen, and why each other one was not} */
    Choice binding();

    /** {@return the platform's error numbers} */
    Errno errno();

    /** {@return the platform's signals} */
    SignalTable signals();

    /** {@return the system calls, for any thread; each takes a lock where the binding needs one, so hot paths use a {@link Workspace}} */
    Syscalls syscalls();

    /**
     * Opens what one thread at a time needs for fast calls.
     *
     * @return a workspace, to be closed by the caller
     */
    Workspace openWorkspace();

    /**
     * Opens a readiness queue.
     *
     * @return an empty queue, to be closed by the caller
     * @throws ErrnoException {@code EMFILE}, {@code ENFILE} or {@code ENOMEM} if the system has no room for one
     */
    Poller openPoller() throws ErrnoException;

    /** {@return the way to watch directories that was chosen, and why each other one was not; its name is {@code none} where there is none} */
    Choice directoryWatching();

    /**
     * Opens a watcher of directories.
     *
     * @return a watcher that watches nothing yet, to be closed by the caller
     * @throws ErrnoException {@code EMFILE} at the limit of descriptors or of watchers, which the message tells
     * @throws UnsupportedOperationException if there is no way to watch directories here, with the reason
     */
    DirectoryWatcher openDirectoryWatcher() throws ErrnoException;

    /** {@return the way to take signals through a descriptor that was chosen, and why each other one was not; its name is {@code none} where there is none} */
    Choice signalDescriptors();

    /**
     * Opens a descriptor for signals.
     *
     * @param signals a set, in which bit 0 is signal 1; blocked in every thread
     * @return a descriptor, to be closed by the caller
     * @throws ErrnoException {@code EMFILE} or {@code ENFILE} if the system has no room for one
     * @throws UnsupportedOperationException if there is no such way here, with the reason
     */
    SignalDescriptor openSignalDescriptor(long signals) throws ErrnoException;

    /**
     * {@return nanoseconds of the system's monotonic clock, the one that {@link Poller#poll} measures timeouts with; its origin is unspecified}
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/clock_gettime.2.html">clock_gettime(2), CLOCK_MONOTONIC</a>
     */
    long monotonicNanos();

    /**
     * Raises the soft limit of open descriptors of this process to the hard limit.
     *
     * @return the limit now in force, in descriptors
     * @throws ErrnoException {@code EPERM} if the system refuses
     * @see <a href="https://man7.org/linux/man-pages/man2/setrlimit.2.html">setrlimit(2), RLIMIT_NOFILE</a>
     */
    long raiseDescriptorLimit() throws ErrnoException;

    /** Frees what the kernel object holds itself. Pollers and workspaces are their openers' to close. Idempotent. */
    @Override
    void close();
}
