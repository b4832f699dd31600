package org.cqueues.socket.impl;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLException;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Waiter;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.Workspace;
import org.cqueues.socket.Format;
import org.cqueues.socket.Progress;
import org.cqueues.socket.Received;
import org.cqueues.socket.Traffic;

/** Worker: what is read from a connection. Its state is guarded by the descriptor's reading gate. */
class InputChannel {
    /** How much of what the kernel still holds is saved when writing fails, in bytes. */
    private static final int SALVAGE_LIMIT = 1 << 20;

    /** How much is asked of the kernel at once for a large count, in bytes. */
    private static final int READ_LIMIT = 1 << 16;

    private final SocketContext context;
    private final Connection connection;
    private final Descriptor descriptor;
    private final InputBuffer buffer;
    private Bits bits; // made when first needed
    private volatile Waiter waiter; // made by the first wait
    private boolean drained; // the kernel had no more: the next read waits first
    private volatile boolean eof; // the peer has ended its output
    private volatile boolean shut; // we have ended our input
    private volatile Loss loss; // what ended the input; null: nothing

    InputChannel(SocketContext context, Connection connection, Descriptor descriptor) {
        this.context = context;
        this.connection = connection;
        this.descriptor = descriptor;
        this.buffer = new InputBuffer(connection.settings().time());
    }

    Traffic traffic() {
        boolean parked = descriptor.reading.borrow();
        try {
            return buffer.traffic(isOver());
        } finally {
            descriptor.reading.giveBack(parked);
        }
    }

    int pending() {
        return buffer.size();
    }

    boolean isEof() {
        return eof;
    }

    boolean isOver() {
        return eof || shut || loss != null;
    }

    // What differs where messages are kept apart.

    /** {@return whether what is there is all that formats get} */
    boolean isLast() {
        return isOver();
    }

    /** {@return whether what is there is all of a message, or the rest of it} */
    boolean isWhole() {
        return false;
    }

    /** {@return what a format gives that has met an end: nothing, of a message without content} */
    <T> T atEnd(Format format, T nothing, T end) {
        return end;
    }

    final InputBuffer buffer() {
        return buffer;
    }

    /** The kernel had no more: the next read waits first. */
    final void drained(boolean none) {
        drained = none;
    }

    /** The peer has ended its output. Inside the reading gate. */
    final void ended() {
        eof = true;
        connection.releaseIfOver(descriptor.reading);
    }

    /** The settings are those of this call only; null: the connection's. */
    String read(Format format, Settings own, long deadline) throws IOException {
        enter(deadline);
        try {
            return next(format, own, deadline);
        } finally {
            descriptor.reading.unlock();
        }
    }

    /** {@return what the formats say, up to the first that meets an end; if one fails the others are put back} */
    List<String> read(Format[] formats, long deadline) throws IOException {
        return inside(deadline, () -> {
            List<String> values = new ArrayList<>(formats.length);
            boolean done = false;
            buffer.mark();
            try {
                for (int i = 0; i < formats.length && values.size() == i && (i == 0 || !isBetween()); i++) {
                    String value = next(formats[i], null, deadline);
                    if (value != null) {
                        values.add(value);
                    }
                }
                done = true;
            } finally {
                if (!done) {
                    buffer.reset();
                }
                buffer.unmark(workspace());
            }
            return Collections.unmodifiableList(values);
        });
    }

    /** {@return whether what comes next is of another message} */
    boolean isBetween() {
        return false;
    }

    byte[] readBytes(Format format, long deadline) throws IOException {
        return inside(deadline, () -> {
            Settings settings = connection.settings();
            Extent extent = Extent.of(format, settings, false);
            return search(format, extent, settings, deadline)
                    ? buffer.takeBytes(workspace(), extent)
                    : atEnd(format, new byte[0], null);
        });
    }

    /** {@return bytes read, at least one unless there is no room; -1 at the end of the stream} */
    int read(ByteBuffer target, Settings own, long deadline) throws IOException {
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        return inside(deadline, () -> {
            Settings settings = own != null ? own : connection.settings();
            Format format = Format.upTo(target.remaining());
            Extent extent = Extent.of(format, settings, false);
            return search(format, extent, settings, deadline)
                    ? buffer.takeInto(workspace(), extent, target)
                    : atEnd(format, 0, -1);
        });
    }

    /** {@return whether so many bytes are there; false at the end of the stream} */
    boolean fill(int size, long deadline) throws IOException {
        return inside(deadline, () -> filled(size, deadline) || isWhole());
    }

    private boolean filled(int size, long deadline) throws IOException {
        while (buffer.size() < size) {
            if (isLast()) {
                end();
                return false;
            }
            refill(least(connection.settings().inputSize(), size), deadline);
        }
        return true;
    }

