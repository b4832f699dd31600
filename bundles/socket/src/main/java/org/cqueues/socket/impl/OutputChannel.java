package org.cqueues.socket.impl;

import java.io.IOException;
import javax.net.ssl.SSLException;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Waiter;
import org.cqueues.kernel.Readiness;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Progress;
import org.cqueues.socket.Sent;
import org.cqueues.socket.Traffic;

/** Worker: what is written to a connection. Its state is guarded by the descriptor's writing gate. */
class OutputChannel {
    /** A string is buffered in pieces of this many characters, and handed over whenever as many bytes are waiting. */
    private static final int PIECE = 1 << 15;

    private final SocketContext context;
    private final Connection connection;
    private final Descriptor descriptor;
    private final OutputBuffer buffer;
    private Bits bits; // made when first needed
    private volatile Waiter waiter; // made by the first wait
    private volatile boolean blocked; // the kernel took less than it was to
    private volatile boolean shut; // we have ended our output
    private volatile Loss loss; // what ended the output; null: nothing

    OutputChannel(SocketContext context, Connection connection, Descriptor descriptor) {
        this.context = context;
        this.connection = connection;
        this.descriptor = descriptor;
        this.buffer = new OutputBuffer(connection.settings().time());
    }

    Traffic traffic() {
        boolean parked = descriptor.writing.borrow();
        try {
            return buffer.traffic(isOver());
        } finally {
            descriptor.writing.giveBack(parked);
        }
    }

    int pending() {
        return buffer.size();
    }

    /** {@return whether the peer was found to take no more} */
    boolean isBroken() {
        return loss != null;
    }

    boolean isOver() {
        return shut || loss != null;
    }

    /** {@return whether bytes wait for the kernel to have room} */
    boolean isBlocked() {
        return blocked;
    }

    /** The connection is lost, as the reader has found. */
    void fail(Loss found) {
        loss = found;
    }

    /** A single string needs no array: the common case allocates nothing. The settings are those of this call only; null: the connection's. */
    void write(String string, Settings own, long deadline) throws IOException {
        Encoding encoding = (own != null ? own : connection.settings()).outputEncoding();
        encoding.requireWritable(string);
        enter(deadline);
        try {
            requireOutput();
            put(string, encoding, deadline);
            sendDue(own != null ? own : connection.settings(), deadline);
        } finally {
            descriptor.writing.unlock();
        }
    }

    void write(String[] strings, long deadline) throws IOException {
        Encoding encoding = connection.settings().outputEncoding();
        for (String string : strings) {
            encoding.requireWritable(string);
        }
        enter(deadline);
        try {
            requireOutput();
            for (String string : strings) {
                put(string, encoding, deadline);
            }
            sendDue(connection.settings(), deadline);
        } finally {
            descriptor.writing.unlock();
        }
    }

    /** Buffers a number once and then sends what is due, so that a timeout does not repeat it. */
    void pack(long value, int count, Settings own, long deadline) throws IOException {
        enter(deadline);
        try {
            requireOutput();
            if (bits == null) {
                bits = new Bits();
            }
            String bytes = bits.pack(value, count);
            buffer.put(context.controllers().workspace(), bytes, 0, bytes.length(), false);
            sendDue(own, deadline);
        } finally {
            descriptor.writing.unlock();
        }
    }

    private void sendDue(Settings settings, long deadline) throws IOException {
        send(due(settings.output().buffering(), settings), deadline);
    }

    final OutputBuffer buffer() {
        return buffer;
    }

    /** {@return how many bytes a buffering hands over by the end of a write} */
    int due(Buffering buffering, Settings settings) {
        return buffer.due(buffering, settings.outputSize(), settings.outputLine());
    }

    /** Sends all that is pending, whatever the buffering. Inside the writing gate. */
    void sendAll(long deadline) throws IOException {
        if (!isFlushed()) {
            requireOutput();
            send(buffer.size(), deadline);
        }
    }

