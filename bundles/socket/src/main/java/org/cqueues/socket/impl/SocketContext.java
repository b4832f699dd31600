package org.cqueues.socket.impl;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Syscalls;
import org.cqueues.socket.ErrorHandler;
import org.cqueues.socket.NameLookup;

/** Worker: what the sockets of one service share. Any thread. */
final class SocketContext {
    /** Errors of {@code accept(2)} that are of one client, or of the network on the way to it; a system need not have them all. */
    private static final List<String> PASSING = List.of(
            "ECONNABORTED",
            "EINTR",
            "ENETDOWN",
            "EPROTO",
            "ENOPROTOOPT",
            "EHOSTDOWN",
            "ENONET",
            "EHOSTUNREACH",
            "EOPNOTSUPP",
            "ENETUNREACH");

    private final Kernel kernel;
    private final Controllers controllers;
    private final Lookups lookups;
    private final TlsContexts contexts;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Settings> defaults = new AtomicReference<>(Settings.DEFAULT);
    private final AtomicReference<ErrorHandler> handler = new AtomicReference<>(ErrorHandler.THROW);
    private final Set<Integer> passing;
    private volatile boolean closed;

    final int again;
    final int inProgress;
    final int pipe;
    final int notConnected;
    final int noMemory;
    final int noBuffers;
    final int tooManyHere;
    final int tooManyEverywhere;
    final int notSocket;
    final int notSupported;
    final int badDescriptor;
    final int messageTooLong;

    SocketContext(Kernel kernel, Controllers controllers, Lookups lookups, TlsContexts contexts) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.lookups = lookups;
        this.contexts = contexts;
        Errno errno = kernel.errno();
        again = errno.code("EAGAIN");
        inProgress = errno.code("EINPROGRESS");
        pipe = errno.code("EPIPE");
        notConnected = errno.code("ENOTCONN");
        noMemory = errno.code("ENOMEM");
        noBuffers = errno.code("ENOBUFS");
        passing = PASSING.stream()
                .map(errno.codes()::get)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
        tooManyHere = errno.code("EMFILE");
        tooManyEverywhere = errno.code("ENFILE");
        notSocket = errno.code("ENOTSOCK");
        notSupported = errno.code("EOPNOTSUPP");
        badDescriptor = errno.code("EBADF");
        messageTooLong = errno.code("EMSGSIZE");
    }

    /** {@return what new sockets begin with} */
    Settings defaults() {
        return defaults.get();
    }

    /** {@return what new sockets began with until now} */
    Settings defaults(UnaryOperator<Settings> change) {
        return defaults.getAndUpdate(change);
    }

    ErrorHandler handler() {
        return handler.get();
    }

    ErrorHandler handler(ErrorHandler other) {
        return handler.getAndSet(other);
    }

    Kernel kernel() {
        return kernel;
    }

    Controllers controllers() {
        return controllers;
    }

    /** {@return whom to ask for the addresses of a host} */
    NameLookup lookup() {
        return lookups.present();
    }

    /** {@return the TLS contexts of clients that bring none} */
    TlsContexts contexts() {
        return contexts;
    }

    /** {@return the calls for this thread} */
    Syscalls syscalls() {
        return controllers.isCoroutine() ? controllers.workspace().syscalls() : kernel.syscalls();
    }

    ErrnoException failure(int code, String call, String subject) {
        return new ErrnoException(kernel.errno(), code, call, subject);
    }

    /** {@return whether only the client that would have been accepted is lost} */
    boolean isPassing(int code) {
        return passing.contains(code);
    }

    /** {@return whether the system lacks what may be there again soon} */
    boolean isShortage(int code) {
        return code == tooManyHere || code == tooManyEverywhere || code == noBuffers || code == noMemory;
    }

    /** Tells a timeout and a cancellation from the rest. */
    static void requireInTime(Outcome outcome, String call, String subject) throws InterruptedIOException {
        if (outcome == Outcome.TIMED_OUT) {
            throw new SocketTimeoutException(call + " " + subject + ": timed out");
        }
        if (outcome == Outcome.CANCELLED) {
            throw new InterruptedIOException(call + " " + subject + ": the wait was cancelled");
        }
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the sockets are closed");
        }
    }

    /**
     * Remembers a socket that is about to have a descriptor.
     *
     * @throws ClosedChannelException if the service is closed; the socket must not be opened then
     */
    void register(Connection connection) throws ClosedChannelException {
        open.add(connection);
        if (closed) {
            open.remove(connection);
            throw new ClosedChannelException();
        }
    }

    void forget(Connection connection) {
        open.remove(connection);
    }

    void close() {
        closed = true;
        open.forEach(Connection::close);
    }
}
