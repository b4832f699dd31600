package org.cqueues.socket.impl;

import java.io.IOException;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.WaitQueue;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;
import org.cqueues.socket.SocketOptions;

/**
 * Worker: establishes a socket that was not accepted, when it is first needed. Inside the writing gate, so nothing is written before.
 * <pre>
 * NEW -> DONE                  a listener; a connection made at once
 * NEW -> CONNECTING -> DONE    a connection
 * NEW, CONNECTING -> FAILED    for good; each later operation is told the same
 * </pre>
 */
final class Opening {
    /** What the socket is to become. */
    enum Role {
        LISTEN,
        CONNECT
    }

    private enum State {
        NEW,
        CONNECTING,
        DONE,
        FAILED
    }

    /** The kernel caps it to what the administrator allows. */
    private static final int BACKLOG = 65535;

    private static final long RETRY_NANOS = 5_000_000;

    private final SocketContext context;
    private final Connection connection;
    private final Role role;
    private final SocketOptions options;
    private boolean
            queueFull; // while connecting: the listener takes no more, and nothing tells when it does; inside the
    // writing gate
    private volatile State state = State.NEW;
    private int failure; // errno and call, once FAILED
    private String failedCall;

    Opening(SocketContext context, Connection connection, Role role, SocketOptions options) {
        this.context = context;
        this.connection = connection;
        this.role = role;
        this.options = options;
    }

    SocketOptions options() {
        return options;
    }

    SocketName address() {
        return options.name();
    }

    boolean isDone() {
        return state == State.DONE;
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    /** Establishes the socket, waiting if need be. */
    void finish(long deadline) throws IOException {
        Descriptor descriptor = connection.descriptor();
        boolean waited = descriptor.writing.lock(context, deadline);
        try {
            descriptor.requireOpen(waited);
            begin();
            while (state == State.CONNECTING) {
                if (queueFull) {
                    retry(deadline);
                } else {
                    awaitConnected(deadline);
                }
            }
        } finally {
            descriptor.writing.unlock();
        }
    }

    /** Does what can be done without waiting, unless somebody else is at it. */
    void start() throws IOException {
        Descriptor descriptor = connection.descriptor();
        if (state == State.NEW && descriptor.writing.tryLock()) {
            try {
                descriptor.requireOpen(false);
                begin();
            } finally {
                descriptor.writing.unlock();
            }
        }
    }

    private void begin() throws IOException {
        if (state == State.FAILED) {
            throw context.failure(failure, failedCall, subject());
        }
        if (state != State.NEW) {
            return;
        }
        context.register(connection);
        Syscalls calls = context.syscalls();
        SocketName name = options.name();
        int fd = check(calls.socket(name.family(), options.type()), "socket");
        connection.descriptor().open(fd);
        SocketSetup setup = new SocketSetup(calls, fd, options, this::check);
        setup.apply(role == Role.LISTEN);
        if (role == Role.LISTEN) {
            setup.bind(name);
            if (options.type() != Type.DGRAM) {
                check(calls.listen(fd, BACKLOG), "listen");
            }
            state = State.DONE;
            return;
        }
        if (options.bind() != SocketName.UNSPECIFIED) {
            setup.bind(options.bind());
        }
        if (connection.settings().nodelay()) {
            calls.setsockopt(fd, Option.TCP_NODELAY, 1);
        }
        connect(calls, fd);
    }

    private void connect(Syscalls calls, int fd) throws ErrnoException {
        int result = calls.connect(fd, options.name());
        queueFull = result == -context.again && options.name() instanceof SocketName.Unix;
        if (result == -context.inProgress || queueFull) {
            state = State.CONNECTING;
        } else {
            check(result, "connect");
            state = State.DONE;
        }
    }

    /** A UNIX listener whose queue is full refuses with EAGAIN, and only trying again finds out when it has room. */
    private void retry(long deadline) throws IOException {
        Descriptor descriptor = connection.descriptor();
        WaitQueue pause = context.controllers().waitQueue(false);
        long now = context.kernel().monotonicNanos();
        descriptor.writing.park();
        try {
            pause.await(Math.min(deadline, now + RETRY_NANOS));
        } finally {
            descriptor.writing.unpark();
        }
        descriptor.requireOpen(true);
        connect(context.syscalls(), descriptor.fd());
        if (queueFull && context.kernel().monotonicNanos() - deadline >= 0 && deadline != Long.MAX_VALUE) {
            SocketContext.requireInTime(Outcome.TIMED_OUT, "connect", subject());
        }
    }

    private void awaitConnected(long deadline) throws IOException {
        Descriptor descriptor = connection.descriptor();
        Outcome outcome = connection.output().awaitWritable(deadline, "connect");
        if (outcome == Outcome.TIMED_OUT) {
            SocketContext.requireInTime(outcome, "connect", subject());
        }
        int error = context.syscalls().getsockopt(descriptor.fd(), Option.SO_ERROR);
        check(error > 0 ? -error : error, "connect");
        state = State.DONE;
    }

    private int check(int result, String call) throws ErrnoException {
        if (result < 0) {
            failure = -result;
            failedCall = call;
            state = State.FAILED;
            connection.descriptor().release(connection.descriptor().writing);
            context.forget(connection);
            throw context.failure(failure, failedCall, subject());
        }
        return result;
    }

    private String subject() {
        return options.name().toString();
    }
}
