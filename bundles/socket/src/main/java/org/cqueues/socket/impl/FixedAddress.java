package org.cqueues.socket.impl;

import java.io.IOException;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Pollable;
import org.cqueues.controller.WaitQueue;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.SocketOptions;

/** Worker: establishes a socket with an address that was given. Its descriptor is the socket's own from the beginning. */
final class FixedAddress implements Approach {
    private static final long RETRY_NANOS = 5_000_000;

    private final SocketContext context;
    private final Connection connection;
    private final SocketOptions options;
    private final boolean listener;
    private boolean begun;
    private boolean writable; // while connecting: the system knows the outcome
    private boolean queueFull; // while connecting: a UNIX listener takes no more, and nothing tells when it does
    private int error; // errno and call, once it has failed
    private String failedCall;

    FixedAddress(SocketContext context, Connection connection, SocketOptions options, boolean listener) {
        this.context = context;
        this.connection = connection;
        this.options = options;
        this.listener = listener;
    }

    @Override
    public State step() {
        if (!begun) {
            begun = true;
            return begin();
        }
        if (queueFull) {
            return connect();
        }
        return writable ? outcome() : State.UNDER_WAY;
    }

    private State begin() {
        Dialer dialer = new Dialer(context, options);
        try {
            connection.descriptor().open(listener ? dialer.listen(options.name()) : dialer.open(options.name()));
        } catch (ErrnoException e) {
            return fail(e.code(), e.call());
        }
        if (listener) {
            return State.DONE;
        }
        if (connection.settings().nodelay()) {
            context.syscalls().setsockopt(connection.descriptor().fd(), Option.TCP_NODELAY, 1);
        }
        return connect();
    }

    private State connect() {
        int result = context.syscalls().connect(connection.descriptor().fd(), options.name());
        queueFull = result == -context.again && options.name() instanceof SocketName.Unix;
        if (result == -context.inProgress || queueFull) {
            return State.UNDER_WAY;
        }
        return result < 0 ? fail(-result, "connect") : State.DONE;
    }

    private State outcome() {
        int result = context.syscalls().getsockopt(connection.descriptor().fd(), Option.SO_ERROR);
        return result == 0 ? State.DONE : fail(Math.abs(result), "connect");
    }

    private State fail(int code, String call) {
        error = code;
        failedCall = call;
        return State.FAILED;
    }

    @Override
    public void await(long deadline) throws IOException {
        if (queueFull) {
            pause(deadline);
        } else {
            writable = connection.output().awaitWritable(deadline, "connect") != Outcome.TIMED_OUT;
        }
    }

    /** A UNIX listener whose queue is full refuses with EAGAIN, and only trying again finds out when it has room. */
    private void pause(long deadline) throws IOException {
        Descriptor descriptor = connection.descriptor();
        WaitQueue pause = context.controllers().waitQueue(false);
        long next = context.kernel().monotonicNanos() + RETRY_NANOS;
        descriptor.writing.park();
        try {
            pause.await(deadline == Long.MAX_VALUE || deadline - next > 0 ? next : deadline);
        } finally {
            descriptor.writing.unpark();
        }
        descriptor.requireOpen(true);
    }

    @Override
    public Pollable source() {
        return null;
    }

    @Override
    public IOException failure() {
        return context.failure(error, failedCall, options.name().toString());
    }

    @Override
    public void abandon() {}
}
