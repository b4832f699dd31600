package org.cqueues.socket.impl;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.cqueues.kernel.Arrival;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Workspace;
import org.cqueues.socket.Traffic;

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
    private int mark = -1; // where to go back to; -1: nowhere
    private long received; // bytes, ever
    private long lastMillis; // when the last of them came, since 1970
    private final boolean timed;

    InputBuffer() {
        this(true);
    }

    /**
     * Begins empty.
     *
     * @param timed whether the time of transfers is kept
     */
    InputBuffer(boolean timed) {
        this.timed = timed;
    }

    int size() {
        return tail - head;
    }

    Traffic traffic(boolean over) {
        return new Traffic(
                received, over, lastMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lastMillis)));
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
            count((int) count);
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
        int kept = kept();
        int size = tail - kept;
        if (size <= capacity / 2) {
            bytes.put(0, bytes, kept, size);
            rebase(kept);
        } else if (tail == capacity) {
            Block larger = workspace.acquire(Math.multiplyExact(capacity, 2));
            larger.bytes().put(0, bytes, kept, size);
            workspace.release(block);
            take(larger);
            rebase(kept);
        }
    }

    /** {@return room for so many bytes at least, from the position to the limit; {@link #arrived} follows} */
    ByteBuffer room(Workspace workspace, int least) {
        int kept = kept();
        int size = tail - kept;
        if (block == null) {
            take(workspace.acquire(least));
        } else if (bytes.capacity() - size < least) {
            Block larger =
                    workspace.acquire(Math.max(Math.multiplyExact(bytes.capacity(), 2), Math.addExact(size, least)));
            larger.bytes().put(0, bytes, kept, size);
            workspace.release(block);
            take(larger);
            rebase(kept);
        } else if (bytes.capacity() - tail < least) {
            bytes.put(0, bytes, kept, size);
            rebase(kept);
        }
        return bytes.position(tail);
    }

    /** {@return how many bytes were put into the {@link #room}, which are there from now on} */
    int arrived(Workspace workspace) {
        int count = bytes.position() - tail;
        bytes.clear();
        if (count > 0) {
            count(count);
        } else {
            freeIfEmpty(workspace);
        }
        return count;
    }

    private void count(int count) {
        tail += count;
        received += count;
        if (timed) {
            lastMillis = System.currentTimeMillis();
        }
    }

    /** Moves everything to where TLS looks for what it receives. */
    void pushBack(Workspace workspace, WireBuffer wire) {
        int size = size();
        if (size > 0) {
            ByteBuffer room = wire.room(workspace, size);
            room.put(bytes.duplicate().position(head).limit(tail));
            wire.added(workspace);
            skip(workspace, size);
        }
    }

    private int kept() {
        return mark < 0 ? head : mark;
    }

    private void take(Block other) {
        block = other;
        bytes = other.bytes();
    }

    private void rebase(int by) {
        tail -= by;
        scanned = Math.max(0, scanned - by);
        head -= by;
        mark = mark < 0 ? -1 : mark - by;
    }

    /**
     * Takes the next line.
     *
     * @param encoding of its characters; CR LF counts as one LF in text
     * @param keep whether the line keeps its LF
     * @param longest bytes after which a part of a line is taken
     * @param last whether no more bytes will come, so that an unterminated line is one too
     * @return the line; null if there is none yet
     */
    String line(Workspace workspace, Encoding encoding, boolean keep, int longest, boolean last) {
        int size = tail - head;
        if (size == 0) {
            return null;
        }
        int limit = size > longest ? head + longest : tail;
        int lf = LineScanner.indexOfLf(bytes, Math.max(head, scanned), limit);
        if (lf >= 0) {
            return takeLine(workspace, lf, encoding, keep);
        }
        if (size >= longest) {
            return takeBytes(workspace, encoding.isText() ? partEnd(limit, encoding) : limit, encoding);
        }
        if (last) {
            return takeBytes(workspace, tail, encoding);
        }
        scanned = tail;
        return null;
    }

    private String takeLine(Workspace workspace, int lf, Encoding encoding, boolean keep) {
        int end = encoding.isText() && lf > head && bytes.get(lf - 1) == '\r' ? lf - 1 : lf;
        int count = end - head;
        byte[] scratch = scratch(workspace, count + 1);
        bytes.get(head, scratch, 0, count);
        if (keep) {
            scratch[count++] = '\n';
        }
        head = lf + 1;
        freeIfEmpty(workspace);
        return encoding.decode(scratch, count);
    }

    private String takeBytes(Workspace workspace, int end, Encoding encoding) {
        int count = end - head;
        byte[] scratch = scratch(workspace, count);
        bytes.get(head, scratch, 0, count);
        head = end;
        freeIfEmpty(workspace);
        return encoding.decode(scratch, count);
    }

    private static byte[] scratch(Workspace workspace, int size) {
        return size <= SCRATCH_LIMIT ? workspace.scratch(size) : new byte[size];
    }

    /** {@return where to end a part of a line: before a CR whose LF may follow, and before a character that is not whole} */
    private int partEnd(int limit, Encoding encoding) {
        int end = bytes.get(limit - 1) == '\r' ? limit - 1 : encoding.characterEnd(bytes, head, limit);
        return end > head ? end : limit;
    }

    private void freeIfEmpty(Workspace workspace) {
        if (head == tail && block != null && mark < 0) {
            workspace.release(block);
            drop();
        }
    }

    // What an Extent looks at; indices count from the next byte on.

    byte at(int index) {
        return bytes.get(head + index);
    }

    /** {@return index of the first LF of a range, or -1} */
    int indexOfLf(int from, int to) {
        int lf = from < to ? LineScanner.indexOfLf(bytes, head + from, head + to) : -1;
        return lf < 0 ? -1 : lf - head;
    }

    /** {@return where to end a part that ends there at the latest: not between CR and LF, nor within a character, unless nothing were left} */
    int partEndWithin(int limit, Encoding encoding) {
        return partEnd(head + limit, encoding) - head;
    }

    /** {@return where the last whole character of a range ends; 0 if there is none} */
    int characterEnd(int limit, Encoding encoding) {
        return encoding.characterEnd(bytes, head, head + limit) - head;
    }

    // Taking what an Extent has found.

    String takeString(Workspace workspace, Extent extent) {
        byte[] scratch = scratch(workspace, extent.length);
        return extent.encoding.decode(scratch, take(workspace, extent, scratch));
    }

    byte[] takeBytes(Workspace workspace, Extent extent) {
        byte[] taken = new byte[extent.length];
        int count = take(workspace, extent, taken);
        return count == taken.length ? taken : Arrays.copyOf(taken, count);
    }

    /** {@return how many bytes there are of it} */
    int takeInto(Workspace workspace, Extent extent, ByteBuffer target) {
        if (extent.ends != LineEnds.KEEP) {
            byte[] scratch = scratch(workspace, extent.length);
            int count = take(workspace, extent, scratch);
            target.put(scratch, 0, count);
            return count;
        }
        target.put(target.position(), bytes, head, extent.length);
        target.position(target.position() + extent.length);
        skip(workspace, extent.length);
        return extent.length;
    }

    private int take(Workspace workspace, Extent extent, byte[] target) {
        int count = extent.length;
        if (count > 0 && extent.ends == LineEnds.KEEP) {
            bytes.get(head, target, 0, count);
        } else if (count > 0) {
            count = copy(target, head + count, extent.ends == LineEnds.LF);
        }
        skip(workspace, extent.length + extent.skip);
        return count;
    }

    /** Copies up to an end, without the CR before an LF, and with the LF or not. */
    private int copy(byte[] target, int end, boolean keepLf) {
        int count = 0;
        for (int from = head; from < end; ) {
            int lf = LineScanner.indexOfLf(bytes, from, end);
            int stop = lf < 0 ? end : lf > from && bytes.get(lf - 1) == '\r' ? lf - 1 : lf;
            bytes.get(from, target, count, stop - from);
            count += stop - from;
            if (lf >= 0 && keepLf) {
                target[count++] = '\n';
            }
            from = lf < 0 ? end : lf + 1;
        }
        return count;
    }

    /**
     * Receives one message with a single {@code recvmsg(2)}. The buffer is empty.
     *
     * @param size room for it, in bytes
     * @param arrival is told what came with it
     * @return its result: bytes received, or a negative errno
     */
    long fillMessage(Workspace workspace, int fd, int size, Arrival arrival) {
        reserve(workspace, size);
        long count = workspace.syscalls().recvmsg(fd, block.address() + tail, size, arrival);
        if (count > 0) {
            count((int) count);
        } else {
            freeIfEmpty(workspace);
        }
        return count;
    }

    void skip(Workspace workspace, int count) {
        head += count;
        freeIfEmpty(workspace);
    }

    /** Puts bytes before those that are there. Not while there is a mark. */
    void prepend(Workspace workspace, byte[] front) {
        int room = front.length;
        if (room == 0) {
            return;
        }
        if (block == null) {
            take(workspace.acquire(room));
            head = room;
            tail = room;
        } else if (head < room) {
            makeRoom(workspace, room);
        }
        head -= room;
        bytes.put(head, front);
        scanned = 0;
    }

    /** Moves what is there, so that there is just so much room before it. */
    private void makeRoom(Workspace workspace, int room) {
        int size = size();
        int needed = Math.addExact(room, size);
        if (needed <= bytes.capacity()) {
            bytes.put(room, bytes, head, size);
        } else {
            Block larger = workspace.acquire(needed);
            larger.bytes().put(room, bytes, head, size);
            workspace.release(block);
            take(larger);
        }
        head = room;
        tail = needed;
    }

    /** What is taken from now on can be put back, until {@link #unmark}. */
    void mark() {
        mark = head;
    }

    /** Puts back what was taken since {@link #mark}. */
    void reset() {
        head = mark;
        scanned = 0;
    }

    void unmark(Workspace workspace) {
        mark = -1;
        freeIfEmpty(workspace);
    }

    /** Forgets everything, and the block, which is freed when nothing refers to it. */
    void drop() {
        block = null;
        bytes = null;
        head = 0;
        tail = 0;
        scanned = 0;
        mark = -1;
    }
}
