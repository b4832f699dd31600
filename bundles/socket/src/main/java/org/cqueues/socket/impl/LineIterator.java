package org.cqueues.socket.impl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Worker: one loop over what is read from a socket. */
final class LineIterator implements Iterator<String> {
    private final Source source;
    private String next; // null: not read yet
    private boolean ended;

    /** Where the items come from. */
    interface Source {
        /** {@return the next one; null at the end} */
        String next() throws IOException;
    }

    LineIterator(Source source) {
        this.source = source;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            try {
                next = source.next();
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
