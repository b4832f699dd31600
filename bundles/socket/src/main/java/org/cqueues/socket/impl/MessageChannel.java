package org.cqueues.socket.impl;

import java.io.IOException;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.WaitQueue;
import org.cqueues.kernel.Arrival;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;
import org.cqueues.kernel.Workspace;
import org.cqueues.socket.Datagram;

/**
 * Facade: whole messages and descriptors, past the buffers. One at a time is sent inside the writing gate, and one received inside the reading gate.
 *
 * @param context what the sockets share
 * @param connection whose messages
 */
record MessageChannel(SocketContext context, Connection connection) {
    private static final int[] NONE = {};
    private static final long RETRY_NANOS = 5_000_000;

    /** What was received: its bytes, and the descriptors that came with it, open and nobody's yet. */
    record Received(byte[] bytes, Arrival arrival) {}

    /** One {@code sendmsg(2)} on a descriptor. */
    private interface Sending {
        long send(Syscalls calls, int fd, long address, long length) throws IOException;
    }

    void sendto(byte[] message, SocketName to, long deadline) throws IOException {
        connection.secure(deadline);
        DatagramTls secured = connection.datagramTls();
        if (secured != null) {
            if (to != SocketName.UNSPECIFIED) {
                throw new IllegalArgumentException("through TLS datagrams go to the peer only, not to " + to);
            }
            secured.send(message, deadline);
            return;
        }
        send(
                "sendto",
                message,
                deadline,
                to instanceof SocketName.Unix,
                (calls, fd, address, length) -> calls.sendmsg(fd, address, length, to, NONE));
    }

    /** Sends with a descriptor, which must stay open; -1 for none. */
    void sendfd(byte[] message, int passed, long deadline) throws IOException {
        int[] fds = passed < 0 ? NONE : new int[] {passed};
        send(
                "sendfd",
                message,
                deadline,
                false,
                (calls, fd, address, length) -> calls.sendmsg(fd, address, length, SocketName.UNSPECIFIED, fds));
    }

    /** Sends with the descriptor of a socket, which is lent for the length of each call. */
    void sendfd(byte[] message, Connection passed, long deadline) throws IOException {
        send("sendfd", message, deadline, false, (calls, fd, address, length) -> passed.calls()
                .lend((same, cargo) -> calls.sendmsg(fd, address, length, SocketName.UNSPECIFIED, cargo), (long)
                        -context.badDescriptor));
    }

    private void send(String call, byte[] message, long deadline, boolean unwatched, Sending sending)
            throws IOException {
        Descriptor descriptor = connection.descriptor();
        boolean waited = descriptor.writing.lock(context, deadline);
        try {
            descriptor.requireOpen(waited);
            Block block = workspace().acquire(message.length);
            try {
                block.bytes().put(0, message);
                sendWhole(call, block.address(), message.length, deadline, unwatched, sending);
            } finally {
                workspace().release(block);
            }
        } finally {
            descriptor.writing.unlock();
        }
    }

    /** A stream may take a part: the descriptor has gone with it, and only bytes remain. */
    private void sendWhole(String call, long address, int length, long deadline, boolean unwatched, Sending first)
            throws IOException {
        long sent = sendOnce(call, address, length, deadline, unwatched, first);
        while (sent < length) {
            sent += sendOnce(
                    call,
                    address + sent,
                    length - sent,
                    deadline,
                    unwatched,
                    (calls, fd, at, rest) -> calls.sendmsg(fd, at, rest, SocketName.UNSPECIFIED, NONE));
        }
    }

    private long sendOnce(String call, long address, long length, long deadline, boolean unwatched, Sending sending)
            throws IOException {
        Outcome outcome = Outcome.READY;
        while (true) {
            int fd = connection.requireDescriptor(call);
            long result = sending.send(context.syscalls(), fd, address, length);
            if (result >= 0) {
                return result;
            }
            if (result != -context.again) {
                throw context.failure((int) -result, "sendmsg", connection.subject());
            }
            SocketContext.requireInTime(outcome, call, connection.subject());
            outcome = unwatched ? pause(deadline) : connection.output().awaitWritable(deadline, call);
        }
    }

