package org.cqueues.socket.impl;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.cqueues.kernel.Workspace;

/**
 * Worker: the bytes of a stream through TLS. Each record is unwrapped from the wire's buffer straight into the input, and wrapped straight from the output, so
 * that one {@code read(2)} serves all records that it brings, and one {@code write(2)} takes all that were wrapped.
 *
 * <p>After the handshake the two directions meet in the engine only, which locks. What TLS itself wants to send then, such as the answer to a key update, goes out
 * with the next send, or when the reader is about to wait; so a reader never waits for a writer.
 */
final class TlsTransport implements Transport {
    /** Ciphertext in bytes from which on no further record is wrapped before the system has taken some. */
    private static final int HELD_LIMIT = 1 << 15;

    /** The stream has ended without the peer's close_notify; what is written may still reach the peer. */
    static final class Truncation extends SSLException {
        private static final long serialVersionUID = 1L;

        Truncation(String message) {
            super(message);
        }
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketContext context;
    private final SSLEngine engine;
    private final boolean acceptTruncation;
    private final WireBuffer in = new WireBuffer(); // inside the reading gate
    private final WireBuffer out = new WireBuffer(); // inside the writing gate
    private boolean drained; // inside the reading gate: the last read(2) came back short
    private boolean legacy; // from the end of the handshake on: before TLS 1.3, which has no second handshake
    private volatile boolean established;
    private volatile boolean arrived; // there is a whole record to be unwrapped
    private volatile boolean answering; // TLS has something of its own to send
    private volatile boolean closed; // the peer has sent close_notify

    TlsTransport(SocketContext context, SSLEngine engine, boolean acceptTruncation) {
        this.context = context;
        this.engine = engine;
        this.acceptTruncation = acceptTruncation;
    }

    SSLEngine engine() {
        return engine;
    }

    WireBuffer wireIn() {
        return in;
    }

    /** The handshake is done: from now on nobody may begin another one. Inside both gates. */
    void establish() {
        legacy = !engine.getSession().getProtocol().equals("TLSv1.3");
        established = true;
        arrived = in.hasRecord();
    }

    boolean isEstablished() {
        return established;
    }

    @Override
    public long receive(Workspace workspace, int fd, InputBuffer into, int least) throws SSLException {
        try {
            return receiveRecord(workspace, fd, into);
        } finally {
            arrived = in.hasRecord();
        }
    }

    private long receiveRecord(Workspace workspace, int fd, InputBuffer into) throws SSLException {
        boolean read = false;
        while (true) {
            if (closed) {
                return 0;
            }
            if (in.hasRecord()) {
                int count = unwrap(workspace, into);
                if (count > 0) {
                    return count;
                }
            } else if (read) {
                in.shrink(workspace);
                return -context.again;
            } else {
                long count = fill(workspace, fd);
                if (count <= 0) {
                    return count;
                }
                read = true;
            }
        }
    }

    /** {@return bytes that came, 0 at an end that is one, or a negative errno. Inside the reading gate} */
    long fill(Workspace workspace, int fd) throws SSLException {
        long count = in.fill(workspace, fd, engine.getSession().getPacketBufferSize());
        drained = count < 0 || !in.isFull();
        if (count == 0 && !(acceptTruncation && established)) {
            throw established
                    ? new Truncation("the stream ended without close_notify, so it may have been cut short")
                    : new SSLHandshakeException("the peer ended the connection during the handshake");
        }
        if (count < 0) {
            in.shrink(workspace);
        }
        return count;
    }

    @Override
    public boolean isDrained(InputBuffer into) {
        return drained && !in.hasRecord();
    }

    @Override
    public boolean isReady() {
        return arrived;
    }

    /** {@return bytes that the first record has brought; 0 if it was TLS's own} */
    private int unwrap(Workspace workspace, InputBuffer into) throws SSLException {
        if (legacy && in.type() == WireBuffer.HANDSHAKE) {
            throw new SSLHandshakeException("the peer wants to negotiate again, which is refused");
        }
        SSLEngineResult result = unwrap(workspace, into, in.recordLength());
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            result = unwrap(workspace, into, engine.getSession().getApplicationBufferSize());
        }
        switch (result.getStatus()) {
            case OK -> heed(result.getHandshakeStatus());
            case CLOSED -> {
                if (result.bytesConsumed() == 0) {
                    throw new Truncation("the TLS provider has ended both directions at once, so the rest is lost");
                }
                closed = true;
                heed(result.getHandshakeStatus());
            }
            default -> throw new SSLException("no TLS record: " + result);
        }
        return result.bytesProduced();
    }

