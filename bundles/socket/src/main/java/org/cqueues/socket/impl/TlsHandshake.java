package org.cqueues.socket.impl;

import java.io.IOException;
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
 * Worker: takes a connection into TLS, when an operation first needs it after {@code starttls}. Inside both gates, the writing gate entered first; while it waits, or
 * runs what the engine delegates, both are parked.
 * <pre>
 * ASKED -> RUNNING -> DONE
 * ASKED -> REFUSED               plaintext was in the way; the stream stays as it was
 * ASKED, RUNNING -> FAILED       for good; each later operation is told the same
 * </pre>
 */
abstract class TlsHandshake {
    private enum State {
        ASKED,
        RUNNING,
        DONE,
        REFUSED,
        FAILED
    }

    final SocketContext context;
    final Connection connection;
    final Descriptor descriptor;
    final SSLEngine engine;
    private volatile State state = State.ASKED;
    private volatile boolean writing; // while it waits: for the system to take bytes
    private volatile boolean waiting;
    private volatile boolean delegating; // the engine is busy although the gates are parked
    private volatile long begunMillis; // since 1970
    private volatile Loss loss; // once FAILED

    TlsHandshake(SocketContext context, Connection connection, SSLEngine engine) {
        this.context = context;
        this.connection = connection;
        this.descriptor = connection.descriptor();
        this.engine = engine;
    }

    /** What comes before the handshake. Inside the writing gate only. */
    void prepare(long deadline) throws IOException {}

    /** {@return whether it may begin; otherwise TLS was not asked for. Inside both gates, like all that follows} */
    boolean isFree() {
        return true;
    }

    /** {@return what to throw if it may not begin} */
    IOException refusal() {
        throw new IllegalStateException("nothing is in the way");
    }

    /** Everything is there to begin. */
    void begin() {}

    /** Wraps what the engine wants to send. */
    abstract void wrap() throws IOException;

    /** Has the system take what was wrapped. */
    abstract void push(long deadline) throws IOException;

    /** Has the engine take what comes next. */
    abstract void unwrap(long deadline) throws IOException;

    /** The handshake is done. */
    abstract void establish() throws IOException;

    /** {@return whether a receive has something to tell without asking the system. Any thread} */
    public boolean isReady() {
        return false;
    }

    /** {@return whether an error of the system ends the connection} */
    abstract boolean isFatal(ErrnoException e);

    /** Says the last words without waiting. */
    abstract void farewell(Workspace workspace, int fd, boolean whole);

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

    /** {@return nanoseconds after which it can go on whatever its descriptor says} */
    long timeoutNanos() {
        return isIdle() ? 0 : Long.MAX_VALUE;
    }

    /** {@return what it waits for} */
    Readiness interest() {
        return writing ? Readiness.READ_WRITE : Readiness.READ;
    }

    /** {@return what was settled, once it is done} */
    TlsSession session() {
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
            if (state == State.ASKED) {
                prepare(deadline);
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
            if (isFatal(e)) {
                failed(connection.lossOf(e.code()));
            }
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

    /** {@return why it has failed; null if it has not} */
    final Loss loss() {
        return loss;
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
        if (state == State.ASKED) {
            start();
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
                    establish();
                    state = State.DONE;
                    return;
                }
            }
        }
    }

    private void start() throws IOException {
        if (!isFree()) {
            state = State.REFUSED;
            throw refusal();
        }
        begin();
        begunMillis = System.currentTimeMillis();
        try {
            engine.beginHandshake();
        } catch (RuntimeException e) {
            throw new SSLException("the TLS engine cannot begin: " + e.getMessage(), e);
        }
        state = State.RUNNING;
    }

    /** It does not use the descriptor, and may take long: whoever closes the socket need not wait. */
    private void delegate() throws IOException {
        delegating = true;
        descriptor.writing.park();
        descriptor.reading.park();
        try {
            runTasks(engine);
        } finally {
            descriptor.reading.unpark();
            descriptor.writing.unpark();
            delegating = false;
        }
        descriptor.requireOpen(true);
    }

    /** Delegated tasks run inline: whoever reads or writes pays for them. */
    static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Waits with both gates parked. */
    final Outcome await(Readiness interest, long deadline) throws IOException {
        writing = interest == Readiness.WRITE;
        waiting = true;
        Waiter waiter =
                writing ? connection.output().waiter() : connection.input().waiter();
        Outcome outcome = descriptor.awaitInBoth(waiter, interest, deadline, "starttls");
        waiting = outcome == Outcome.TIMED_OUT;
        return outcome;
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
            farewell(workspace(), fd, whole && isDone());
        } else {
            try (Workspace own = context.kernel().openWorkspace()) {
                farewell(own, fd, whole && isDone());
            }
        }
    }

    final Workspace workspace() {
        return context.controllers().workspace();
    }
}
