package org.cqueues.socket.impl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.Arrival;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Workspace;
import org.cqueues.socket.Datagram;
import org.cqueues.socket.TlsOptions;

/**
 * Worker: datagrams through DTLS, and the handshake before them, whose flights are sent again as long as no answer comes. RFC 6347.
 *
 * <p>A datagram that is no record of this connection is dropped, as it may be anybody's. After the handshake the two directions meet in the engine only.
 */
final class DatagramTls extends TlsHandshake implements Transport {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** The header of a record: type, version, epoch, sequence number, length. RFC 6347, 4.1. */
    private static final int HEADER = 13;

    /** Most bytes of a record, with all that a cipher may add. */
    private static final int RECORD_LIMIT = (1 << 14) + 2048 + HEADER;

    private static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;

    private final int packet; // greatest datagram, in bytes
    private final long firstPauseNanos;
    private long pauseNanos; // in the handshake: until the flight is sent again
    private volatile long again; // when the flight is sent again
    private ByteBuffer arrived = NOTHING; // what is left of the last datagram; inside the reading gate
    private final List<byte[]> flight =
            new ArrayList<>(); // what was sent last, if nothing has come since; inside the reading gate
    private volatile boolean ready; // something is left
    private volatile boolean closed; // the peer has sent close_notify

    DatagramTls(SocketContext context, Connection connection, SSLEngine engine, TlsOptions options) {
        super(context, connection, engine);
        packet = options.packetSize();
        firstPauseNanos = Settings.nanos(options.retransmit());
    }

    /** {@return whether a receive has something to tell without asking the system} */
    @Override
    public boolean isReady() {
        return ready || closed;
    }

    @Override
    long timeoutNanos() {
        return isIdle() ? 0 : Math.max(0, again - now());
    }

    // The handshake, inside both gates.

    @Override
    void begin() {
        limitPacket();
        pauseNanos = firstPauseNanos;
        again = now() + pauseNanos;
    }

    private void limitPacket() {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setMaximumPacketSize(packet);
        engine.setSSLParameters(parameters);
    }

    private long now() {
        return context.kernel().monotonicNanos();
    }

    @Override
    void wrap() throws IOException {
        sendOwn(false);
    }

    @Override
    void push(long deadline) {}

    @Override
    void unwrap(long deadline) throws IOException {
        boolean more = engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN;
        if (!more && !arrived.hasRemaining() && !awaitDatagram(deadline)) {
            return;
        }
        unwrapRecord();
        if (closed) {
            throw new SSLException("the peer ended TLS during the handshake");
        }
    }

    /** {@return whether a datagram has come; otherwise the flight was sent again} */
    private boolean awaitDatagram(long deadline) throws IOException {
        Outcome outcome = Outcome.READY;
        while (!receive()) {
            if (now() - again >= 0) {
                sendAgain();
                return false;
            }
            boolean last = deadline != Long.MAX_VALUE && deadline - again <= 0;
            SocketContext.requireInTime(outcome, "starttls", connection.subject());
            outcome = await(Readiness.READ, last ? deadline : again);
            if (!last && outcome == Outcome.TIMED_OUT) {
                outcome = Outcome.READY;
            }
        }
        return true;
    }

    /** Wrapping once more while the engine waits for an answer makes it say everything again. */
    private void sendAgain() throws IOException {
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        again = now() + pauseNanos;
        sendOwn(true);
    }

    /** The JDK says less at once each time that it says it again, and would leave it at that. */
    @Override
    void establish() {
        limitPacket();
        connection.transport(this);
    }

    // A flush is a datagram: inside the writing gate.

    @Override
    public long receive(Workspace workspace, int fd, InputBuffer into, int least) {
        throw new IllegalStateException("datagrams are received whole");
    }

    @Override
    public boolean isDrained(InputBuffer into) {
        return !isReady();
    }

    @Override
    public long send(Workspace workspace, int fd, OutputBuffer from, int most) throws SSLException {
        Block block = workspace.acquire(recordSize());
        try {
            ByteBuffer source = from.content(most);
            int head = source.position();
            SSLEngineResult result = wrapInto(source, block.bytes());
            boolean whole = !source.hasRemaining();
            long count = whole
                    ? workspace.syscalls().sendmsg(fd, block.address(), result.bytesProduced(), SocketName.UNSPECIFIED)
                    : -context.messageTooLong;
            if (count < 0) { // it stays in the buffer, and is wrapped anew
                source.position(head);
            }
            from.taken(workspace);
            return count < 0 ? count : most;
        } finally {
            workspace.release(block);
        }
    }

    @Override
    public boolean isFull(long taken, int most) {
        return taken < most;
    }

    @Override
    public boolean isHolding() {
        return false;
    }