    /** {@return a number of so many bits; empty if the stream ends before} */
    OptionalLong unpack(int count, long deadline) throws IOException {
        return inside(deadline, () -> {
            Bits left = bits == null ? new Bits() : bits;
            int wanted = left.wanted(count);
            if (!filled(wanted, deadline)) {
                return OptionalLong.empty();
            }
            long value = left.unpack(buffer, count);
            bits = left;
            buffer.skip(workspace(), wanted);
            return OptionalLong.of(value);
        });
    }

    void unget(byte[] bytes, long deadline) throws IOException {
        inside(deadline, () -> {
            buffer.prepend(workspace(), bytes);
            return null;
        });
    }

    /** Reads without waiting, not even for another reader. */
    Received recv(Format format, Settings settings) throws IOException {
        if (!descriptor.reading.tryLock()) {
            return new Received(Progress.WOULD_BLOCK, Optional.empty());
        }
        try {
            descriptor.requireOpen(false);
            if (connection.isSecuring()) {
                return new Received(Progress.WOULD_BLOCK, Optional.empty());
            }
            Extent extent = Extent.of(format, settings, true);
            boolean over = isLast();
            Extent.State state = extent.find(buffer, over);
            while (state == Extent.State.MORE) {
                connection.output().autoflush();
                if (!receive(least(settings.inputSize(), extent.wanted))) {
                    return new Received(Progress.WOULD_BLOCK, Optional.empty());
                }
                over = isLast();
                state = extent.find(buffer, over);
            }
            return settle(state, format, extent, over)
                    ? new Received(Progress.DONE, Optional.of(buffer.takeString(workspace(), extent)))
                    : atEnd(
                            format,
                            new Received(Progress.DONE, Optional.of("")),
                            new Received(Progress.END, Optional.empty()));
        } finally {
            descriptor.reading.unlock();
        }
    }

    /** Everything that was received and not read is TLS's. Inside the reading gate. */
    void pushBack(WireBuffer wire) {
        buffer.pushBack(workspace(), wire);
        bits = null;
    }

    /** Has TLS take a record of the handshake. Inside the reading gate. */
    void unwrap(TlsTransport transport) throws IOException {
        transport.step(workspace(), buffer);
    }

    /** Another transport may hold what has come. Inside the reading gate. */
    void renew() {
        drained = false;
    }

    /** The connection is lost, as somebody else has found. */
    void fail(Loss found) {
        loss = found;
    }

    private interface Operation<T> {
        T run() throws IOException;
    }

    private <T> T inside(long deadline, Operation<T> operation) throws IOException {
        enter(deadline);
        try {
            return operation.run();
        } finally {
            descriptor.reading.unlock();
        }
    }

    /** Enters the reading gate, through the handshake if TLS is asked for. */
    private void enter(long deadline) throws IOException {
        boolean waited = descriptor.reading.lock(context, deadline);
        while (connection.isSecuring()) {
            descriptor.reading.unlock();
            connection.secure(deadline);
            waited = descriptor.reading.lock(context, deadline);
        }
        if (descriptor.isClosed()) {
            descriptor.reading.unlock();
            descriptor.requireOpen(waited);
        }
    }

    private Workspace workspace() {
        return context.controllers().workspace();
    }

    private String next(Format format, Settings own, long deadline) throws IOException {
        if (format instanceof Format.Line line) {
            return nextLine(line.keepEnd(), own, deadline);
        }
        Settings settings = own != null ? own : connection.settings();
        Extent extent = Extent.of(format, settings, true);
        return search(format, extent, settings, deadline)
                ? buffer.takeString(workspace(), extent)
                : atEnd(format, "", null);
    }

    /** The hot path: a line is searched and taken at once, without an object for the search. */
    private String nextLine(boolean keep, Settings own, long deadline) throws IOException {
        Controllers controllers = context.controllers();
        while (true) {
            Settings settings = own != null ? own : connection.settings();
            boolean over = isLast();
            String line =
                    buffer.line(controllers.workspace(), settings.inputEncoding(), keep, settings.inputLine(), over);
            if (line != null) {
                return line;
            }
            if (over) {
                end();
                return atEnd(Format.LINE, "", null);
            }
            refill(settings.inputSize(), deadline);
        }
    }

    /** {@return whether what a format asks for is there, once it is known} */
    private boolean search(Format format, Extent extent, Settings settings, long deadline) throws IOException {
        boolean over = isLast();
        Extent.State state = extent.find(buffer, over);
        while (state == Extent.State.MORE) {
            refill(least(settings.inputSize(), extent.wanted), deadline);
            over = isLast();
            state = extent.find(buffer, over);
        }
        return settle(state, format, extent, over);
    }

