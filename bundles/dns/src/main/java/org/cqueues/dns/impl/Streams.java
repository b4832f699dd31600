package org.cqueues.dns.impl;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;

/** Worker: queries over TCP and TLS, whose connections are kept for the next query to the same server (RFC 7766, RFC 7858). The idle ones are guarded by this. */
final class Streams {
    private static final int MOST_IDLE = 2;
    private static final int MOST_SECURE = 8; // connections to one server, as each costs both ends a handshake
    private static final long IDLE_NANOS = 10_000_000_000L;
    private static final Format LENGTH = Format.bytes(2);

    private final Kernel kernel;
    private final Controllers controllers;
    private final Wires wires;
    private final Tallies tallies;
    private final Map<Peer, Deque<Idle>> idle = new HashMap<>();
    private final Map<Peer, Turnstile> gates = new ConcurrentHashMap<>(); // of those that are asked over TLS

    private record Idle(Socket socket, long since) {}

    Streams(Kernel kernel, Controllers controllers, Wires wires, Tallies tallies) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.wires = wires;
        this.tallies = tallies;
    }

    /**
     * {@return the packet that answers a query}
     *
     * @throws SocketTimeoutException if there is none in time
     * @throws IOException if the connection fails, or what comes is no answer
     */
    byte[] ask(Peer server, QueryFormat query, Optional<InetSocketAddress> local, Deadline deadline)
            throws IOException {
        if (server.name().isEmpty()) {
            return askAtOnce(server, query, local, deadline);
        }
        Turnstile gate = gates.computeIfAbsent(server, ignored -> new Turnstile(controllers, MOST_SECURE));
        gate.enter(deadline);
        try {
            return askAtOnce(server, query, local, deadline);
        } finally {
            gate.leave();
        }
    }

    private byte[] askAtOnce(Peer server, QueryFormat query, Optional<InetSocketAddress> local, Deadline deadline)
            throws IOException {
        Socket kept = take(server);
        if (kept != null) {
            try {
                return askOver(kept, server, query, deadline);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // It may have ended while nobody used it: that says nothing of the server.
            }
        }
        return askOver(wires.stream(server.address(), local), server, query, deadline);
    }

    private byte[] askOver(Socket socket, Peer server, QueryFormat query, Deadline deadline) throws IOException {
        boolean good = false;
        try {
            byte[] answer = exchange(socket, server, query, deadline);
            good = true;
            return answer;
        } finally {
            if (!good || !putBack(server, socket)) {
                wires.close(socket);
            }
        }
    }

    private byte[] exchange(Socket socket, Peer server, QueryFormat query, Deadline deadline) throws IOException {
        byte[] wire = query.wire();
        String message = "" + (char) (wire.length >> 8) + (char) (wire.length & 255)
                + new String(wire, StandardCharsets.ISO_8859_1);
        socket.setmode("b", "bn");
        socket.connect(deadline.left());
        if (server.name().isPresent()) {
            wires.secure(socket, server.name().get(), deadline);
        }
        socket.settimeout(deadline.left());
        socket.write(message);
        tallies.tcpSent.add(wire.length);
        byte[] length = read(socket, LENGTH, 2, server, deadline);
        int size = (length[0] & 255) << 8 | length[1] & 255;
        byte[] answer = size == 0 ? new byte[0] : read(socket, Format.bytes(size), size, server, deadline);
        tallies.tcpReceived.add(size);
        if (query.match(answer) == QueryFormat.Match.NONE) {
            throw new IOException(server + " answered over a connection what was not asked");
        }
        return answer;
    }

    private static byte[] read(Socket socket, Format format, int size, Peer server, Deadline deadline)
            throws IOException {
        socket.settimeout(deadline.left());
        byte[] bytes = socket.readBytes(format);
        if (bytes == null || bytes.length < size) {
            throw new EOFException(server + " closed the connection early");
        }
        return bytes;
    }

    private synchronized Socket take(Peer server) {
        Deque<Idle> some = idle.get(server);
        while (some != null && !some.isEmpty()) {
            Idle last = some.removeLast();
            if (kernel.monotonicNanos() - last.since() < IDLE_NANOS) {
                return last.socket();
            }
            wires.close(last.socket());
        }
        return null;
    }

    private synchronized boolean putBack(Peer server, Socket socket) {
        Deque<Idle> some = idle.computeIfAbsent(server, ignored -> new ArrayDeque<>());
        int most = server.name().isPresent() ? MOST_SECURE : MOST_IDLE;
        if (some.size() >= most || wires.isClosed()) {
            return false;
        }
        some.addLast(new Idle(socket, kernel.monotonicNanos()));
        return true;
    }

    /** Sends away whoever waits for a connection. The connections are others' to close. */
    void close() {
        gates.values().forEach(Turnstile::close);
    }
}
