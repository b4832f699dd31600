package org.cqueues.socket.impl;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Workspace;

/**
 * Worker: bytes received and not read yet, in one borrowed block that is given back as soon as it is empty. Confined to who holds the socket's reading
 * gate.
 */
final class InputBuffer {
    private static final int SCRATCH_LIMIT = 1 << 16;

    private Block block; // null while empty
    private ByteBuffer bytes; // of the block
    private int head; // next byte to read
    private int tail; // after the last byte received
    private int scanned; // no LF before this one

    int size() {
        return tail - head;
    }

    /** {@return whether there is room left in the block, which after a fill means that the system had no more} */
    boolean hasRoom() {
        return bytes == null || tail < bytes.capacity();
    }

    /**
     * Receives with a single {@code read(2)}.
     *
     * @param least room to ask for, in bytes
     * @return its result: bytes received, 0 at the end of the stream, or a negative errno
     */
    long fill(Workspace workspace, int fd, int least) {
        reserve(workspace, least);
        long count = workspace.syscalls().read(fd, block.address() + tail, bytes.capacity() - tail);
        if (count > 0) {
            tail += (int) count;
        } else {
            freeIfEmpty(workspace);
        }
        return count;
    }

    private void reserve(Workspace workspace, int least) {
        if (block == null) {
            take(workspace.acquire(least));
            return;
        }
        int capacity = bytes.capacity();
        if (capacity - tail >= Math.max(1, Math.min(least, capacity / 2))) {
            return;
        }
        int size = size();
        if (size <= capacity / 2) {
            bytes.put(0, bytes, head, size);
            rebase();
        } else if (tail == capacity) {
            Block larger = workspace.acquire(Math.multiplyExact(capacity, 2));
            larger.bytes().put(0, bytes, head, size);
            workspace.release(block);
            take(larger);
            rebase();
        }
    }

    private void take(Block other) {
        block = other;
        bytes = other.bytes();
    }

    private void rebase() {
        tail -= head;
        scanned = Math.max(0, scanned - head);
        head = 0;
    }

    /**
     * Takes the next line.
     *
     * @param text whether CR LF counts as one LF, and characters are UTF-8
     * @param keep whether the line keeps its LF
     * @param longest bytes after which a part of a line is taken
     * @param last whether no more bytes will come, so that an unterminated line is one too
     * @return the line; null if there is none yet
     */
    String line(Workspace workspace, boolean text, boolean keep, int longest, boolean last) {
        int size = tail - head;
        if (size == 0) {
            return null;
        }
        int limit = size > longest ? head + longest : tail;
        int lf = LineScanner.indexOfLf(bytes, Math.max(head, scanned), limit);
        if (lf >= 0) {
            return takeLine(workspace, lf, text, keep);
        }
        if (size >= longest) {
            return takeBytes(workspace, text ? partEnd(limit) : limit, text);
        }
        if (last) {
            return takeBytes(workspace, tail, text);
        }
        scanned = tail;
        return null;
    }

    private String takeLine(Workspace workspace, int lf, boolean text, boolean keep) {
        int end = text && lf > head && bytes.get(lf - 1) == '\r' ? lf - 1 : lf;
        int count = end - head;
        byte[] scratch = scratch(workspace, count + 1);
        bytes.get(head, scratch, 0, count);
        if (keep) {
            scratch[count++] = '\n';
        }
        head = lf + 1;
        freeIfEmpty(workspace);
        return decode(scratch, count, text);
    }

    private String takeBytes(Workspace workspace, int end, boolean text) {
        int count = end - head;
        byte[] scratch = scratch(workspace, count);
        bytes.get(head, scratch, 0, count);
        head = end;
        freeIfEmpty(workspace);
        return decode(scratch, count, text);
    }

    private static byte[] scratch(Workspace workspace, int size) {
        return size <= SCRATCH_LIMIT ? workspace.scratch(size) : new byte[size];
    }

    /** The JDK's UTF-8 decoder tests for ASCII with vector instructions and then copies, so no test of our own pays. */
    private static String decode(byte[] scratch, int count, boolean text) {
        return new String(scratch, 0, count, text ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    /** {@return where to end a part of a line: before a CR whose LF may follow, and before a character that is not whole} */
    private int partEnd(int limit) {
        if (bytes.get(limit - 1) == '\r') {
            return limit - 1 > head ? limit - 1 : limit;
        }
        int lead = limit - 1;
        while (lead > head && limit - lead < 4 && (bytes.get(lead) & 0xC0) == 0x80) {
            lead--;
        }
        return lead > head && lead + utf8Length(bytes.get(lead)) > limit ? lead : limit;
    }

    private static int utf8Length(byte lead) {
        if (lead >= 0) {
            return 1;
        }
        int bits = lead & 0xFF;
        return bits >= 0xF0 ? 4 : bits >= 0xE0 ? 3 : bits >= 0xC0 ? 2 : 1;
    }

    private void freeIfEmpty(Workspace workspace) {
        if (head == tail && block != null) {
            workspace.release(block);
            drop();
        }
    }

    /** Forgets everything, and the block, which is freed when nothing refers to it. */
    void drop() {
        block = null;
        bytes = null;
        head = 0;
        tail = 0;
        scanned = 0;
    }
}
