package org.cqueues.socket.impl;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.Channels;
import org.cqueues.socket.ErrorHandler;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.cqueues.socket.TlsOptions;
import org.cqueues.socket.TlsSession;
import org.cqueues.socket.Traffic;

/**
 * Worker: a socket, put together from its descriptor, its two channels and, unless it was accepted, how it is opened. What may wait runs in a coroutine;
 * the rest in any thread.
 */
final class Connection {
    private final SocketContext context;
    private final Descriptor descriptor;
    private final InputChannel input;
    private final OutputChannel output;
    private final Opening opening; // null: it had a descriptor from the beginning
    private final Opening.Role role;
    private final Type type;
    private volatile SocketName
            name; // of the peer, or to listen on; unspecified: a client that had gone, or not found yet
    private final int givenFd; // -1: to be opened
    private volatile Settings settings;
    private Transport transport = Transport.PLAIN; // changed inside both gates, read inside either
    private volatile TlsHandshake tls; // null: TLS was never asked for; changed under the monitor
    private boolean accepted; // before anybody else knows the socket
    private volatile Errors errors; // null: nothing is saved, and everything is thrown

    private Connection(
            SocketContext context,
            Settings settings,
            Opening.Role role,
            Type type,
            SocketName name,
            int givenFd,
            SocketOptions toOpen) {
        this.context = context;
        this.settings = settings;
        this.descriptor = new Descriptor(context, this);
        boolean isStream = type == Type.STREAM;
        this.input =
                isStream ? new InputChannel(context, this, descriptor) : new MessageInput(context, this, descriptor);
        this.output =
                isStream ? new OutputChannel(context, this, descriptor) : new MessageOutput(context, this, descriptor);
        this.opening = toOpen == null ? null : new Opening(context, this, role, toOpen);
        this.role = role;
        this.type = type;
        this.name = name;
        this.givenFd = givenFd;
    }

    static Connection toOpen(SocketContext context, Settings settings, Opening.Role role, SocketOptions options) {
        return new Connection(context, settings.with(options), role, options.type(), options.name(), -1, options);
    }

    /** {@return a connection with a descriptor that is its own from now on, also if this throws} */
    static Connection accepted(SocketContext context, Settings settings, Type type, int fd) throws IOException {
        Connection connection;
        try {
            connection = of(context, settings, Opening.Role.CONNECT, type, fd);
            connection.accepted = true;
        } catch (IOException | RuntimeException e) {
            context.syscalls().close(fd);
            throw e;
        }
        if (settings.nodelay()) {
            // Fails only if the client has gone, as the next call will tell.
            context.syscalls().setsockopt(fd, Option.TCP_NODELAY, 1);
        }
        return connection;
    }

    /** {@return a socket with a descriptor that is its own from now on, but the caller's if this throws} */
    static Connection of(SocketContext context, Settings settings, Opening.Role role, Type type, int fd)
            throws IOException {
        SocketName peer = role == Opening.Role.LISTEN ? SocketName.UNSPECIFIED : peerOf(context, fd);
        Connection connection = new Connection(context, settings, role, type, peer, fd, null);
        context.register(connection);
        connection.descriptor.open(fd);
        return connection;
    }

    /** Asked for at once, because the kernel forgets it with the connection, when a message needs it most. */
    private static SocketName peerOf(SocketContext context, int fd) {
        try {
            return context.syscalls().getpeername(fd);
        } catch (ErrnoException e) {
            return SocketName.UNSPECIFIED;
        }
    }

    Type type() {
        return type;
    }

    boolean isListener() {
        return role == Opening.Role.LISTEN;
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
        if (opening != null) {
            return opening.subject(name);
        }
        boolean telling = givenFd < 0 || name instanceof SocketName.Inet;
        return telling ? name.toString() : "fd " + givenFd;
    }

    /** {@return the host that it connects to as it was given, a name in ASCII or an address in numbers; empty if there was none, as for an accepted socket} */
    Optional<String> host() {
        return opening == null ? Optional.empty() : Optional.ofNullable(opening.host());
    }

