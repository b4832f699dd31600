package org.cqueues.socket.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.socket.Channels;
import org.cqueues.socket.Format;

/**
 * Worker: a socket, put together from its descriptor, its two channels and, unless it was accepted, how it is opened. What may wait runs in a coroutine;
 * the rest in any thread.
 */
final class Connection {
    private final SocketContext context;
    private final Descriptor descriptor;
    private final InputChannel input;
    private final OutputChannel output;
    private final Opening opening; // null: accepted
    private final InetSocketAddress peer; // null: a listener, or a client that had gone
    private volatile Settings settings;

    private Connection(SocketContext context, Settings settings, Opening.Role role, InetSocketAddress address) {
        this.context = context;
        this.settings = settings;
        this.descriptor = new Descriptor(context, this);
        this.input = new InputChannel(context, this, descriptor);
        this.output = new OutputChannel(context, this, descriptor);
        this.opening = role == null ? null : new Opening(context, this, role, address);
        this.peer = role == Opening.Role.LISTEN ? null : address;
    }

    static Connection toOpen(SocketContext context, Settings settings, Opening.Role role, InetSocketAddress address) {
        return new Connection(context, settings, role, address);
    }

    /** {@return a connection with a descriptor that is its own from now on, also if this throws} */
    static Connection accepted(SocketContext context, Settings settings, int fd) throws IOException {
        Connection connection = new Connection(context, settings, null, peerOf(context, fd));
        try {
            context.register(connection);
        } catch (IOException e) {
            context.syscalls().close(fd);
            throw e;
        }
        connection.descriptor.open(fd);
        if (settings.nodelay()) {
            // Fails only if the client has gone, as the next call will tell.
            context.syscalls().setsockopt(fd, Option.TCP_NODELAY, 1);
        }
        return connection;
    }

    /** Asked for at once, because the kernel forgets it with the connection, when a message needs it most. */
    private static InetSocketAddress peerOf(SocketContext context, int fd) {
        try {
            return context.syscalls().getpeername(fd);
        } catch (ErrnoException e) {
            return null;
        }
    }

    Descriptor descriptor() {
        return descriptor;
    }

    InputChannel input() {
        return input;
    }

    OutputChannel output() {
        return output;
    }

    Settings settings() {
        return settings;
    }

    void settings(Settings changed) {
        settings = changed;
    }

    /** {@return what messages call it: the peer, or the address it listens on} */
    String subject() {
        if (peer != null) {
            return IpLiteral.text(peer);
        }
        return opening != null ? IpLiteral.text(opening.address()) : "fd " + descriptor.fd();
    }

    private long deadline() {
        return settings.deadline(context.kernel());
    }

    /** {@return the deadline of an operation that begins now; a timeout of null is the socket's own} */
    long deadline(Duration timeout) {
        return timeout == null ? deadline() : Settings.deadline(context.kernel(), Settings.nanos(timeout));
    }

    Options options() {
        return new Options(this);
    }

    boolean isEof(Channels<Boolean> directions) {
        return (!directions.input() || input.isEof()) && (!directions.output() || output.isBroken());
    }

    Channels<Integer> pending() {
        return new Channels<>(input.pending(), output.pending());
    }

    /** Makes the socket what it was made for, at the latest now. */
    private void establish(long deadline) throws IOException {
        if (opening != null && !opening.isDone()) {
            opening.finish(deadline);
        }
    }

    void open(Opening.Role role, String operation, long deadline) throws IOException {
        require(role, operation);
        descriptor.requireOpen(false);
        establish(deadline);
    }

    /** An accepted socket is as good as one that was made to connect. */
    void require(Opening.Role role, String operation) {
        if (opening != null) {
            opening.require(role, operation);
        } else if (role == Opening.Role.LISTEN) {
            throw new IllegalStateException(operation + " on an accepted socket");
        }
    }

    String read(Format format) throws IOException {
        long deadline = deadline();
        open(Opening.Role.CONNECT, "read", deadline);
        return input.read(format, deadline);
    }

    void write(String string) throws IOException {
        long deadline = deadline();
        open(Opening.Role.CONNECT, "write", deadline);
        output.write(string, deadline);
    }

    void write(String[] strings) throws IOException {
        long deadline = deadline();
        open(Opening.Role.CONNECT, "write", deadline);
        output.write(strings, deadline);
    }

    void flush() throws IOException {
        long deadline = deadline();
        open(Opening.Role.CONNECT, "flush", deadline);
        output.flush(deadline);
    }

    void shutdown(boolean ofInput, boolean ofOutput) throws IOException {
        long deadline = deadline();
        open(Opening.Role.CONNECT, "shutdown", deadline);
        if (ofOutput) {
            output.shutdown(deadline);
        }
        if (ofInput) {
            input.shutdown();
        }
    }

    /** Sets it on the descriptor that there is; otherwise the settings keep it for the one to come. */
    void nodelay(boolean on) throws IOException {
        settings = settings.withNodelay(on);
        boolean isListener = opening != null && peer == null;
        boolean parked = descriptor.writing.borrow();
        int result = 0;
        try {
            if (!isListener && descriptor.fd() >= 0) {
                result = context.syscalls().setsockopt(descriptor.fd(), Option.TCP_NODELAY, on ? 1 : 0);
            }
        } finally {
            descriptor.writing.giveBack(parked);
        }
        if (result < 0) {
            throw context.failure(-result, "setsockopt", subject());
        }
    }

    InetSocketAddress localname() throws IOException {
        descriptor.requireOpen(false);
        start();
        boolean parked = descriptor.reading.borrow();
        try {
            descriptor.requireOpen(false);
            if (descriptor.fd() < 0) {
                throw context.failure(context.notConnected, "getsockname", subject());
            }
            return context.syscalls().getsockname(descriptor.fd());
        } finally {
            descriptor.reading.giveBack(parked);
        }
    }

    InetSocketAddress peername() throws IOException {
        descriptor.requireOpen(false);
        if (peer == null) {
            throw context.failure(context.notConnected, "getpeername", subject());
        }
        return peer;
    }

    private void start() throws IOException {
        if (opening != null && !opening.isDone()) {
            opening.start();
        }
    }

    /** Gives the descriptor back once both directions have ended. */
    void releaseIfOver(Gate held) {
        if (input.isOver() && output.isOver()) {
            descriptor.release(held);
        }
    }

    void close() {
        descriptor.close();
        input.discard();
        output.discard();
    }

    /** {@return the descriptor for a poll; a socket that cannot be opened has none, and is ready at once} */
    int pollfd() {
        try {
            if (!descriptor.isClosed()) {
                start();
            }
        } catch (IOException e) {
            return -1; // the next operation tells
        }
        return descriptor.fd();
    }

    Readiness events() {
        if (opening != null && opening.isConnecting()) {
            return Readiness.WRITE;
        }
        return output.isBlocked() ? Readiness.READ_WRITE : Readiness.READ;
    }

    /** {@return 0 if an operation would have something to tell without asking the kernel; the socket's own timeout is for its operations only} */
    long timeoutNanos() {
        boolean readable = input.pending() > 0 || input.isOver();
        return readable || pollfd() < 0 ? 0 : Long.MAX_VALUE;
    }
}