    /** Enters the writing gate, through the handshake if TLS is asked for. */
    private void enter(long deadline) throws IOException {
        boolean waited = descriptor.writing.lock(context, deadline);
        while (connection.isSecuring()) {
            descriptor.writing.unlock();
            connection.secure(deadline);
            waited = descriptor.writing.lock(context, deadline);
        }
        if (descriptor.isClosed()) {
            descriptor.writing.unlock();
            descriptor.requireOpen(waited);
        }
    }

    private void requireOutput() throws IOException {
        if (isOver()) {
            buffer.drop();
            Loss known = loss;
            throw (known != null ? known : connection.lossOf(context.pipe)).exception("write");
        }
    }

    private void put(String string, Encoding encoding, long deadline) throws IOException {
        String bytes = encoding.bytesOf(string);
        int length = bytes.length();
        for (int from = 0; from < length; ) {
            int to = length - from > PIECE ? from + PIECE : length;
            buffer.put(context.controllers().workspace(), bytes, from, to, encoding.isText());
            from = to;
            if (buffer.size() >= PIECE) {
                send(fullBlocks(), deadline);
            }
        }
    }

    /** A long write must not fill the memory: whatever the buffering, whole buffers go ahead. */
    int fullBlocks() {
        int size = buffer.size();
        return size - size % connection.settings().outputSize();
    }

    void flush(Buffering buffering, long deadline) throws IOException {
        enter(deadline);
        try {
            if (!isFlushed()) {
                requireOutput();
                Settings settings = connection.settings();
                send(due(buffering, settings), deadline);
            }
        } finally {
            descriptor.writing.unlock();
        }
    }

    /** Hands bytes to the kernel; waits only after it has taken less than it was offered. */
    void send(int count, long deadline) throws IOException {
        Transport transport = connection.transport();
        int left = count;
        while (left > 0 || transport.isHolding()) {
            long taken = offer(transport, left);
            if (taken < 0 && taken != -context.again) {
                throw failure((int) -taken);
            }
            if (transport.isFull(taken, left)) {
                blocked = true;
                Outcome outcome = awaitWritable(deadline, "write");
                requireOutput(); // a reader may have found the connection lost
                SocketContext.requireInTime(outcome, "write", connection.subject());
            }
            left -= (int) Math.max(taken, 0);
        }
        blocked = false;
    }

    final long offer(Transport transport, int count) throws IOException {
        try {
            return transport.send(context.controllers().workspace(), descriptor.fd(), buffer, count);
        } catch (SSLException e) {
            throw lost(e);
        }
    }

    private IOException lost(SSLException e) {
        Loss found = new Loss.OfTls(e, connection.subject());
        connection.input().fail(found);
        lose(found);
        descriptor.release(descriptor.writing);
        return found.exception("write");
    }

    /**
     * Writes without waiting, not even for another writer: takes characters as long as the buffer has not more than its size, or the kernel takes what is
     * due.
     */
    Sent offer(String string, int from, int to, Settings settings) throws IOException {
        Encoding encoding = settings.outputEncoding();
        encoding.requireWritable(string);
        if (!descriptor.writing.tryLock()) {
            return new Sent(0, Progress.WOULD_BLOCK);
        }
        try {
            descriptor.requireOpen(false);
            if (connection.isSecuring()) {
                return new Sent(0, Progress.WOULD_BLOCK);
            }
            if (loss instanceof Loss.OfTls known) {
                throw known.exception("send");
            }
            Progress progress = isOver() ? Progress.END : offerDue(settings, settings.outputSize());
            int at = from;
            while (at < to && progress == Progress.DONE) {
                int end = pieceEnd(string, at, to);
                String piece = string.substring(at, end);
                String bytes = encoding.bytesOf(piece);
                buffer.put(context.controllers().workspace(), bytes, 0, bytes.length(), encoding.isText());
                at = end;
                progress = offerDue(settings, at < to ? settings.outputSize() : 0);
            }
            return new Sent(at - from, progress);
        } finally {
            descriptor.writing.unlock();
        }
    }

    /** {@return where to end a piece: not within a character} */
    private static int pieceEnd(String string, int at, int to) {
        int end = to - at > PIECE ? at + PIECE : to;
        return end < to && Character.isHighSurrogate(string.charAt(end - 1)) ? end - 1 : end;
    }

