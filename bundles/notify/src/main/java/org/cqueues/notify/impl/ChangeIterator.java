package org.cqueues.notify.impl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.cqueues.notify.Change;

/** Worker: waits for each change when it is asked for. */
final class ChangeIterator implements Iterator<Change> {
    private final Source source;
    private Change next;

    /** Where changes come from. */
    @FunctionalInterface
    interface Source {
        Optional<Change> get() throws IOException;
    }

    ChangeIterator(Source source) {
        this.source = source;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = source.get().orElse(null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return next != null;
    }

    @Override
    public Change next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there is no further change");
        }
        Change change = next;
        next = null;
        return change;
    }
}