    /** {@return whether a search that is over has found something} */
    private boolean settle(Extent.State state, Format format, Extent extent, boolean over) throws IOException {
        switch (state) {
            case FOUND:
                if (format instanceof Format.All) { // what a failure has cut short is not everything
                    end();
                }
                return true;
            case END:
                if (over && buffer.size() == 0) {
                    end();
                }
                buffer.skip(workspace(), extent.skip);
                return false;
            case TRUNCATED:
                end();
                throw new EOFException("read " + connection.subject() + ": the stream ended within a header");
            default:
                throw new ProtocolException(
                        "read " + connection.subject() + ": a header is longer than the longest line");
        }
    }

    private int least(int size, int wanted) {
        return Math.max(size, Math.min(wanted - buffer.size(), READ_LIMIT));
    }

    /** Tells an end from a failure. */
    private void end() throws IOException {
        Loss known = loss;
        if (known != null) {
            throw known.exception("read");
        }
    }

    /**
     * Receives once; after a short read only when the kernel has more. A wait that times out looks once more, so that a timeout of 0 finds what is
     * there.
     */
    private void refill(int least, long deadline) throws IOException {
        Outcome outcome = drained ? await(deadline) : Outcome.READY;
        if (!receive(least)) {
            SocketContext.requireInTime(outcome, "read", connection.subject());
        }
    }

    /** {@return false if the kernel has nothing at the moment} */
    boolean receive(int least) throws IOException {
        int fd = descriptor.fd();
        if (fd < 0) { // given back while this waited, by the writer, who has told why
            return true;
        }
        Transport transport = connection.transport();
        long count;
        try {
            count = transport.receive(context.controllers().workspace(), fd, buffer, least);
        } catch (SSLException e) {
            throw failure(e);
        }
        drained = transport.isDrained(buffer);
        if (count == -context.again) {
            return false;
        }
        if (count == 0) {
            ended();
        } else if (count < 0) {
            throw failure((int) -count);
        }
        return true;
    }

    private Outcome await(long deadline) throws IOException {
        boolean blocked = connection.output().autoflush();
        Readiness interest = blocked ? Readiness.READ_WRITE : Readiness.READ;
        return descriptor.await(descriptor.reading, waiter(), interest, deadline, "read");
    }

    /** {@return the wait of this side, of a listener too. Inside the reading gate} */
    Waiter waiter() {
        Waiter made = waiter;
        if (made == null) {
            made = context.controllers().waiter(descriptor.fd());
            waiter = made;
        }
        return made;
    }

    private IOException failure(int code) {
        Loss found = connection.lossOf(code);
        if (!context.isShortage(code)) {
            lose(found);
        }
        return found.exception("read");
    }

    private IOException failure(SSLException e) {
        Loss found = new Loss.OfTls(e, connection.subject());
        if (e instanceof TlsTransport.Truncation) {
            loss = found;
            connection.releaseIfOver(descriptor.reading);
        } else {
            lose(found);
        }
        return found.exception("read");
    }

    private void lose(Loss found) {
        loss = found;
        connection.output().fail(found);
        descriptor.release(descriptor.reading);
    }

    /**
     * Saves what the kernel still holds of a connection that is lost, so that the peer's last words can be read. Inside the writing gate.
     *
     * @param found why it is lost
     * @return whether it did; otherwise a reader is inside, who will find both
     */
    boolean salvage(Loss found) throws IOException {
        if (!descriptor.reading.tryLock()) {
            return false;
        }
        try {
            Workspace workspace = context.controllers().workspace();
            while (!isOver() && buffer.size() < SALVAGE_LIMIT) {
                long count = connection.transport().receive(workspace, descriptor.fd(), buffer, Workspace.BLOCK_SIZE);
                if (count == 0) {
                    eof = true;
                } else if (count < 0) {
                    loss = found;
                }
            }
            if (!isOver()) {
                loss = found;
            }
            return true;
        } catch (SSLException e) {
            loss = found;
            return true;
        } finally {
            descriptor.reading.unlock();
        }
    }

    /** Ends the input, without waiting for who reads: the kernel wakes it. */
    void shutdown() throws IOException {
        boolean parked = descriptor.reading.borrow();
        int result = 0;
        try {
            descriptor.requireOpen(false);
            if (descriptor.fd() >= 0) {
                result = context.syscalls().shutdown(descriptor.fd(), Readiness.READ);
                shut = true;
            }
        } finally {
            descriptor.reading.giveBack(parked);
        }
        connection.releaseIfOver(null);
        if (result < 0 && result != -context.notConnected) {
            throw context.failure(-result, "shutdown", connection.subject());
        }
    }

    /** The descriptor is about to be closed, while this side is not using it but may be about to wait. */
    void closeWaiter() {
        Waiter made = waiter;
        if (made != null) {
            made.close();
        }
    }

    void discard() {
        if (descriptor.reading.tryLock()) {
            buffer.drop();
            descriptor.reading.unlock();
        }
    }
}