    /** Offers the kernel what is due, if there is more than so much. */
    private Progress offerDue(Settings settings, int more) throws IOException {
        if (buffer.size() <= more) {
            return Progress.DONE;
        }
        int due = due(settings.output().buffering(), settings);
        Transport transport = connection.transport();
        for (int left = due; left > 0 || transport.isHolding(); ) {
            long taken = offer(transport, left);
            if (taken < 0 && taken != -context.again) {
                IOException failure = failure((int) -taken);
                if (taken == -context.pipe) {
                    return Progress.END;
                }
                throw failure;
            }
            if (transport.isFull(taken, left)) {
                blocked = true;
                return Progress.WOULD_BLOCK;
            }
            left -= (int) taken;
        }
        blocked = false;
        return Progress.DONE;
    }

    /** Waits inside the writing gate. */
    Outcome awaitWritable(long deadline, String call) throws IOException {
        return descriptor.await(descriptor.writing, waiter(), Readiness.WRITE, deadline, call);
    }

    /** {@return the wait of this side. Inside the writing gate} */
    Waiter waiter() {
        Waiter made = waiter;
        if (made == null) {
            made = context.controllers().waiter(descriptor.fd());
            waiter = made;
        }
        return made;
    }

    private boolean isFlushed() {
        return buffer.size() == 0 && !connection.transport().isHolding();
    }

    /** The reader is about to wait: sends what is pending, without waiting, unless somebody else is writing. What TLS holds always goes. */
    boolean autoflush() {
        if (isFlushed() || toAutoflush() == 0 && !connection.transport().isHolding() || !descriptor.writing.tryLock()) {
            return false;
        }
        try {
            Transport transport = connection.transport();
            int left = toAutoflush();
            while (!isOver() && (left > 0 || transport.isHolding())) {
                long taken = transport.send(context.controllers().workspace(), descriptor.fd(), buffer, left);
                if (taken < 0 && taken != -context.again && !context.isShortage((int) -taken)) {
                    lose(connection.lossOf(
                            (int) -taken)); // the reader, who has the other gate, finds the connection lost
                } else if (transport.isFull(taken, left)) {
                    blocked = true;
                    return true;
                }
                left -= (int) Math.max(taken, 0);
            }
            blocked = false;
            return false;
        } catch (SSLException e) { // the reader finds it too
            lose(new Loss.OfTls(e, connection.subject()));
            return false;
        } finally {
            descriptor.writing.unlock();
        }
    }

    private int toAutoflush() {
        return connection.settings().output().autoflush() ? buffer.size() : 0;
    }

    private void lose(Loss found) {
        loss = found;
        blocked = false;
        buffer.drop();
    }

    private IOException failure(int code) throws IOException {
        Loss found = connection.lossOf(code);
        if (!context.isShortage(code)) {
            lose(found);
            if (connection.input().salvage(found)) {
                descriptor.release(descriptor.writing);
            }
        }
        return found.exception("write");
    }

    /** Sends what is pending, then ends the output. */
    void shutdown(long deadline) throws IOException {
        enter(deadline);
        try {
            if (isOver()) {
                return;
            }
            send(buffer.size(), deadline);
            end(deadline);
            int result = context.syscalls().shutdown(descriptor.fd(), Readiness.WRITE);
            shut = true;
            connection.releaseIfOver(descriptor.writing);
            // Not connected: the peer has gone, and with it what was to be ended.
            if (result < 0 && result != -context.notConnected) {
                throw context.failure(-result, "shutdown", connection.subject());
            }
        } finally {
            descriptor.writing.unlock();
        }
    }

    private void end(long deadline) throws IOException {
        try {
            connection.transport().end(context.controllers().workspace());
        } catch (SSLException e) {
            throw lost(e);
        }
        send(0, deadline);
    }

    /** The descriptor is about to be closed, while this side is not using it but may be about to wait. */
    void closeWaiter() {
        Waiter made = waiter;
        if (made != null) {
            made.close();
        }
    }

    void discard() {
        if (descriptor.writing.tryLock()) {
            buffer.drop();
            descriptor.writing.unlock();
        }
    }
}