    /** Nobody may be there yet: the next flight may find somebody. */
    @Override
    boolean isFatal(ErrnoException e) {
        return false;
    }

    // Datagrams.

    /** Sends one datagram, whole. */
    void send(byte[] message, long deadline) throws IOException {
        requireAlive();
        boolean waited = descriptor.writing.lock(context, deadline);
        try {
            descriptor.requireOpen(waited);
            requireAlive();
            ByteBuffer source = ByteBuffer.wrap(message);
            sendOwn(false);
            if (engine.isOutboundDone()) {
                throw context.failure(context.pipe, "sendto", connection.subject());
            }
            sendRecord(source, deadline);
        } finally {
            descriptor.writing.unlock();
        }
    }

    /**
     * {@return the next datagram; null at the end of the connection}
     *
     * @param size room, in bytes
     */
    Datagram receive(int size, long deadline) throws IOException {
        boolean waited = descriptor.reading.lock(context, deadline);
        try {
            descriptor.requireOpen(waited);
            Outcome outcome = Outcome.READY;
            byte[] content = next();
            while (content == null) {
                if (closed) {
                    return null;
                }
                SocketContext.requireInTime(outcome, "recvfrom", connection.subject());
                outcome = descriptor.await(
                        descriptor.reading, connection.input().waiter(), Readiness.READ, deadline, "recvfrom");
                content = next();
            }
            boolean truncated = content.length > size;
            return new Datagram(truncated ? Arrays.copyOf(content, size) : content, connection.peername(), truncated);
        } finally {
            descriptor.reading.unlock();
        }
    }

    /** {@return the content of the next datagram; null if none has come, or none will. Inside the reading gate} */
    byte[] next() throws IOException {
        byte[] content = null;
        while (content == null && !closed) {
            requireAlive();
            if (!arrived.hasRemaining() && !receive()) {
                return null;
            }
            content = unwrapRecord();
        }
        return content;
    }

    /** {@return whether the peer has ended the connection} */
    boolean isClosed() {
        return closed;
    }

    private void requireAlive() throws IOException {
        Loss known = loss();
        if (known != null) {
            throw known.exception("recvfrom");
        }
    }

    /** {@return whether a datagram has come} */
    private boolean receive() throws IOException {
        Workspace workspace = workspace();
        Block block = workspace.acquire(1 << 16);
        try {
            long count = context.syscalls()
                    .recvmsg(connection.requireDescriptor("recvfrom"), block.address(), 1 << 16, new Arrival());
            if (count == -context.again) {
                return false;
            }
            if (count < 0) {
                throw context.failure((int) -count, "recvmsg", connection.subject());
            }
            byte[] bytes = new byte[(int) count];
            block.bytes().get(0, bytes);
            arrived = ByteBuffer.wrap(bytes);
            heedFlight();
            return true;
        } finally {
            workspace.release(block);
        }
    }

    /**
     * Who has sent the last flight cannot know whether it has come. If the peer says its own again, it has not; and what was lost may be repeated as it was, whatever
     * the engine thinks. RFC 6347, 4.2.4.
     */
    private void heedFlight() throws IOException {
        if (!isDone()) {
            flight.clear();
            return;
        }
        boolean handshake = arrived.hasRemaining() && (arrived.get(0) == 20 || arrived.get(0) == 22);
        if (handshake && !flight.isEmpty()) {
            Workspace workspace = workspace();
            Block block = workspace.acquire(recordSize());
            try {
                for (byte[] datagram : flight) {
                    block.bytes().put(0, datagram);
                    sendDatagram(block.address(), datagram.length, false, 0);
                }
            } finally {
                workspace.release(block);
            }
        }
    }

    /** {@return the content of the next record that has come; null if it was DTLS's own, or nobody's} */
    private byte[] unwrapRecord() throws IOException {
        Workspace workspace = workspace();
        Block block = workspace.acquire(engine.getSession().getApplicationBufferSize());
        try {
            if (isRecord()) {
                unwrapInto(block.bytes());
            } else {
                arrived = NOTHING;
            }
            byte[] content = new byte[block.bytes().position()];
            block.bytes().get(0, content);
            if (content.length > 0) { // the peer is done too
                flight.clear();
            }
            return content.length > 0 ? content : null;
        } finally {
            ready = arrived.hasRemaining();
            workspace.release(block);
        }
    }

    /** {@return whether what has come may be a record; others would break the engine, although they may be anybody's} */
    private boolean isRecord() {
        int at = arrived.position();
        if (!arrived.hasRemaining()) { // there is nothing, but the engine has kept something
            return true;
        }
        if (arrived.remaining() < HEADER || arrived.get(at + 1) != (byte) 0xFE) {
            return false;
        }
        int length = HEADER + (arrived.getShort(at + HEADER - 2) & 0xFFFF);
        return length <= arrived.remaining() && length <= engine.getSession().getPacketBufferSize();
    }

