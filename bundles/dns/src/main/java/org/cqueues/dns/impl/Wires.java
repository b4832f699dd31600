package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.cqueues.socket.Sockets;

/** Worker: opens the connections of one resolver, and closes those that are open when it closes. Any thread. */
final class Wires implements AutoCloseable {
    private final Sockets sockets;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Wires(Sockets sockets) {
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
