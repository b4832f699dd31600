package org.cqueues.dns.impl;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Waiter;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.SpinLock;
import org.cqueues.kernel.Syscalls;
import org.cqueues.kernel.Workspace;

/**
 * Worker: a socket of the system for datagrams, for one exchange after the other. Each has another port: connecting takes a random one of the system's range, and
 * disconnecting gives it back (connect(2), AF_UNSPEC). Of one coroutine at a time, but for {@link #close}, which is any thread's.
 */
final class UdpSocket {
    /** Room for a packet: more than is allowed for, so that a server that sends more is heard. One that fills it may have been longer. */
    static final int ROOM = 4096;

    /** Since when it has no work; of who keeps it meanwhile, under that one's lock. */
    long idleSince;

    private final Kernel kernel;
    private final Controllers controllers;
    private final Waiter waiter;
    private final int again;
    private final SpinLock lock = new SpinLock(); // over every call on the descriptor
    private int fd; // -1: closed; guarded by the lock
    private SocketName server = SocketName.UNSPECIFIED;
    private boolean bound;

    private UdpSocket(Kernel kernel, Controllers controllers, int fd) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.fd = fd;
        waiter = controllers.waiter(fd);
        again = kernel.errno().code("EAGAIN");
    }

    /** Opens a socket. In a coroutine. */
    static UdpSocket open(Kernel kernel, Controllers controllers, Family family) throws ErrnoException {
        int result = controllers.workspace().syscalls().socket(family, Type.DGRAM);
        if (result < 0) {
            throw new ErrnoException(kernel.errno(), -result, "socket", family + " DGRAM");
        }
        return new UdpSocket(kernel, controllers, result);
    }

    /** Takes a local address for all its life. */
    void bind(InetSocketAddress local) throws IOException {
        bound = true;
        SocketName name = SocketName.of(local);
        int result;
        lock.lock();
        try {
            result = syscalls().bind(requireOpen(), name);
        } finally {
            lock.unlock();
        }
        require(result, "bind", name);
    }

    /** {@return whether it was bound to an address, which it would keep} */
    boolean isBound() {
        return bound;
    }

    /** Connects to a server, so that the system drops what others send, and tells what ICMP says. Takes a port. */
    void connect(InetSocketAddress address) throws IOException {
        server = SocketName.of(address);
        require(reconnect(server), "connect", server);
    }

    /** {@return whether the port was given back; if not, the socket is of no more use} */
    boolean disconnect() {
        try {
            return reconnect(SocketName.UNSPECIFIED) >= 0;
        } catch (ClosedChannelException e) {
            return false;
        }
    }

    private int reconnect(SocketName to) throws ClosedChannelException {
        lock.lock();
        try {
            return syscalls().connect(requireOpen(), to);
        } finally {
            lock.unlock();
        }
    }

    /** Sends one packet to the server. */
    void send(byte[] packet, Deadline deadline) throws IOException {
        long result = sendOnce(packet);
        while (result == -again) {
            await(Readiness.WRITE, deadline);
            result = sendOnce(packet);
        }
        require(result, "write", server);
    }

    private long sendOnce(byte[] packet) throws IOException {
        Workspace workspace = controllers.workspace();
        Block block = workspace.acquire(packet.length);
        lock.lock();
        try {
            block.bytes().put(0, packet);
            return workspace.syscalls().write(requireOpen(), block.address(), packet.length);
        } finally {
            lock.unlock();
            workspace.release(block);
        }
    }

    /**
     * {@return the next packet from the server}
     *
     * @throws SocketTimeoutException if there is none in time
     * @throws ClosedChannelException if the socket was closed meanwhile
     */
    byte[] receive(Deadline deadline) throws IOException {
        while (true) {
            await(Readiness.READ, deadline);
            Workspace workspace = controllers.workspace();
            Block block = workspace.acquire(ROOM);
            try {
                long count = receiveInto(block, workspace.syscalls());
                if (count >= 0) {
                    byte[] packet = new byte[(int) count];
                    block.bytes().get(0, packet);
                    return packet;
                } else if (count != -again) {
                    require(count, "read", server);
                }
            } finally {
                workspace.release(block);
            }
        }
    }

    private long receiveInto(Block block, Syscalls syscalls) throws IOException {
        lock.lock();
        try {
            return syscalls.read(requireOpen(), block.address(), ROOM);
        } finally {
            lock.unlock();
        }
    }

    private void await(Readiness readiness, Deadline deadline) throws IOException {
        Outcome outcome = waiter.await(readiness, deadline.nanos());
        if (outcome == Outcome.TIMED_OUT) {
            throw new SocketTimeoutException(server + " has not answered in time");
        } else if (outcome == Outcome.CLOSED) {
            throw new ClosedChannelException();
        } else if (outcome == Outcome.CANCELLED) {
            throw new InterruptedIOException("the wait for " + server + " was cancelled");
        }
    }

    private int requireOpen() throws ClosedChannelException {
        if (fd < 0) {
            throw new ClosedChannelException();
        }
        return fd;
    }

    private void require(long result, String call, SocketName subject) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(kernel.errno(), (int) -result, call, subject.toString());
        }
    }

    private Syscalls syscalls() {
        return controllers.workspace().syscalls();
    }

    /** Whoever waits is told, and when this returns the descriptor is closed. Idempotent. */
    void close() {
        int old;
        lock.lock();
        try {
            old = fd;
            fd = -1;
        } finally {
            lock.unlock();
        }
        if (old >= 0) {
            waiter.close();
            controllers.release(old); // first: the number may be reused at once
            kernel.syscalls().close(old);
        }
    }
}
