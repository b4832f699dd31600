package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;

/** Worker: queries over TCP and TLS, whose connections are shared, by the resolvers of a pool too, and kept for later queries to the same server (RFC 7766, RFC 7858). The list of servers is guarded by this. */
final class Streams {
    private static final long SWEEP_NANOS = 1_000_000_000L;

    private final Kernel kernel;
    private final Controllers controllers;
    private final StreamSockets sockets;
    private final Map<Route, Connections> servers = new HashMap<>();
    private long sweptNanos;
    private boolean closed;

    Streams(Kernel kernel, Controllers controllers, Sockets sockets) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.sockets = new StreamSockets(sockets);
        sweptNanos = kernel.monotonicNanos();
    }

    /**
     * {@return the packet that answers a query}
     *
     * @param client who asks
     * @throws SocketTimeoutException if there is none in time
     * @throws ClosedChannelException if who asks is closed, before or meanwhile
     * @throws IOException if the connection fails, or what comes is no answer
     */
    byte[] ask(Client client, Peer server, QueryFormat query, Optional<InetSocketAddress> local, Deadline deadline)
            throws IOException {
        swept().forEach(Connections::sweepIdle);
        Connections connections = enter(new Route(server, local, client.trust()));
        try {
            return ask(client, connections, query, deadline);
        } finally {
            exit(connections);
        }
    }

    /**
     * A connection that has answered others and is lost then says little of the server: the question is asked once more over a later one, and if that ends in the same way, as those of a server do
     * that answers but once, over one of its own. One that was of no use to anybody, beside others that are, was one too many: then any other will do.
     */
    private static byte[] ask(Client client, Connections connections, QueryFormat query, Deadline deadline)
            throws IOException {
        Predicate<Pipeline> wanted = any -> true;
        for (int losses = 0; true; ) {
            Pipeline pipeline = connections.board(client, wanted, deadline);
            boolean isAnswered = false;
            try {
                if (pipeline.isAlive()) {
                    byte[] answer = pipeline.ask(client, query, deadline);
                    isAnswered = true;
                    return answer;
                }
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (GivenUpException e) {
                wanted = any -> true;
            } catch (IOException e) {
                client.requireOpen(); // else it would tell something of the server
                if (pipeline.answered() > 0) {
                    losses++;
                    wanted = losses == 1 ? later -> later.number() > pipeline.number() : Pipeline::isNew;
                } else if (connections.others(pipeline) == 0) {
                    throw e;
                }
                if (losses > 2) {
                    throw e;
                }
            } finally {
                connections.leave(pipeline, isAnswered);
            }
        }
    }

    private synchronized Connections enter(Route route) throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        Connections found =
                servers.computeIfAbsent(route, ignored -> new Connections(kernel, controllers, sockets, route));
        found.users++;
        return found;
    }

    private synchronized void exit(Connections connections) {
        connections.users--;
    }

    /** {@return servers of which it is time to look what is not used any more; those of which nothing is left are forgotten} */
    private synchronized List<Connections> swept() {
        long now = kernel.monotonicNanos();
        if (now - sweptNanos < SWEEP_NANOS) {
            return List.of();
        }
        sweptNanos = now;
        servers.values().removeIf(one -> one.users == 0 && one.isEmpty());
        return List.copyOf(servers.values());
    }

    /** Ends every question of a client that is closed. What others ask goes on. */
    void dismiss(Client client) {
        List<Connections> all;
        synchronized (this) {
            all = List.copyOf(servers.values());
        }
        all.forEach(connections -> connections.dismiss(client));
    }

    /** Ends every connection, and every wait for one. */
    void close() {
        sockets.close();
        List<Connections> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(servers.values());
        }
        all.forEach(Connections::close);
    }
}
