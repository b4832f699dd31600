package org.cqueues.socket.impl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.socket.Socket;

/** Worker: one loop over a listener's clients, which a lack of descriptors or memory does not end. */
final class ClientIterator implements Iterator<Socket> {
    private static final long FIRST_PAUSE_NANOS = 10_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final SocketMethods methods;
    private final SocketHandle listener;
    private final Duration timeout; // null: the listener's own
    private Socket next; // null: not accepted yet
    private boolean ended;

    ClientIterator(SocketMethods methods, SocketHandle listener, Duration timeout) {
        this.methods = methods;
        this.listener = listener;
        this.timeout = timeout;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            try {
                next = accept();
                ended = next == null; // a failure that a handler has let pass
            } catch (ClosedChannelException e) {
                ended = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return next != null;
    }

    private Socket accept() throws IOException {
        for (long pause = FIRST_PAUSE_NANOS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS)) {
            try {
                return methods.acceptWithRoom(listener, timeout);
            } catch (ErrnoException e) {
                if (!listener.acceptor().isShortage(e)) {
                    throw e;
                }
            }
            methods.pause(listener, pause);
        }
    }

    @Override
    public Socket next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the listener is closed");
        }
        Socket client = next;
        next = null;
        return client;
    }
}
