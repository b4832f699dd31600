package org.cqueues.socket.impl;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Waiter;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.Workspace;
import org.cqueues.socket.TlsSession;

/**
 * Worker: takes a stream into TLS, when an operation first needs it after {@code starttls}. Inside both gates, the writing gate entered first; while it waits, or
 * runs what the engine delegates, both are parked.
 * <pre>
 * ASKED -> RUNNING -> DONE
 * ASKED -> REFUSED               plaintext was in the way; the stream stays as it was
 * ASKED, RUNNING -> FAILED       for good; each later operation is told the same
 * </pre>
 */
final class TlsHandshake {
    private enum State {
        ASKED,
        RUNNING,
        DONE,
        REFUSED,
        FAILED
    }

    private final SocketContext context;
    private final Connection connection;
    private final Descriptor descriptor;
    private final TlsTransport transport;
    private volatile State state = State.ASKED;
    private volatile boolean writing; // while it waits: for the system to take bytes
    private volatile boolean waiting;
    private volatile boolean delegating; // the engine is busy although the gates are parked
    private volatile long begunMillis; // since 1970
    private Loss loss; // once FAILED; inside the writing gate

    TlsHandshake(SocketContext context, Connection connection, TlsTransport transport) {
        this.context = context;
        this.connection = connection;
        this.descriptor = connection.descriptor();
        this.transport = transport;
    }

    /** {@return whether it is still to be done, or going on} */
    boolean isUnderWay() {
        return state == State.ASKED || state == State.RUNNING;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    boolean isRefused() {
        return state == State.REFUSED;
    }

    /** {@return whether it can go on without waiting, but nobody is at it} */
    boolean isIdle() {
        return !waiting;
    }

    /** {@return what it waits for} */
    Readiness interest() {
        return writing ? Readiness.READ_WRITE : Readiness.READ;
    }

    /** {@return what was settled, once it is done} */
    TlsSession session() {
        SSLEngine engine = transport.engine();
        SSLSession session = engine.getSession();
        String protocol = engine.getApplicationProtocol();
        return new TlsSession(
                session,
                protocol == null || protocol.isEmpty() ? Optional.empty() : Optional.of(protocol),
                serverNames(engine, session),
                session.getCreationTime() < begunMillis);
    }

    private static List<String> serverNames(SSLEngine engine, SSLSession session) {
        List<SNIServerName> names = List.of();
        if (engine.getUseClientMode()) {
            names = engine.getSSLParameters().getServerNames();
        } else if (session instanceof ExtendedSSLSession extended) {
            try {
                names = extended.getRequestedServerNames();
            } catch (UnsupportedOperationException e) {
                // that provider does not tell
            }
        }
        return Objects.requireNonNullElse(names, List.<SNIServerName>of()).stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName())
                .toList();
    }

    /** Does it, or what is left of it. After a timeout it can be continued. */
    void finish(long deadline) throws IOException {
        boolean waited = descriptor.writing.lock(context, deadline);
        try {
            descriptor.requireOpen(waited);
            if (state == State.FAILED) {
                throw loss.exception("starttls");
            }
            if (isUnderWay()) {
                goOn(deadline);
            }
        } finally {
            descriptor.writing.unlock();
            if (state == State.FAILED) {
                descriptor.release(null);
            }
        }
    }

    private void goOn(long deadline) throws IOException {
        try {
            if (state == State.ASKED && connection.settings().output().autoflush()) {
                connection.output().sendAll(deadline);
            }
            enterReading(deadline);
            try {
                run(deadline);
            } finally {
                descriptor.reading.unlock();
            }
        } catch (SSLException e) {
            throw failed(new Loss.OfTls(asHandshake(e), connection.subject()));
        } catch (ErrnoException e) {
            if (context.isShortage(e.code())) {
                throw e;
            }
            failed(connection.lossOf(e.code()));
            throw e;
        }
    }

    /** Not every provider is as exact. */
    private static SSLException asHandshake(SSLException e) {
        if (e.getClass() != SSLException.class) {
            return e;
        }
        SSLException exact = new SSLHandshakeException(e.getMessage());
        exact.initCause(e.getCause());
        return exact;
    }

    private IOException failed(Loss found) {
        loss = found;
        state = State.FAILED;
        connection.output().fail(found);
        connection.input().fail(found);
        return found.exception("starttls");
    }

