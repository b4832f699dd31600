package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SpinLock;

/**
 * Worker: the sockets that one resolver asks through over UDP. One exchange has one of them; afterwards it is kept for another, without a port. Any thread; those
 * without work are guarded by a lock.
 */
final class UdpSockets implements AutoCloseable {
    private static final int MOST_IDLE = 64;
    private static final long IDLE_NANOS = 10_000_000_000L;

    private final Kernel kernel;
    private final Controllers controllers;
    private final Set<UdpSocket> open = ConcurrentHashMap.newKeySet();
    private final SpinLock lock = new SpinLock();
    private final Deque<UdpSocket> idle4 = new ArrayDeque<>(); // the latest last; guarded by the lock
    private final Deque<UdpSocket> idle6 = new ArrayDeque<>();
    private volatile boolean closed;

    UdpSockets(Kernel kernel, Controllers controllers) {
        this.kernel = kernel;
        this.controllers = controllers;
    }

    /**
     * {@return a socket that is connected to a server, from a port that nobody knows; to be given back}
     *
     * @param local address to bind to; empty to let the system choose
     */
    UdpSocket connect(InetSocketAddress server, Optional<InetSocketAddress> local) throws IOException {
        Family family = Addresses.family(server);
        Optional<InetSocketAddress> from = local.filter(address -> Addresses.family(address) == family);
        UdpSocket kept = from.isEmpty() ? take(family) : null;
        UdpSocket socket = kept != null ? kept : opened(family);
        boolean connected = false;
        try {
            if (from.isPresent()) {
                socket.bind(from.get());
            }
            socket.connect(Addresses.reachable(server));
            connected = true;
            return socket;
        } finally {
            if (!connected) {
                discard(socket);
            }
        }
    }

    private UdpSocket opened(Family family) throws IOException {
        UdpSocket socket = UdpSocket.open(kernel, controllers, family);
        open.add(socket);
        if (closed) {
            discard(socket);
            throw new ClosedChannelException();
        }
        return socket;
    }

    private UdpSocket take(Family family) {
        lock.lock();
        try {
            return idle(family).pollLast();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a socket back after one packet was sent and its answer received, so that nothing more is to come for it.
     *
     * @param server it was connected to
     */
    void putBack(UdpSocket socket, InetSocketAddress server) {
        if (socket.isBound() || !socket.disconnect() || !keep(socket, Addresses.family(server))) {
            discard(socket);
        }
    }

    private boolean keep(UdpSocket socket, Family family) {
        long now = kernel.monotonicNanos();
        UdpSocket stale;
        lock.lock();
        try {
            Deque<UdpSocket> some = idle(family);
            if (closed || some.size() >= MOST_IDLE) {
                return false;
            }
            UdpSocket first = some.peekFirst();
            stale = first != null && now - first.idleSince >= IDLE_NANOS ? some.removeFirst() : null;
            socket.idleSince = now;
            some.addLast(socket);
        } finally {
            lock.unlock();
        }
        if (stale != null) {
            discard(stale);
        }
        return true;
    }

    private Deque<UdpSocket> idle(Family family) {
        return family == Family.INET6 ? idle6 : idle4;
    }

    /** Closes a socket of which more may be to come: a late answer, or an error. */
    void discard(UdpSocket socket) {
        socket.close();
        open.remove(socket);
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(this::discard);
    }
}