    /** The kernel watches the queue of a UNIX receiver for a connected sender only; to others the socket seems ready all the time. */
    private Outcome pause(long deadline) throws IOException {
        Descriptor descriptor = connection.descriptor();
        WaitQueue queue = context.controllers().waitQueue(false);
        long next = context.kernel().monotonicNanos() + RETRY_NANOS;
        boolean last = deadline != Long.MAX_VALUE && deadline - next <= 0;
        descriptor.writing.park();
        try {
            queue.await(last ? deadline : next);
        } finally {
            descriptor.writing.unpark();
        }
        descriptor.requireOpen(true);
        return last ? Outcome.TIMED_OUT : Outcome.READY;
    }

    /**
     * {@return the next message; null at the end of a connection}
     *
     * @param size room, in bytes
     */
    Datagram recvfrom(int size, long deadline) throws IOException {
        requireRoom(size);
        connection.secure(deadline);
        DatagramTls secured = connection.datagramTls();
        if (secured != null) {
            return secured.receive(size, deadline);
        }
        Received received = receive("recvfrom", size, deadline);
        closeAll(received.arrival().fds(), 0); // nobody asked for them
        if (received.bytes().length == 0 && connection.endsWithEmpty()) {
            return null;
        }
        return new Datagram(
                received.bytes(), received.arrival().from(), received.arrival().isTruncated());
    }

    /**
     * {@return the next message, with one descriptor at most; null at the end of a connection}
     *
     * @param size room, in bytes
     */
    Received recvfd(int size, long deadline) throws IOException {
        Received received = receive("recvfd", size, deadline);
        Arrival arrival = received.arrival();
        if (arrival.isTruncated() || arrival.isControlTruncated()) {
            closeAll(arrival.fds(), 0);
            throw context.failure(context.noBuffers, "recvmsg", connection.subject());
        }
        closeAll(arrival.fds(), 1);
        boolean nothing = received.bytes().length == 0 && arrival.fds().length == 0;
        return nothing && connection.endsWithEmpty() ? null : received;
    }

    /** Closes all but so many at the end. */
    private void closeAll(int[] fds, int kept) {
        for (int i = 0; i < fds.length - kept; i++) {
            context.syscalls().close(fds[i]);
        }
    }

    private static void requireRoom(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("the room for a message is at least 1, not " + size);
        }
    }

    private Received receive(String call, int size, long deadline) throws IOException {
        requireRoom(size);
        Descriptor descriptor = connection.descriptor();
        boolean waited = descriptor.reading.lock(context, deadline);
        try {
            descriptor.requireOpen(waited);
            Block block = workspace().acquire(size);
            try {
                return receiveInto(block, call, size, deadline);
            } finally {
                workspace().release(block);
            }
        } finally {
            descriptor.reading.unlock();
        }
    }

    private Received receiveInto(Block block, String call, int size, long deadline) throws IOException {
        Descriptor descriptor = connection.descriptor();
        Arrival arrival = new Arrival();
        Outcome outcome = Outcome.READY;
        while (true) {
            int fd = connection.requireDescriptor(call);
            long count = context.syscalls().recvmsg(fd, block.address(), size, arrival);
            if (count >= 0) {
                byte[] bytes = new byte[(int) count];
                block.bytes().get(0, bytes);
                return new Received(bytes, arrival);
            }
            if (count != -context.again) {
                throw context.failure((int) -count, "recvmsg", connection.subject());
            }
            SocketContext.requireInTime(outcome, call, connection.subject());
            outcome = descriptor.await(descriptor.reading, connection.input().waiter(), Readiness.READ, deadline, call);
        }
    }

    private Workspace workspace() {
        return context.controllers().workspace();
    }
}
