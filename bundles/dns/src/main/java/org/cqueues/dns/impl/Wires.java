package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;

/** Worker: opens the connections of one resolver, and closes those that are open when it closes. Any thread. */
final class Wires implements AutoCloseable {
    private final Sockets sockets;
    private final Supplier<Optional<SSLContext>> trust;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Makes a worker.
     *
     * @param trust where authorities of servers come from as of now; empty for the JDK's
     */
    Wires(Sockets sockets, Supplier<Optional<SSLContext>> trust) {
        this.sockets = sockets;
        this.trust = trust;
    }

    /** {@return where authorities of servers come from as of now; empty for the JDK's} */
    Optional<SSLContext> trust() {
        return trust.get();
    }

    /** {@return a connection that is being made to a server} */
    Socket stream(InetSocketAddress server, Optional<InetSocketAddress> local) throws IOException {
        SocketOptions.Builder options = SocketOptions.builder()
                .name(SocketName.of(Addresses.reachable(server)))
                .nodelay(true);
        local.filter(from -> Addresses.family(from) == Addresses.family(server)
                        && !from.getAddress().isAnyLocalAddress())
                .ifPresent(from -> options.bind(SocketName.of(new InetSocketAddress(from.getAddress(), 0))));
        return kept(sockets.connect(options.build()));
    }

    /**
     * Goes into TLS, unless the connection is there already.
     *
     * @param name whose certificate the server must have: RFC 8310, the strict profile
     * @param trust where authorities of servers come from; empty for the JDK's
     * @throws SSLException if it has not, or speaks no TLS
     */
    void secure(Socket socket, String name, Optional<SSLContext> trust, Deadline deadline) throws IOException {
        if (socket.checktls().isPresent()) {
            return;
        }
        TlsOptions.Builder options = TlsOptions.builder().serverName(name).verify(true);
        trust.ifPresent(options::context);
        try {
            socket.starttls(options.build(), deadline.left());
        } catch (SSLException e) {
            throw new SSLException("no TLS with " + name + ": " + e.getMessage(), e);
        }
    }

    private Socket kept(Socket socket) throws ClosedChannelException {
        open.add(socket);
        if (closed) {
            close(socket);
            throw new ClosedChannelException();
        }
        return socket;
    }

    void close(Socket socket) {
        socket.close();
        open.remove(socket);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(this::close);
    }
}
