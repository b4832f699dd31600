package org.cqueues.socket.impl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.cqueues.kernel.Credentials;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Channels;
import org.cqueues.socket.ErrorHandler;
import org.cqueues.socket.Format;
import org.cqueues.socket.Progress;
import org.cqueues.socket.Received;
import org.cqueues.socket.Sent;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
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
    private final SocketName name; // of the peer, or to listen on; unspecified: a client that had gone
    private final int givenFd; // -1: to be opened
    private volatile Settings settings;
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
        this.input = new InputChannel(context, this, descriptor);
        this.output = new OutputChannel(context, this, descriptor);
        this.opening = toOpen == null ? null : new Opening(context, this, role, toOpen);
        this.role = role;
        this.type = type;
        this.name = name;
        this.givenFd = givenFd;
    }

    static Connection toOpen(SocketContext context, Settings settings, Opening.Role role, SocketOptions options) {
        Settings initial = options.nodelay() ? settings.withNodelay(true) : settings;
        return new Connection(context, initial, role, options.type(), options.name(), -1, options);
    }

    /** {@return a connection with a descriptor that is its own from now on, also if this throws} */
    static Connection accepted(SocketContext context, Settings settings, Type type, int fd) throws IOException {
        Connection connection;
        try {
            connection = of(context, settings, Opening.Role.CONNECT, type, fd);
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
        boolean telling = givenFd < 0 || name instanceof SocketName.Inet;
        return telling ? name.toString() : "fd " + givenFd;
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

    /** Lines and buffers are of streams; they would blur where one message ends. */
    private void openStream(String operation, long deadline) throws IOException {
        if (type != Type.STREAM) {
            throw new IllegalStateException(operation + " is of streams; messages have sendto and recvfrom");
        }
        open(Opening.Role.CONNECT, operation, deadline);
    }

    /** An accepted socket is as good as one that was made to connect. */
    void require(Opening.Role wanted, String operation) {
        if (role != wanted) {
            throw new IllegalStateException(
                    operation + " on a socket that was made to " + role.name().toLowerCase(Locale.ROOT));
        }
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

    IOException error(int code, String call) {
        return code == 0 ? null : context.failure(code, call, subject());
    }

    private <T> T reading(String method, T failed, Errors.Operation<T> operation) throws IOException {
        Errors present = errors;
        return present == null ? operation.run() : present.reading(method, failed, operation);
    }

    private void writing(String method, Errors.Operation<Void> operation) throws IOException {
        Errors present = errors;
        if (present == null) {
            operation.run();
        } else {
            present.writing(method, operation);
        }
    }

    /** Lines take no detour and make no object, unless errors may be saved. */
    String read(Format format) throws IOException {
        Errors present = errors;
        return present == null ? readNow(format) : present.reading("read", null, () -> readNow(format));
    }

    private String readNow(Format format) throws IOException {
        long deadline = deadline();
        openStream("read", deadline);
        return input.read(format, null, deadline);
    }

    List<String> read(Format[] formats) throws IOException {
        return reading("read", List.of(), () -> {
            long deadline = deadline();
            openStream("read", deadline);
            return input.read(formats, deadline);
        });
    }

    byte[] readBytes(Format format) throws IOException {
        return reading("read", null, () -> {
            long deadline = deadline();
            openStream("read", deadline);
            return input.readBytes(format, deadline);
        });
    }

    int xread(ByteBuffer target, String mode, Duration timeout) throws IOException {
        Settings own = settings.withModes(mode, "");
        return reading("read", -1, () -> {
            long deadline = deadline(timeout);
            openStream("read", deadline);
            return input.read(target, own, deadline);
        });
    }

    String xread(Format format, String mode, Duration timeout) throws IOException {
        Settings own = settings.withModes(mode, "");
        return reading("read", null, () -> {
            long deadline = deadline(timeout);
            openStream("read", deadline);
            return input.read(format, own, deadline);
        });
    }

    boolean fill(int size, Duration timeout) throws IOException {
        return reading("fill", false, () -> {
            long deadline = deadline(timeout);
            openStream("fill", deadline);
            return input.fill(size, deadline);
        });
    }

    void unget(byte[] bytes) throws IOException {
        require(Opening.Role.CONNECT, "unget");
        input.unget(bytes, deadline());
    }

    void write(String string) throws IOException {
        Errors present = errors;
        if (present == null) {
            writeNow(string);
        } else {
            present.writing("write", () -> {
                writeNow(string);
                return null;
            });
        }
    }

    private void writeNow(String string) throws IOException {
        long deadline = deadline();
        openStream("write", deadline);
        output.write(string, null, deadline);
    }

    void write(String[] strings) throws IOException {
        writing("write", () -> {
            long deadline = deadline();
            openStream("write", deadline);
            output.write(strings, deadline);
            return null;
        });
    }

    void xwrite(String string, String mode, Duration timeout) throws IOException {
        Settings own = settings.withModes("", mode);
        writing("write", () -> {
            long deadline = deadline(timeout);
            openStream("write", deadline);
            output.write(string, own, deadline);
            return null;
        });
    }

    /** A mode of null is a full flush. */
    void flush(String mode, Duration timeout) throws IOException {
        Buffering buffering = mode == null
                ? Buffering.NONE
                : settings.output().withOutput(mode).buffering();
        writing("flush", () -> {
            long deadline = deadline(timeout);
            openStream("flush", deadline);
            output.flush(buffering, deadline);
            return null;
        });
    }

    OptionalLong unpack(int bits) throws IOException {
        requireBits(bits);
        return reading("unpack", OptionalLong.empty(), () -> {
            long deadline = deadline();
            openStream("unpack", deadline);
            return input.unpack(bits, deadline);
        });
    }

    void pack(long value, int bits) throws IOException {
        requireBits(bits);
        if (bits < Long.SIZE && value >>> bits != 0) {
            throw new IllegalArgumentException(value + " takes more than " + bits + " bits");
        }
        writing("pack", () -> {
            long deadline = deadline();
            openStream("pack", deadline);
            output.pack(value, bits, deadline);
            return null;
        });
    }

    private static void requireBits(int bits) {
        if (bits < 1 || bits > Long.SIZE) {
            throw new IllegalArgumentException("a number has 1 to 64 bits, not " + bits);
        }
    }

    Received recv(Format format, String mode) throws IOException {
        Settings own = settings.withModes(mode, "");
        return isOpenNow("recv") ? input.recv(format, own) : new Received(Progress.WOULD_BLOCK, Optional.empty());
    }

    Sent send(String string, int from, int to, String mode) throws IOException {
        Settings own = settings.withModes("", mode);
        Objects.checkFromToIndex(from, to, string.length());
        return isOpenNow("send") ? output.offer(string, from, to, own) : new Sent(0, Progress.WOULD_BLOCK);
    }

    private boolean isOpenNow(String operation) throws IOException {
        try {
            openStream(operation, context.kernel().monotonicNanos());
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
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
        boolean parked = descriptor.writing.borrow();
        int result = 0;
        try {
            if (!isListener() && descriptor.fd() >= 0) {
                result = context.syscalls().setsockopt(descriptor.fd(), Option.TCP_NODELAY, on ? 1 : 0);
            }
        } finally {
            descriptor.writing.giveBack(parked);
        }
        if (result < 0) {
            throw context.failure(-result, "setsockopt", subject());
        }
    }

    /** A call on the descriptor that does not wait. */
    interface Call<T> {
        T on(Syscalls calls, int fd) throws IOException;
    }

    /**
     * Calls inside the reading gate, which who reads lends.
     *
     * @param absent what to give if there is no descriptor any more
     */
    <T> T lend(Call<T> call, T absent) throws IOException {
        boolean parked = descriptor.reading.borrow();
        try {
            descriptor.requireOpen(false);
            return descriptor.fd() < 0 ? absent : call.on(context.syscalls(), descriptor.fd());
        } finally {
            descriptor.reading.giveBack(parked);
        }
    }

    /** Sets options on the descriptor that there is. */
    void fit(SocketOptions options) throws IOException {
        lend(
                (calls, fd) -> {
                    new SocketSetup(calls, fd, options, this::check).apply(false);
                    return fd;
                },
                -1);
        if (options.nodelay()) {
            nodelay(true);
        }
    }

    private int check(int result, String call) throws ErrnoException {
        if (result < 0) {
            throw context.failure(-result, call, subject());
        }
        return result;
    }

    SocketName localname() throws IOException {
        descriptor.requireOpen(false);
        start();
        return lend(this::localname, SocketName.UNSPECIFIED);
    }

    private SocketName localname(Syscalls calls, int fd) throws ErrnoException {
        try {
            return calls.getsockname(fd);
        } catch (ErrnoException e) {
            if (e.code() == context.notSocket) {
                return SocketName.UNSPECIFIED;
            }
            throw e;
        }
    }

    SocketName peername() throws IOException {
        descriptor.requireOpen(false);
        boolean connected = role == Opening.Role.CONNECT && (opening == null || opening.isDone());
        return connected ? name : SocketName.UNSPECIFIED;
    }

    /** {@return who is at the other end of a UNIX connection} */
    Credentials peer(String operation) throws IOException {
        openStream(operation, deadline());
        if (name.family() != Family.UNIX) {
            throw context.failure(context.notSupported, "getsockopt", subject());
        }
        Credentials found = lend(Syscalls::peercred, null);
        if (found == null || found.uid() < 0) {
            throw context.failure(context.notConnected, "getsockopt", subject());
        }
        return found;
    }

    void uncork() throws IOException {
        openStream("uncork", deadline());
        int result = lend((calls, fd) -> calls.setsockopt(fd, Option.TCP_CORK, 0), 0);
        if (result < 0) {
            throw context.failure(-result, "setsockopt", subject());
        }
    }

    /** {@return the way of whole messages, which only sockets that keep their boundaries have} */
    MessageChannel messages(String operation, long deadline) throws IOException {
        if (type == Type.STREAM) {
            throw new IllegalStateException(operation + " is of messages; a stream has read and write");
        }
        open(type == Type.DGRAM ? role : Opening.Role.CONNECT, operation, deadline);
        return new MessageChannel(context, this);
    }

    /** {@return the way of descriptors, which only UNIX sockets have: others would drop them without a word} */
    MessageChannel descriptors(String operation, long deadline) throws IOException {
        open(type == Type.DGRAM ? role : Opening.Role.CONNECT, operation, deadline);
        if (localname().family() != Family.UNIX) {
            throw context.failure(context.notSupported, operation, subject());
        }
        return new MessageChannel(context, this);
    }

    /** {@return whether an empty message is the end; a datagram may be empty} */
    boolean endsWithEmpty() {
        return type != Type.DGRAM;
    }

    /** {@return another descriptor of the same open file, the caller's} */
    int dup() throws IOException {
        descriptor.requireOpen(false);
        start();
        int result = lend(Syscalls::dup, -context.notConnected);
        if (result < 0) {
            throw context.failure(-result, "dup", subject());
        }
        return result;
    }

    private void start() throws IOException {
        if (opening != null && !opening.isDone()) {
            opening.start();
        }
    }

    /** {@return this, with a descriptor if it can have one without waiting} */
    Connection begun() throws IOException {
        descriptor.requireOpen(false);
        start();
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