    /** Parked, because who reads may take long, and then the socket can be closed all the same. */
    private void enterReading(long deadline) throws IOException {
        descriptor.writing.park();
        try {
            descriptor.reading.lock(context, deadline);
        } finally {
            descriptor.writing.unpark();
        }
        if (descriptor.isClosed()) {
            descriptor.reading.unlock();
            descriptor.requireOpen(true);
        }
    }

    private void run(long deadline) throws IOException {
        waiting = false;
        SSLEngine engine = transport.engine();
        if (state == State.ASKED) {
            begin(engine);
        }
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> delegate();
                case NEED_WRAP -> wrap();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    push(deadline);
                    unwrap(deadline);
                }
                default -> {
                    push(deadline);
                    end();
                    return;
                }
            }
        }
    }

    /**
     * What was received already belongs to TLS: it was sent by who has begun the handshake early, or by an attacker, who then makes it fail. It is never
     * delivered later, as if it had come through TLS. RFC 3207, 4.2 (STARTTLS).
     */
    private void begin(SSLEngine engine) throws IOException {
        InputChannel input = connection.input();
        if (input.pending() > 0 && !connection.settings().input().pushback()) {
            state = State.REFUSED;
            throw new ProtocolException("starttls " + connection.subject() + ": " + input.pending()
                    + " bytes were received in clear and not read; the input mode \"p\" hands them to TLS");
        }
        input.pushBack(transport.wireIn());
        begunMillis = System.currentTimeMillis();
        transport.begin();
        state = State.RUNNING;
    }

    /** It does not use the descriptor, and may take long: whoever closes the socket need not wait. */
    private void delegate() throws IOException {
        delegating = true;
        descriptor.writing.park();
        descriptor.reading.park();
        try {
            transport.runTasks();
        } finally {
            descriptor.reading.unpark();
            descriptor.writing.unpark();
            delegating = false;
        }
        descriptor.requireOpen(true);
    }

    private void wrap() throws SSLException {
        if (!transport.wrapOwn(workspace())) {
            throw new SSLException("the TLS engine has nothing to send, but says so");
        }
    }

    /** Has the system take what was wrapped. */
    private void push(long deadline) throws IOException {
        Outcome outcome = Outcome.READY;
        while (transport.isHolding()) {
            long result = transport.push(workspace(), descriptor.fd());
            if (result < 0 && result != -context.again) {
                throw context.failure((int) -result, "write", connection.subject());
            }
            if (transport.isHolding()) {
                SocketContext.requireInTime(outcome, "starttls", connection.subject());
                outcome = await(Readiness.WRITE, deadline);
            }
        }
    }

    /** Has the engine take the next record. */
    private void unwrap(long deadline) throws IOException {
        Outcome outcome = Outcome.READY;
        while (!transport.wireIn().hasRecord()) {
            long count = transport.fill(workspace(), descriptor.fd());
            if (count < 0 && count != -context.again) {
                throw context.failure((int) -count, "read", connection.subject());
            }
            if (!transport.wireIn().hasRecord()) {
                SocketContext.requireInTime(outcome, "starttls", connection.subject());
                outcome = await(Readiness.READ, deadline);
            }
        }
        connection.input().unwrap(transport);
    }

    private Outcome await(Readiness interest, long deadline) throws IOException {
        writing = interest == Readiness.WRITE;
        waiting = true;
        Waiter waiter =
                writing ? connection.output().waiter() : connection.input().waiter();
        Outcome outcome = descriptor.awaitInBoth(waiter, interest, deadline, "starttls");
        waiting = outcome == Outcome.TIMED_OUT;
        return outcome;
    }

    private void end() {
        transport.establish();
        connection.transport(transport);
        connection.input().renew();
        state = State.DONE;
    }

    /**
     * The descriptor is about to be closed. Inside both gates, or while who is inside lends them.
     *
     * @param whole whether everything that was written has been sent
     */
    void farewell(int fd, boolean whole) {
        if (delegating || state == State.ASKED || state == State.REFUSED) {
            return;
        }
        if (context.controllers().isCoroutine()) {
            transport.farewell(workspace(), fd, whole && isDone());
        } else {
            try (Workspace own = context.kernel().openWorkspace()) {
                transport.farewell(own, fd, whole && isDone());
            }
        }
    }

    private Workspace workspace() {
        return context.controllers().workspace();
    }
}
