package org.cqueues.socket.impl;

import java.io.IOException;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.SocketOptions;

/**
 * Worker: establishes a socket that was not accepted, when it is first needed. Inside the writing gate, so nothing is written before.
 * <pre>
 * NEW -> DONE                 a listener; a connection made at once
 * NEW -> UNDER_WAY -> DONE    a connection; a host that is looked up
 * NEW, UNDER_WAY -> FAILED    for good; each later operation is told the same
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
        UNDER_WAY,
        DONE,
        FAILED
    }

    private final SocketContext context;
    private final Connection connection;
    private final Role role;
    private final SocketOptions options;
    private final Approach approach;
    private volatile State state = State.NEW;

    Opening(SocketContext context, Connection connection, Role role, SocketOptions options) {
        this.context = context;
        this.connection = connection;
        this.role = role;
        this.options = options;
        this.approach = approach();
    }

    private Approach approach() {
        if (!isNamed()) {
            return new FixedAddress(context, connection, options, role == Role.LISTEN);
        }
        return role == Role.LISTEN
                ? new NamedListener(context, connection, options)
                : new Race(context, connection, options);
    }

    private boolean isNamed() {
        return options.name() == SocketName.UNSPECIFIED;
    }

    SocketOptions options() {
        return options;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    /** {@return the host to connect to as it was given: a name in ASCII or an address in numbers; null if a whole address was given} */
    String host() {
        return options.host().orElse(null);
    }

    /** {@return what messages call the socket} */
    String subject(SocketName name) {
        if (!isNamed()) {
            return options.name().toString();
        }
        String host = host() + ":" + options.port().orElseThrow();
        return name == SocketName.UNSPECIFIED ? host : host + " (" + name + ")";
    }

    /** Establishes the socket, waiting if need be. A wait that times out looks once more. */
    void finish(long deadline) throws IOException {
        Descriptor descriptor = connection.descriptor();
        boolean waited = descriptor.writing.lock(context, deadline);
        try {
            descriptor.requireOpen(waited);
            boolean late = false;
            while (!step()) {
                if (late) {
                    SocketContext.requireInTime(Outcome.TIMED_OUT, call(), subject(SocketName.UNSPECIFIED));
                }
                approach.await(deadline);
                late = deadline != Long.MAX_VALUE && context.kernel().monotonicNanos() - deadline >= 0;
            }
        } finally {
            handOver();
            descriptor.writing.unlock();
        }
    }

    private String call() {
        return role == Role.LISTEN ? "listen" : "connect";
    }

    /** Has those who poll the socket take the further steps. */
    private void handOver() {
        if (approach instanceof NamedApproach named) {
            named.bell().ring();
        }
    }

    /** Does what can be done without waiting, unless somebody else is at it. */
    void start() throws IOException {
        if (state == State.NEW) {
            tryStep();
        }
    }

    /** {@return whether the step was taken here} */
    private boolean tryStep() throws IOException {
        Descriptor descriptor = connection.descriptor();
        if (!descriptor.writing.tryLock()) {
            return false;
        }
        try {
            descriptor.requireOpen(false);
            step();
        } finally {
            descriptor.writing.unlock();
        }
        return true;
    }

    /** Gets as far as there is a descriptor, if there can be one. */
    void begin(long deadline) throws IOException {
        if (isNamed()) {
            finish(deadline);
        } else {
            start();
        }
    }

    /** {@return whether the socket is established} */
    private boolean step() throws IOException {
        if (state == State.NEW) {
            context.register(connection);
            state = State.UNDER_WAY;
        }
        if (state == State.UNDER_WAY) {
            switch (approach.step()) {
                case DONE -> state = State.DONE;
                case FAILED -> fail();
                default -> {}
            }
        }
        if (state == State.FAILED) {
            throw approach.failure();
        }
        return state == State.DONE;
    }

    private void fail() {
        state = State.FAILED;
        connection.descriptor().release(connection.descriptor().writing);
    }

    /** Gives back what is not the socket's own descriptor. Inside the writing gate. */
    void abandon() {
        approach.abandon();
    }

    // Polling.

    boolean isUnderWay() {
        return state == State.UNDER_WAY;
    }

    /** {@return what a poll waits with while the socket is established; null for its own descriptor} */
    Pollable source() {
        Descriptor descriptor = connection.descriptor();
        if (!(approach instanceof NamedApproach named) || !isUnderWay()) {
            return null;
        }
        if (!descriptor.writing.tryLock()) { // who is inside takes the steps, and rings at the end
            return named.bell().queue();
        }
        try {
            return isUnderWay() ? approach.source() : null;
        } finally {
            descriptor.writing.unlock();
        }
    }

    /** Takes the next step for who polls. {@return what the end of the wait means: pending if the socket is still not established} */
    Outcome advance(Outcome outcome) {
        if (!(approach instanceof NamedApproach)) {
            return outcome;
        }
        try {
            if (isUnderWay()) {
                tryStep();
            }
        } catch (IOException e) {
            return connection.descriptor().isClosed() ? Outcome.CLOSED : Outcome.READY; // the next operation tells
        }
        if (connection.descriptor().isClosed()) {
            return Outcome.CLOSED;
        }
        if (isUnderWay()) {
            return Outcome.PENDING;
        }
        boolean lost = state == State.DONE && connection.descriptor().isReleased();
        return lost || outcome == Outcome.CANCELLED ? outcome : Outcome.READY;
    }
}
