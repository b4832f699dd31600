package org.cqueues.socket.impl;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.Syscalls;

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

    private final SocketContext context;
    private final Connection connection;
    private final Role role;
    private final InetSocketAddress address;
    private volatile State state = State.NEW;
    private int failure; // errno and call, once FAILED
    private String failedCall;

    Opening(SocketContext context, Connection connection, Role role, InetSocketAddress address) {
        this.context = context;
        this.connection = connection;
        this.role = role;
        this.address = address;
    }

    InetSocketAddress address() {
        return address;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    void require(Role wanted, String operation) {
        if (role != wanted) {
            throw new IllegalStateException(
                    operation + " on a socket that was made to " + role.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** Establishes the socket, waiting if need be. */
    void finish(long deadline) throws IOException {
        Descriptor descriptor = connection.descriptor();
        boolean waited = descriptor.writing.lock(context, deadline);
        try {
            descriptor.requireOpen(waited);
            begin();
            while (state == State.CONNECTING) {
                awaitConnected(deadline);
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
        Family family = address.getAddress() instanceof Inet6Address ? Family.INET6 : Family.INET;
        connection.descriptor().open(check(calls.socket(family, Type.STREAM), "socket"));
        if (role == Role.LISTEN) {
            listen(calls, connection.descriptor().fd());
        } else {
            connect(calls, connection.descriptor().fd());
        }
    }

    private void listen(Syscalls calls, int fd) throws ErrnoException {
        check(calls.setsockopt(fd, Option.SO_REUSEADDR, 1), "setsockopt");
        check(calls.bind(fd, address), "bind");
        check(calls.listen(fd, BACKLOG), "listen");
        state = State.DONE;
    }

    private void connect(Syscalls calls, int fd) throws ErrnoException {
        if (connection.settings().nodelay()) {
            calls.setsockopt(fd, Option.TCP_NODELAY, 1);
        }
        int result = calls.connect(fd, address);
        if (result == -context.inProgress) {
            state = State.CONNECTING;
        } else {
            check(result, "connect");
            state = State.DONE;
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
        return IpLiteral.text(address);
    }
}
