package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.cqueues.socket.Sockets;

/** Worker: opens the sockets of one resolver, and closes those that are open when it closes. Any thread. */
final class Wires implements AutoCloseable {
    private static final int TRIES = 7;
    private static final Set<String> IN_USE = Set.of("EADDRINUSE", "EACCES", "EPERM");

    private final Sockets sockets;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Wires(Sockets sockets) {
        this.sockets = sockets;
    }

    /** {@return a socket for datagrams, connected to a server, so that the system drops what others send; from a random port} */
    Socket datagrams(InetSocketAddress server, Optional<InetSocketAddress> local) throws IOException {
        InetSocketAddress from = local(server, local);
        for (int i = 0; i < TRIES && from.getPort() == 0; i++) {
            try {
                return bound(Type.DGRAM, server, new InetSocketAddress(from.getAddress(), QueryFormat.randomPort()));
            } catch (ErrnoException e) {
                if (!IN_USE.contains(e.name())) {
                    throw e;
                }
            }
        }
        return bound(Type.DGRAM, server, from); // from the configured port, or the system's choice
    }

    /** {@return a connection that is being made to a server} */
    Socket stream(InetSocketAddress server, Optional<InetSocketAddress> local) throws IOException {
        InetSocketAddress from = local(server, local);
        SocketOptions.Builder options = options(Type.STREAM, server).nodelay(true);
        if (!from.getAddress().isAnyLocalAddress()) {
            options.bind(SocketName.of(new InetSocketAddress(from.getAddress(), 0)));
        }
        return kept(sockets.connect(options.build()));
    }

    /** Where two sockets could share a port, one would get the other's answers: so without SO_REUSEADDR. */
    private Socket bound(Type type, InetSocketAddress server, InetSocketAddress from) throws IOException {
        SocketOptions options =
                options(type, server).bind(SocketName.of(from)).reuseaddr(false).build();
        Socket socket = kept(sockets.connect(options));
        try {
            return socket.connect();
        } catch (IOException | RuntimeException e) {
            close(socket);
            throw e;
        }
    }

    private static SocketOptions.Builder options(Type type, InetSocketAddress server) {
        return SocketOptions.builder().type(type).name(SocketName.of(reachable(server)));
    }

    /** The wildcard address stands for this host. */
    private static InetSocketAddress reachable(InetSocketAddress server) {
        InetAddress address = server.getAddress();
        if (!address.isAnyLocalAddress()) {
            return server;
        }
        String loopback = address instanceof Inet6Address ? "::1" : "127.0.0.1";
        return Addresses.parse('[' + loopback + ']', server.getPort());
    }

    /** What is configured, if it is of the server's family. */
    private static InetSocketAddress local(InetSocketAddress server, Optional<InetSocketAddress> local) {
        boolean six = server.getAddress() instanceof Inet6Address;
        return local.filter(address -> address.getAddress() instanceof Inet6Address == six)
                .orElse(new InetSocketAddress(six ? "::" : "0.0.0.0", 0));
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
