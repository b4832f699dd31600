package org.cqueues.shell.impl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Worker: the files that were asked for last, with their content. Each is compared with what the file system says of it, once a millisecond at most:
 * so a change is seen after a millisecond, and a busy file costs no system call for each request.
 */
final class DocumentCache {
    private static final long LARGEST = 32 << 20;
    private static final int OVERHEAD = 1024;

    private final InstantSource clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long size; // bytes, about

    DocumentCache(InstantSource clock) {
        this.clock = clock;
    }

    private static final class Entry {
        private final Document document;
        private final int size;
        private long checkedMillis;

        private Entry(String path, Document document, long nowMillis) {
            this.document = document;
            size = OVERHEAD + 2 * path.length() + (int) document.size();
            checkedMillis = nowMillis;
        }
    }

    /** {@return the file of a path as it is now; {@code null} if it is not known or has changed} */
    Document find(String path) {
        Entry entry = entries.get(path);
        if (entry == null) {
            return null;
        }
        long now = clock.millis();
        if (now != entry.checkedMillis) {
            if (!isCurrent(entry.document)) {
                entries.remove(path);
                size -= entry.size;
                return null;
            }
            entry.checkedMillis = now;
        }
        return entry.document;
    }

    private static boolean isCurrent(Document document) {
        try {
            return document.isStill(Files.readAttributes(document.file(), PosixFileAttributes.class));
        } catch (IOException e) {
            return false; // whoever looks again is told why
        }
    }

    void put(String path, Document document) {
        Entry entry = new Entry(path, document, clock.millis());
        Entry former = entries.put(path, entry);
        size += entry.size - (former == null ? 0 : former.size);
        for (Iterator<Entry> eldest = entries.values().iterator(); size > LARGEST; eldest.remove()) {
            size -= eldest.next().size;
        }
    }
}
