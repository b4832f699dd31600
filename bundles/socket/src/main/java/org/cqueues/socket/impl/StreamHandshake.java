package org.cqueues.socket.impl;

import java.io.IOException;
import java.net.ProtocolException;
import javax.net.ssl.SSLException;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.Workspace;

/** Worker: the handshake of a stream, which becomes a {@link TlsTransport}. */
final class StreamHandshake extends TlsHandshake {
    private final TlsTransport transport;

    StreamHandshake(SocketContext context, Connection connection, TlsTransport transport) {
        super(context, connection, transport.engine());
        this.transport = transport;
    }

    @Override
    void prepare(long deadline) throws IOException {
        if (connection.settings().output().autoflush()) {
            connection.output().sendAll(deadline);
        }
    }

    /**
     * What was received already belongs to TLS: it was sent by who has begun the handshake early, or by an attacker, who then makes it fail. It is never
     * delivered later, as if it had come through TLS. RFC 3207, 4.2 (STARTTLS).
     */
    @Override
    boolean isFree() {
        return connection.input().pending() == 0
                || connection.settings().input().pushback();
    }

    @Override
    IOException refusal() {
        return new ProtocolException(
                "starttls " + connection.subject() + ": " + connection.input().pending()
                        + " bytes were received in clear and not read; the input mode \"p\" hands them to TLS");
    }

    @Override
    void begin() {
        connection.input().pushBack(transport.wireIn());
    }

    @Override
    void wrap() throws SSLException {
        if (!transport.wrapOwn(workspace())) {
            throw new SSLException("the TLS engine has nothing to send, but says so");
        }
    }

    @Override
    void push(long deadline) throws IOException {
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

    @Override
    void unwrap(long deadline) throws IOException {
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

    @Override
    void establish() {
        transport.establish();
        connection.transport(transport);
        connection.input().renew();
    }

    @Override
    boolean isFatal(ErrnoException e) {
        return !context.isShortage(e.code());
    }

    @Override
    void farewell(Workspace workspace, int fd, boolean whole) {
        transport.farewell(workspace, fd, whole);
    }
}
