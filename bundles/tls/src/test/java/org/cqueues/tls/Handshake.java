package org.cqueues.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Two engines that talk to each other in memory, each wrap being a packet: worker of one thread. */
final class Handshake {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final SSLEngine client;
    final SSLEngine server;
    private final Deque<ByteBuffer> toClient = new ArrayDeque<>();
    private final Deque<ByteBuffer> toServer = new ArrayDeque<>();

    /** A client that wants to talk to a host, whose name it verifies. */
    Handshake(SSLContext client, SSLContext server, String host) {
        this.client = client.createSSLEngine(host, 443);
        this.client.setUseClientMode(true);
        SSLParameters parameters = this.client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        this.client.setSSLParameters(parameters);
        this.server = server.createSSLEngine();
        this.server.setUseClientMode(false);
    }

    /** Runs the handshake to its end, which both must have reached; session tickets behind it are delivered too. */
    Handshake run() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        boolean moved = true;
        while (moved) {
            moved = turn(client, toClient, toServer);
            moved |= turn(server, toServer, toClient);
        }
        if (isHandshaking(client) || isHandshaking(server)) {
            throw new IllegalStateException(
                    "stuck: client " + client.getHandshakeStatus() + ", server " + server.getHandshakeStatus());
        }
        return this;
    }

    private static boolean isHandshaking(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    /** One call of an engine; whether there was something to do. */
    private static boolean turn(SSLEngine engine, Deque<ByteBuffer> in, Deque<ByteBuffer> out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                engine.getDelegatedTask().run();
                return true;
            }
            case NEED_WRAP -> {
                ByteBuffer packet = packet(engine);
                SSLEngineResult result = engine.wrap(NOTHING, packet);
                out.add(packet.flip());
                return result.bytesProduced() > 0 || engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP;
            }
            default -> {
                return unwrap(
                        engine, in, ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()));
            }
        }
    }

    private static boolean unwrap(SSLEngine engine, Deque<ByteBuffer> in, ByteBuffer data) throws SSLException {
        ByteBuffer packet = in.peek();
        boolean again = engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN;
        if (packet == null && !again) {
            return false;
        }
        SSLEngineResult result = engine.unwrap(packet == null || again ? NOTHING.duplicate() : packet, data);
        if (packet != null && !packet.hasRemaining()) {
            in.remove();
        }
        return again || result.bytesConsumed() > 0;
    }

    private static ByteBuffer packet(SSLEngine engine) {
        return ByteBuffer.allocate(4 * engine.getSession().getPacketBufferSize());
    }

    /** Sends bytes from the client to the server, and tells what arrives there. */
    byte[] send(byte[] bytes) throws SSLException {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        ByteBuffer to = ByteBuffer.allocate(bytes.length + server.getSession().getApplicationBufferSize());
        while (from.hasRemaining()) {
            ByteBuffer packet = packet(client);
            client.wrap(from, packet);
            toServer.add(packet.flip());
            while (unwrap(server, toServer, to)) {
                // until it is empty
            }
        }
        byte[] arrived = new byte[to.flip().remaining()];
        to.get(arrived);
        return arrived;
    }

    List<String> agreed() {
        return List.of(client.getSession().getProtocol(), client.getSession().getCipherSuite());
    }
}