    private SSLEngineResult unwrap(Workspace workspace, InputBuffer into, int room) throws SSLException {
        ByteBuffer target = into.room(workspace, room);
        ByteBuffer source = in.content();
        try {
            return engine.unwrap(source, target);
        } catch (RuntimeException e) {
            throw new SSLException("the TLS engine failed: " + e, e);
        } finally {
            in.taken(workspace);
            into.arrived(workspace);
        }
    }

    /** What an engine may want beside the stream, after the handshake and at its end. */
    private void heed(HandshakeStatus status) {
        if (established) {
            if (status == HandshakeStatus.NEED_TASK) {
                TlsHandshake.runTasks(engine);
            }
            answering |= engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
        }
    }

    @Override
    public long send(Workspace workspace, int fd, OutputBuffer from, int most) throws SSLException {
        answer(workspace);
        int taken = 0;
        boolean ended = engine.isOutboundDone();
        while (taken < most && out.size() < HELD_LIMIT && !ended) {
            ByteBuffer source = from.content(most - taken);
            try {
                ended = wrap(workspace, source).getStatus() == Status.CLOSED;
            } finally {
                taken += from.taken(workspace);
            }
        }
        long count = push(workspace, fd);
        if (ended && taken == 0 && most > 0 && count == 0) {
            return -context.pipe;
        }
        return count < 0 && (taken == 0 || count != -context.again) ? count : taken;
    }

    /** Wraps what TLS has to say of its own. */
    private void answer(Workspace workspace) throws SSLException {
        if (answering) {
            answering = false;
            wrapOwn(workspace);
        }
    }

    /** {@return whether there was anything} */
    boolean wrapOwn(Workspace workspace) throws SSLException {
        int produced = 0;
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            int more = wrap(workspace, NOTHING).bytesProduced();
            if (more == 0) {
                break;
            }
            produced += more;
        }
        return produced > 0;
    }

    private SSLEngineResult wrap(Workspace workspace, ByteBuffer source) throws SSLException {
        int size = engine.getSession().getPacketBufferSize();
        SSLEngineResult result = wrap(workspace, source, size);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            result = wrap(workspace, source, 2 * engine.getSession().getPacketBufferSize());
        }
        boolean stuck = result.bytesProduced() == 0 && source.hasRemaining();
        if (stuck && result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            TlsHandshake.runTasks(engine);
        } else if (stuck && result.getStatus() != Status.CLOSED) {
            throw new SSLException("TLS does not go on: " + result);
        }
        return result;
    }

    private SSLEngineResult wrap(Workspace workspace, ByteBuffer source, int room) throws SSLException {
        ByteBuffer target = out.room(workspace, room);
        try {
            return engine.wrap(source, target);
        } catch (RuntimeException e) {
            throw new SSLException("the TLS engine failed: " + e, e);
        } finally {
            out.added(workspace);
        }
    }

    /** {@return 0, or a negative errno if the system has not taken everything} */
    long push(Workspace workspace, int fd) {
        if (out.size() == 0) {
            return 0;
        }
        long count = out.drain(workspace, fd);
        return Math.min(count, 0);
    }

    @Override
    public boolean isFull(long taken, int most) {
        return taken < 0 || out.size() > 0;
    }

    @Override
    public boolean isHolding() {
        return answering || out.size() > 0;
    }

    @Override
    public void end(Workspace workspace) throws SSLException {
        engine.closeOutbound();
        while (!engine.isOutboundDone() && wrap(workspace, NOTHING).bytesProduced() > 0) {
            // more than close_notify, if something was left of before
        }
    }

    /** Takes one step of the handshake with a record that has come. Inside both gates. */
    void step(Workspace workspace, InputBuffer into) throws SSLException {
        unwrap(workspace, into);
        if (closed) {
            throw new SSLHandshakeException("the peer ended TLS during the handshake");
        }
    }

    /** The last words: close_notify if the stream ends here whole, or the alert of a failure. Inside both gates, without waiting. */
    void farewell(Workspace workspace, int fd, boolean whole) {
        try {
            if (out.size() == 0 && (whole || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP)) {
                end(workspace);
                push(workspace, fd);
            }
        } catch (SSLException | RuntimeException e) {
            // There is nobody left to tell: the connection ends, and who used it was told why.
        } finally {
            in.drop();
            out.drop();
        }
    }
}
