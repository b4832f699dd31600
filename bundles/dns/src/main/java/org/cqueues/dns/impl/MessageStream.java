package org.cqueues.dns.impl;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.cqueues.socket.Format;
import org.cqueues.socket.Progress;
import org.cqueues.socket.Received;
import org.cqueues.socket.Sent;
import org.cqueues.socket.Socket;

/** Worker: whole messages over an established connection, each after its length (RFC 1035, section 4.2.2). Nothing here waits. All guarded by this. */
final class MessageStream {
    private static final int LENGTH = 2;
    private static final int MOST_AT_ONCE = 128; // messages, so that nobody who floods us keeps us here
    private static final Format ANY = Format.upTo(1 << 14);

    private final Socket socket;
    private final Deque<String> outgoing = new ArrayDeque<>();
    private int begun; // characters of the first of them that the socket has taken
    private byte[] incoming = new byte[512];
    private int filled;
    private IOException failure; // told once everything that came before is; null: none

    /**
     * Makes a worker.
     *
     * @param socket stays the caller's
     */
    MessageStream(Socket socket) {
        this.socket = socket;
        socket.setmode("b", "bna");
    }

    /** {@return a message as it is sent} */
    static String framed(byte[] wire) {
        return "" + (char) (wire.length >> 8) + (char) (wire.length & 255)
                + new String(wire, StandardCharsets.ISO_8859_1);
    }

    /** Sends a message after those before it, as soon as the system takes it. */
    synchronized void send(String message) {
        outgoing.addLast(message);
        push();
    }

    /**
     * {@return whether nothing of a message was sent, and nothing will be}
     *
     * @param message the very object that was to be sent
     */
    synchronized boolean takeBack(String message) {
        if (begun > 0 && outgoing.peekFirst() == message) {
            return false;
        }
        return outgoing.removeIf(other -> other == message);
    }

    /** A failure is told by who receives, because answers may have come before it. */
    private void push() {
        try {
            while (!outgoing.isEmpty() && failure == null && pushFirst()) {
                outgoing.removeFirst();
                begun = 0;
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private boolean pushFirst() throws IOException {
        String first = outgoing.peekFirst();
        Sent sent = socket.send(first, begun, first.length());
        begun += sent.count();
        if (sent.progress() == Progress.END) {
            throw new EOFException("it takes no more");
        }
        return begun == first.length();
    }

    /**
     * {@return the messages that have come, after what is to be sent has been, as far as the system takes it}
     *
     * @throws EOFException if the peer has ended the connection, and every message was received
     * @throws IOException if it is lost
     */
    synchronized List<byte[]> receive() throws IOException {
        push();
        List<byte[]> messages = new ArrayList<>();
        try {
            while (messages.size() < MOST_AT_ONCE && fill()) {
                cut(messages);
            }
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
        if (failure != null && messages.isEmpty()) {
            throw failure;
        }
        return messages;
    }

    private boolean fill() throws IOException {
        Received received = socket.recv(ANY);
        if (received.progress() == Progress.END) {
            throw new EOFException("it was closed" + (filled > 0 ? " within a message" : ""));
        }
        if (received.progress() != Progress.DONE) {
            return false;
        }
        byte[] bytes = received.value().orElseThrow().getBytes(StandardCharsets.ISO_8859_1);
        if (filled + bytes.length > incoming.length) {
            incoming = Arrays.copyOf(incoming, Math.max(2 * incoming.length, filled + bytes.length));
        }
        System.arraycopy(bytes, 0, incoming, filled, bytes.length);
        filled += bytes.length;
        return true;
    }

    private void cut(List<byte[]> messages) {
        int at = 0;
        while (filled - at >= LENGTH) {
            int end = at + LENGTH + ((incoming[at] & 255) << 8 | incoming[at + 1] & 255);
            if (end > filled) {
                break;
            }
            messages.add(Arrays.copyOfRange(incoming, at + LENGTH, end));
            at = end;
        }
        System.arraycopy(incoming, at, incoming, 0, filled - at);
        filled -= at;
    }
}