    private void unwrapInto(ByteBuffer content) throws IOException {
        int before = arrived.remaining();
        SSLEngineResult result;
        try {
            result = engine.unwrap(arrived, content);
        } catch (SSLException | RuntimeException e) {
            drop(e);
            return;
        }
        if (arrived.remaining() == before && result.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
            arrived = NOTHING; // not a whole record, so none
        }
        closed |= result.getStatus() == Status.CLOSED;
        if (isDone()) {
            answer(result.getHandshakeStatus());
        }
    }

    /** What the engine refuses without breaking was not the peer's. */
    private void drop(Exception e) throws SSLException {
        arrived = NOTHING;
        if (!isDone() || engine.isInboundDone() || engine.isOutboundDone()) {
            SSLException told =
                    e instanceof SSLException exact ? exact : new SSLException("the TLS engine failed: " + e, e);
            throw isDone() ? new Loss.OfTls(told, connection.subject()).exception("read") : told;
        }
    }

    /** The peer may have missed our last flight, or has said that it ends: answers, unless somebody is writing. A datagram may be lost. */
    private void answer(HandshakeStatus status) throws IOException {
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks(engine);
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && descriptor.writing.tryLock()) {
            try {
                sendOwn(false);
            } finally {
                descriptor.writing.unlock();
            }
        }
    }

    /**
     * Sends what DTLS has to say of its own, in as few datagrams as it fits into: what is not parted is not lost in part.
     *
     * @param repeat whether to say everything again
     */
    private void sendOwn(boolean repeat) throws IOException {
        Workspace workspace = workspace();
        Block block = workspace.acquire(packet + recordSize());
        try {
            int filled = 0;
            boolean more = repeat || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
            while (more) {
                int length = wrapInto(NOTHING, block.bytes().position(filled)).bytesProduced();
                if (filled > 0 && filled + length > packet) {
                    sendFlight(block, filled);
                    block.bytes().put(0, block.bytes(), filled, length);
                    filled = 0;
                }
                filled += length;
                more = length > 0 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
            }
            if (filled > 0) {
                sendFlight(block, filled);
            }
        } finally {
            workspace.release(block);
        }
    }

    private void sendFlight(Block block, int length) throws IOException {
        if (!isDone()) {
            byte[] datagram = new byte[length];
            block.bytes().get(0, datagram);
            flight.add(datagram);
        }
        sendDatagram(block.address(), length, false, 0);
    }

    private int recordSize() {
        return Math.max(engine.getSession().getPacketBufferSize(), RECORD_LIMIT);
    }

    private void sendRecord(ByteBuffer source, long deadline) throws IOException {
        Workspace workspace = workspace();
        Block block = workspace.acquire(recordSize());
        try {
            SSLEngineResult result = wrapInto(source, block.bytes());
            if (source.hasRemaining()) { // a part of a datagram is none
                throw context.failure(context.messageTooLong, "sendto", connection.subject());
            }
            if (result.bytesProduced() > 0) {
                sendDatagram(block.address(), result.bytesProduced(), true, deadline);
            }
        } finally {
            workspace.release(block);
        }
    }

    private SSLEngineResult wrapInto(ByteBuffer source, ByteBuffer target) throws SSLException {
        try {
            return engine.wrap(source, target);
        } catch (RuntimeException e) {
            throw new SSLException("the TLS engine failed: " + e, e);
        }
    }

    /** The user's waits for room; one of DTLS's own that finds none, or nobody, is as good as lost. */
    private void sendDatagram(long address, int length, boolean waits, long deadline) throws IOException {
        Outcome outcome = Outcome.READY;
        while (true) {
            int fd = connection.requireDescriptor("sendto");
            long count = context.syscalls().sendmsg(fd, address, length, SocketName.UNSPECIFIED);
            if (count >= 0 || !waits && (count == -context.again || isDone())) {
                return;
            }
            if (count != -context.again) {
                throw context.failure((int) -count, "sendmsg", connection.subject());
            }
            SocketContext.requireInTime(outcome, "sendto", connection.subject());
            outcome = connection.output().awaitWritable(deadline, "sendto");
        }
    }

    @Override
    void farewell(Workspace workspace, int fd, boolean whole) {
        Block block = workspace.acquire(recordSize());
        try {
            if (whole || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                engine.closeOutbound();
                SSLEngineResult result = engine.wrap(NOTHING, block.bytes());
                if (result.bytesProduced() > 0) {
                    workspace.syscalls().sendmsg(fd, block.address(), result.bytesProduced(), SocketName.UNSPECIFIED);
                }
            }
        } catch (SSLException | RuntimeException e) {
            // There is nobody left to tell: the connection ends, and who used it was told why.
        } finally {
            workspace.release(block);
        }
    }
}
