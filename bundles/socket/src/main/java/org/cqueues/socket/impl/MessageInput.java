package org.cqueues.socket.impl;

import java.io.IOException;
import org.cqueues.kernel.Arrival;
import org.cqueues.kernel.Workspace;
import org.cqueues.socket.Format;

/**
 * Worker: what is read with formats from a socket that keeps the boundaries of messages. The buffer holds one message at a time, whose end is to a format what the
 * end is of a stream; so nothing that is read is of two messages. Guide 3.2.2, {@code socket:read}.
 */
final class MessageInput extends InputChannel {
    private final SocketContext context;
    private final Connection connection;
    private boolean empty; // a message without content has come, which is not read yet

    MessageInput(SocketContext context, Connection connection, Descriptor descriptor) {
        super(context, connection, descriptor);
        this.context = context;
        this.connection = connection;
    }

    @Override
    boolean isLast() {
        return isWhole() || super.isLast();
    }

    @Override
    boolean isWhole() {
        return empty || buffer().size() > 0;
    }

    @Override
    boolean isBetween() {
        return !isWhole();
    }

    /** A message without content is read once: as nothing by what takes a part of any length, else as an end. */
    @Override
    <T> T atEnd(Format format, T nothing, T end) {
        if (!empty) {
            return end;
        }
        empty = false;
        boolean shaped = format instanceof Format.Header || format instanceof Format.Until;
        return shaped ? end : nothing;
    }

    @Override
    boolean receive(int least) throws IOException {
        int fd = connection.descriptor().fd();
        if (fd < 0) {
            return true;
        }
        DatagramTls secured = connection.datagramTls();
        if (secured != null) {
            return receive(secured);
        }
        Workspace workspace = context.controllers().workspace();
        Arrival arrival = new Arrival();
        long count = buffer().fillMessage(workspace, fd, least, arrival);
        drained(count == -context.again);
        if (count == -context.again) {
            return false;
        }
        if (count < 0) { // of one message: the socket can still be used
            throw context.failure((int) -count, "recvmsg", connection.subject());
        }
        for (int passed : arrival.fds()) { // nobody asked for them
            context.syscalls().close(passed);
        }
        if (arrival.isTruncated()) {
            buffer().skip(workspace, buffer().size());
            throw context.failure(context.messageTooLong, "recvmsg", connection.subject());
        }
        if (count == 0 && connection.endsWithEmpty()) {
            ended();
        } else {
            empty = count == 0;
        }
        return true;
    }

    private boolean receive(DatagramTls secured) throws IOException {
        byte[] content = secured.next();
        drained(content == null);
        if (content != null) {
            Workspace workspace = context.controllers().workspace();
            buffer().room(workspace, content.length).put(content);
            buffer().arrived(workspace);
        } else if (secured.isClosed()) {
            ended();
        } else {
            return false;
        }
        return true;
    }
}
