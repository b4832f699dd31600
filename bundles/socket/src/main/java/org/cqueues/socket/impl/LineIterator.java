package org.cqueues.socket.impl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;

/** Worker: one loop over a socket's lines. */
final class LineIterator implements Iterator<String> {
    private final Socket socket;
    private final Format format;
    private String next; // null: not read yet
    private boolean ended;

    LineIterator(Socket socket, Format format) {
        this.socket = socket;
        this.format = format;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            try {
                next = socket.read(format);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            ended = next == null;
        }
        return next != null;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the stream has ended");
        }
        String line = next;
        next = null;
        return line;
    }
}
