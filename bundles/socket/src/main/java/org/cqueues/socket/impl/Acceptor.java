package org.cqueues.socket.impl;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.SocketOptions;

/** Worker: takes the clients of a listener. One at a time waits, inside the listener's reading gate; the others wait their turn. */
final class Acceptor {
    private final SocketContext context;
    private final Connection listener;
    private final Descriptor descriptor;

    Acceptor(SocketContext context, Connection listener) {
        this.context = context;
        this.listener = listener;
        this.descriptor = listener.descriptor();
    }

    /** Takes a client and makes it what the options say. */
    Connection accept(SocketOptions options, long deadline) throws IOException {
        if (options.name() != SocketName.UNSPECIFIED
                || options.host().isPresent()
                || options.bind() != SocketName.UNSPECIFIED) {
            throw new IllegalArgumentException("the options of a client have no address: " + options);
        }
        Connection client = accept(listener.settings().with(options), deadline);
        try {
            client.calls().fit(options);
            return client;
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    Connection accept(long deadline) throws IOException {
        return accept(listener.settings(), deadline);
    }

    private Connection accept(Settings settings, long deadline) throws IOException {
        listener.open(Opening.Role.LISTEN, "accept", deadline);
        if (listener.type() == Type.DGRAM) { // from a socket that listens the same error tells of a client
            throw context.failure(context.notSupported, "accept", listener.subject());
        }
        boolean waited = descriptor.reading.lock(context, deadline);
        try {
            descriptor.requireOpen(waited);
            Outcome outcome = Outcome.READY;
            while (true) {
                int fd = context.syscalls().accept(descriptor.fd());
                if (fd >= 0) {
                    return Connection.accepted(context, settings, listener.type(), fd);
                }
                if (fd == -context.again) {
                    SocketContext.requireInTime(outcome, "accept", listener.subject());
                    outcome = await(Readiness.READ, deadline);
                } else if (!context.isPassing(-fd)) {
                    throw context.failure(-fd, "accept", listener.subject());
                }
            }
        } finally {
            descriptor.reading.unlock();
        }
    }

    /**
     * Waits for a time. It waits for urgent data, which a listener never has: so only the time, or a close, ends it.
     *
     * @throws ClosedChannelException if the listener is closed
     */
    void pause(long nanos) throws IOException {
        boolean waited = descriptor.reading.lock(context, Long.MAX_VALUE);
        try {
            descriptor.requireOpen(waited);
            await(Readiness.PRIORITY, Settings.deadline(context.kernel(), nanos));
        } finally {
            descriptor.reading.unlock();
        }
    }

    private Outcome await(Readiness interest, long deadline) throws IOException {
        return descriptor.await(descriptor.reading, listener.input().waiter(), interest, deadline, "accept");
    }

    /** {@return whether the system may have room for another client in a moment} */
    boolean isShortage(IOException e) {
        return e instanceof ErrnoException errno && errno.call().equals("accept") && context.isShortage(errno.code());
    }
}
