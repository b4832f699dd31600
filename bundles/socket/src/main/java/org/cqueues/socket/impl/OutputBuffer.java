package org.cqueues.socket.impl;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Workspace;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Traffic;

/**
 * Worker: bytes written and not yet handed to the system, in one borrowed block that is given back as soon as it is empty. Confined to who holds the
 * socket's writing gate.
 */
final class OutputBuffer {
    private static final int PIECE = 4096;

    private Block block; // null while empty
    private ByteBuffer bytes; // of the block
    private int head; // next byte to hand over
    private int tail; // after the last byte written
    private int unterminated; // from head to here there is no LF
    private long sent; // bytes, ever
    private long lastMillis; // when the last of them left, since 1970
    private boolean afterCr; // whether the last byte written was CR, also if it has left already
    private final boolean timed;

    OutputBuffer() {
        this(true);
    }

    /**
     * Begins empty.
     *
     * @param timed whether the time of transfers is kept
     */
    OutputBuffer(boolean timed) {
        this.timed = timed;
    }

    int size() {
        return tail - head;
    }

    /**
     * Appends a part of a string whose characters are bytes.
     *
     * @param string characters up to 255
     * @param from first character
     * @param to after the last
     * @param translate whether LF becomes CR LF unless a CR is there already
     */
    void put(Workspace workspace, String string, int from, int to, boolean translate) {
        int at = from;
        while (at < to) {
            int lf = translate ? string.indexOf('\n', at) : -1;
            int end = lf < 0 || lf >= to ? to : lf;
            reserve(workspace, end - at + 2);
            if (end > at) {
                copy(workspace, string, at, end);
                afterCr = string.charAt(end - 1) == '\r';
            }
            at = end;
            if (end < to) {
                putLineEnd();
                at++;
            }
        }
    }

    private void putLineEnd() {
        if (!afterCr) {
            bytes.put(tail++, (byte) '\r');
        }
        bytes.put(tail++, (byte) '\n');
        afterCr = false;
    }

    /** The deprecated {@code getBytes} keeps each character's low byte, which is all there is here: a plain copy. */
    @SuppressWarnings("deprecation")
    private void copy(Workspace workspace, String string, int from, int to) {
        byte[] scratch = workspace.scratch(PIECE);
        for (int at = from; at < to; ) {
            int count = Math.min(to - at, PIECE);
            string.getBytes(at, at + count, scratch, 0);
            bytes.put(tail, scratch, 0, count);
            tail += count;
            at += count;
        }
    }

    private void reserve(Workspace workspace, int room) {
        if (block == null) {
            take(workspace.acquire(room));
            return;
        }
        if (bytes.capacity() - tail >= room) {
            return;
        }
        int size = size();
        if (size + room <= bytes.capacity()) {
            bytes.put(0, bytes, head, size);
        } else {
            Block larger =
                    workspace.acquire(Math.max(Math.multiplyExact(bytes.capacity(), 2), Math.addExact(size, room)));
            larger.bytes().put(0, bytes, head, size);
            workspace.release(block);
            take(larger);
        }
        rebase();
    }

    private void take(Block other) {
        block = other;
        bytes = other.bytes();
    }

    private void rebase() {
        tail -= head;
        unterminated = Math.max(0, unterminated - head);
        head = 0;
    }

    /**
     * {@return how many bytes a buffering hands to the system now}
     *
     * @param unit of full buffering, in bytes
     * @param longest line that waits for its LF, in bytes
     */
    int due(Buffering buffering, int unit, int longest) {
        int size = size();
        return switch (buffering) {
            case NONE -> size;
            case FULL -> size - size % unit;
            case LINE -> {
                int lines = afterLastLf() - head;
                int rest = size - lines;
                yield lines + rest - rest % longest;
            }
        };
    }

    private int afterLastLf() {
        int from = Math.max(head, unterminated);
        for (int i = tail - 1; i >= from; i--) {
            if (bytes.get(i) == '\n') {
                return i + 1;
            }
        }
        unterminated = tail;
        return head;
    }

    /**
     * Hands bytes to the system with a single {@code write(2)}, and gives the block back once it is empty.
     *
     * @param most how many bytes at most; not more than there are
     * @return its result: bytes taken or a negative errno
     */
    long writeTo(Workspace workspace, int fd, int most) {
        long count = workspace.syscalls().write(fd, block.address() + head, most);
        if (count > 0) {
            count(workspace, (int) count);
        }
        return count;
    }

    private void count(Workspace workspace, int count) {
        head += count;
        sent += count;
        if (timed) {
            lastMillis = System.currentTimeMillis();
        }
        freeIfEmpty(workspace);
    }

    /** Drops bytes that are not to be sent any more. */
    void skip(Workspace workspace, int count) {
        head += count;
        freeIfEmpty(workspace);
    }

    private void freeIfEmpty(Workspace workspace) {
        if (head == tail) {
            workspace.release(block);
            drop();
        }
    }

    /** {@return the next bytes, from the position to the limit; {@link #taken} follows} */
    ByteBuffer content(int most) {
        return bytes.position(head).limit(head + most);
    }

    /** {@return how many bytes were before the position of {@link #content}, which have gone} */
    int taken(Workspace workspace) {
        int count = bytes.position() - head;
        bytes.clear();
        if (count > 0) {
            count(workspace, count);
        }
        return count;
    }

    Traffic traffic(boolean over) {
        return new Traffic(
                sent, over, lastMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lastMillis)));
    }

    /** Forgets everything, and the block, which is freed when nothing refers to it. */
    void drop() {
        block = null;
        bytes = null;
        head = 0;
        tail = 0;
        unterminated = 0;
    }
}