    /** Takes a descriptor that is established with one of the addresses of the host. Inside the writing gate. */
    void established(SocketName address, int fd) {
        name = address;
        descriptor.open(fd);
    }

    /** Gives back what the opening holds beside the descriptor. Inside the writing gate. */
    void abandonOpening() {
        if (opening != null) {
            opening.abandon();
        }
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

    /** {@return the calls on its descriptor that do not wait} */
    LentCalls calls() {
        return new LentCalls(context, this);
    }

    boolean isEof(Channels<Boolean> directions) {
        return (!directions.input() || input.isEof()) && (!directions.output() || output.isBroken());
    }

    Channels<Traffic> stat() {
        return new Channels<>(input.traffic(), output.traffic());
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

    void open(Opening.Role wanted, String operation, long deadline) throws IOException {
        require(wanted, operation);
        descriptor.requireOpen(false);
        establish(deadline);
    }

    /** Opens what is read and written, be it as a stream or as messages; of those a socket that was bound can be read, too. */
    void openTransfer(String operation, long deadline) throws IOException {
        open(transferRole(), operation, deadline);
    }

    void requireTransfer(String operation) {
        require(transferRole(), operation);
    }

    private Opening.Role transferRole() {
        return type == Type.DGRAM ? role : Opening.Role.CONNECT;
    }

    /** What is of streams would blur where one message ends. */
    void openStream(String operation, long deadline) throws IOException {
        requireStream(operation);
        open(Opening.Role.CONNECT, operation, deadline);
    }

    void requireStream(String operation) {
        if (type != Type.STREAM) {
            throw new IllegalStateException(operation + " is of streams, not of messages");
        }
    }

    /** An accepted socket is as good as one that was made to connect. */
    void require(Opening.Role wanted, String operation) {
        if (role != wanted) {
            throw new IllegalStateException(
                    operation + " on a socket that was made to " + role.name().toLowerCase(Locale.ROOT));
        }
    }

    /** {@return the saved errors; null if there are none and everything is thrown} */
    Errors errors() {
        return errors;
    }

    /** {@return the saved errors, which there are from now on} */
    synchronized Errors errors(Socket self) {
        if (errors == null) {
            errors = new Errors(self, ErrorHandler.THROW);
        }
        return errors;
    }

    Channels<Optional<IOException>> savedErrors() {
        Errors present = errors;
        return present == null ? new Channels<>(Optional.empty(), Optional.empty()) : present.saved();
    }

    Transport transport() {
        return transport;
    }

    /** Inside both gates. */
    void transport(Transport other) {
        transport = other;
    }

    /** Goes into TLS, or on with the handshake that was begun. */
    void starttls(TlsOptions options, long deadline) throws IOException {
        if (type == Type.SEQPACKET) {
            throw new IllegalStateException("starttls is of streams and datagrams, not of packets");
        }
        require(Opening.Role.CONNECT, "starttls");
        descriptor.requireOpen(false);
        askForTls(options);
        establish(deadline);
        tls.finish(deadline);
    }

    private synchronized void askForTls(TlsOptions options) throws SSLException {
        if (tls == null || tls.isRefused()) {
            SocketOptions own = opening == null ? SocketOptions.none() : opening.options();
            SocketName host = opening == null ? SocketName.UNSPECIFIED : name;
            boolean datagram = type == Type.DGRAM;
            SSLEngine engine = new TlsSetup(context.contexts(), options, own, host, accepted, datagram).engine();
            tls = datagram
                    ? new DatagramTls(context, this, engine, options)
                    : new StreamHandshake(context, this, new TlsTransport(context, engine, options.acceptTruncation()));
        }
    }

    /** {@return whether TLS was asked for and is not there yet} */
    boolean isSecuring() {
        TlsHandshake present = tls;
        return present != null && present.isUnderWay();
    }

    /** Finishes the handshake, if there is one to be finished. Inside no gate. */
    void secure(long deadline) throws IOException {
        TlsHandshake present = tls;
        if (present != null && present.isUnderWay()) {
            present.finish(deadline);
        }
    }

    /** {@return what carries datagrams through TLS; null if TLS was not asked for} */
    DatagramTls datagramTls() {
        return (DatagramTls) tls;
    }

    /** {@return the descriptor, for whoever is inside a gate} */
    int requireDescriptor(String call) throws IOException {
        int fd = descriptor.fd();
        if (fd < 0) {
            throw context.failure(context.notConnected, call, subject());
        }
        return fd;
    }

    Optional<TlsSession> checktls() {
        TlsHandshake present = tls;
        return present != null && present.isDone() ? Optional.of(present.session()) : Optional.empty();
    }

    /** The descriptor is about to be closed. Inside both gates, or while who is inside lends them. */
    void farewell(int fd) {
        TlsHandshake present = tls;
        if (present != null) {
            present.farewell(fd, !output.isOver() && output.pending() == 0);
        }
    }

    /** {@return the loss of this connection by an error of the system} */
    Loss lossOf(int errno) {
        return new Loss.OfSystem(context, errno, subject());
    }

    IOException error(int code, String call) {
        return code == 0 ? null : context.failure(code, call, subject());
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

    SocketName peername() throws IOException {
        descriptor.requireOpen(false);
        boolean connected = role == Opening.Role.CONNECT && (opening == null || opening.isDone());
        return connected ? name : SocketName.UNSPECIFIED;
    }

    /** {@return the way of whole messages, which only sockets that keep their boundaries have} */
    MessageChannel messages(String operation, long deadline) throws IOException {
        if (type == Type.STREAM) {
            throw new IllegalStateException(operation + " is of messages; a stream has read and write");
        }
        openTransfer(operation, deadline);
        return new MessageChannel(context, this);
    }

    /** {@return the way of descriptors, which only UNIX sockets have: others would drop them without a word} */
    MessageChannel descriptors(String operation, long deadline) throws IOException {
        if (tls != null && !tls.isRefused()) {
            throw new IllegalStateException(operation + " on " + subject() + ": TLS carries no descriptors");
        }
        openTransfer(operation, deadline);
        if (calls().localname().family() != Family.UNIX) {
            throw context.failure(context.notSupported, operation, subject());
        }
        return new MessageChannel(context, this);
    }

    /** {@return whether an empty message is the end; a datagram may be empty} */
    boolean endsWithEmpty() {
        return type != Type.DGRAM;
    }

    void start() throws IOException {
        if (opening != null && !opening.isDone()) {
            opening.start();
        }
    }

    /** {@return this, with a descriptor: of a host that is looked up once it is established, else as soon as there is one} */
    Connection begun() throws IOException {
        descriptor.requireOpen(false);
        if (opening != null && !opening.isDone()) {
            opening.begin(deadline());
        }
        return this;
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
        return descriptor.pollfd();
    }

    Readiness events() {
        if (opening != null && opening.isUnderWay()) {
            return Readiness.WRITE;
        }
        TlsHandshake present = tls;
        if (present != null && present.isUnderWay()) {
            return present.interest();
        }
        return output.isBlocked() ? Readiness.READ_WRITE : Readiness.READ;
    }

    /** {@return what a poll waits with in place of the descriptor while a host is looked up and its addresses are tried; null for the descriptor} */
    Pollable source() {
        return opening == null || opening.isDone() ? null : opening.source();
    }

    /** Goes on with the opening, for who polls. */
    Outcome advance(Outcome outcome) {
        return opening == null ? outcome : opening.advance(outcome);
    }

    /** {@return 0 if an operation would have something to tell without asking the kernel; the socket's own timeout is for its operations only} */
    long timeoutNanos() {
        TlsHandshake present = tls;
        if (present != null && present.isUnderWay() && pollfd() >= 0) {
            return present.timeoutNanos();
        }
        boolean readable =
                input.pending() > 0 || input.isOver() || transport.isReady() || present != null && present.isReady();
        boolean ready = readable || pollfd() < 0 && (opening == null || !opening.isUnderWay());
        return ready ? 0 : Long.MAX_VALUE;
    }
}
