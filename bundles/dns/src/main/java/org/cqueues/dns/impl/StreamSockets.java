package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;

/** Worker: the sockets that questions go through over TCP and TLS. Those that are open when it closes are closed with it. Any thread. */
final class StreamSockets implements AutoCloseable {
    private final Sockets sockets;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    StreamSockets(Sockets sockets) {
        this.sockets = sockets;
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

    @Override
    public void close() {
        closed = true;
        open.forEach(this::close);
    }
}
