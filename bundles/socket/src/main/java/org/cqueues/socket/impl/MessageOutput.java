package org.cqueues.socket.impl;

import java.io.IOException;
import org.cqueues.controller.Outcome;
import org.cqueues.socket.Buffering;

/**
 * Worker: what is written to a socket that keeps the boundaries of messages. What a flush hands over is one message, whole; only the buffering and the program say
 * where it ends, not a size, and not a reader that waits. One that cannot be sent is dropped, so that it does not become a part of the next one.
 */
final class MessageOutput extends OutputChannel {
    private final SocketContext context;
    private final Connection connection;

    MessageOutput(SocketContext context, Connection connection, Descriptor descriptor) {
        super(context, connection, descriptor);
        this.context = context;
        this.connection = connection;
    }

    @Override
    int due(Buffering buffering, Settings settings) {
        return buffer().due(buffering, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    @Override
    int fullBlocks() {
        return 0;
    }

    @Override
    boolean autoflush() {
        return false;
    }

    @Override
    void send(int count, long deadline) throws IOException {
        boolean sent = count == 0;
        try {
            while (!sent) {
                sent = sendOnce(count, deadline);
            }
        } finally {
            if (!sent) {
                buffer().skip(context.controllers().workspace(), count);
            }
        }
    }

    private boolean sendOnce(int count, long deadline) throws IOException {
        long taken = offer(connection.transport(), count);
        if (taken >= 0) {
            return true;
        }
        if (taken != -context.again) { // of one message: the socket can still be used
            throw context.failure((int) -taken, "write", connection.subject());
        }
        Outcome outcome = awaitWritable(deadline, "write");
        SocketContext.requireInTime(outcome, "write", connection.subject());
        return false;
    }
}
