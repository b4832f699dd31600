package org.cqueues.socket.impl;

import java.nio.ByteBuffer;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Workspace;

/**
 * Worker: ciphertext on its way between TLS and the system, in one borrowed block that is given back as soon as it is empty. Confined to who holds the
 * gate of its direction.
 */
final class WireBuffer {
    /** The header of a record: type, version, length. RFC 8446, 5.1. */
    private static final int HEADER = 5;

    /** The record type of handshake messages. */
    static final int HANDSHAKE = 22;

    /** A longer fragment is no TLS record, whatever the version. */
    private static final int FRAGMENT_LIMIT = (1 << 14) + 2048;

    private Block block; // null while empty or shrunk
    private ByteBuffer
            bytes; // of the block, or of an array after a shrink; its position and limit are free for use between calls
    private int head; // next byte
    private int tail; // after the last byte

    int size() {
        return tail - head;
    }

    /** {@return the first record's type, or -1 while there is none} */
    int type() {
        return size() == 0 ? -1 : bytes.get(head) & 0xFF;
    }

    /** {@return whether there is a whole record, or what TLS will refuse anyway} */
    boolean hasRecord() {
        int length = recordLength();
        return length > 0 && size() >= length;
    }

    /** {@return bytes of the first record, as its header says; 0 while that is not whole; all bytes of what is no record} */
    int recordLength() {
        if (size() < HEADER) {
            return 0;
        }
        int fragment = (bytes.get(head + 3) & 0xFF) << 8 | bytes.get(head + 4) & 0xFF;
        boolean plausible = bytes.get(head + 1) == 3 && fragment <= FRAGMENT_LIMIT;
        return plausible ? HEADER + fragment : size();
    }

    /** {@return what is there, from the position to the limit; {@link #taken} follows} */
    ByteBuffer content() {
        return bytes.position(head).limit(tail);
    }

    /** What was before the position of {@link #content} has gone. */
    void taken(Workspace workspace) {
        head = bytes.position();
        bytes.clear();
        freeIfEmpty(workspace);
    }

    /** {@return room for so many bytes at least, from the position to the limit; {@link #added} follows} */
    ByteBuffer room(Workspace workspace, int least) {
        reserve(workspace, least);
        return bytes.position(tail);
    }

    /** What was put into the {@link #room} has come. */
    void added(Workspace workspace) {
        tail = bytes.position();
        bytes.clear();
        freeIfEmpty(workspace);
    }

    private void reserve(Workspace workspace, int least) {
        if (block != null && bytes.capacity() - tail >= least) {
            return;
        }
        int size = size();
        if (block != null && size + least <= bytes.capacity()) {
            bytes.put(0, bytes, head, size);
        } else {
            move(workspace, workspace.acquire(Math.addExact(size, least)), size);
        }
        head = 0;
        tail = size;
    }

    private void move(Workspace workspace, Block other, int size) {
        if (size > 0) {
            other.bytes().put(0, bytes, head, size);
        }
        if (block != null) {
            workspace.release(block);
        }
        block = other;
        bytes = other.bytes();
    }

    /**
     * Receives with a single {@code read(2)}.
     *
     * @param capacity of the whole buffer, in bytes, at least
     * @return its result: bytes received, 0 at the end of the stream, or a negative errno
     */
    long fill(Workspace workspace, int fd, int capacity) {
        reserve(workspace, Math.max(1, capacity - size()));
        long count = workspace.syscalls().read(fd, block.address() + tail, bytes.capacity() - tail);
        if (count > 0) {
            tail += (int) count;
        } else {
            freeIfEmpty(workspace);
        }
        return count;
    }

    /** {@return whether the last {@link #fill} has met the end of its room, so that the system may have more} */
    boolean isFull() {
        return block != null && tail == bytes.capacity();
    }

    /** Gives the block back, also with some bytes left: a peer may take its time with the rest of a record. */
    void shrink(Workspace workspace) {
        int size = size();
        if (block != null && size <= Workspace.BLOCK_SIZE) {
            byte[] rest = new byte[size];
            bytes.get(head, rest);
            workspace.release(block);
            block = null;
            bytes = ByteBuffer.wrap(rest);
            head = 0;
            tail = size;
        }
    }

    /**
     * Sends with a single {@code write(2)}.
     *
     * @return its result: bytes taken or a negative errno
     */
    long drain(Workspace workspace, int fd) {
        long count = workspace.syscalls().write(fd, block.address() + head, size());
        if (count > 0) {
            head += (int) count;
            freeIfEmpty(workspace);
        }
        return count;
    }

    private void freeIfEmpty(Workspace workspace) {
        if (head == tail) {
            if (block != null) {
                workspace.release(block);
            }
            drop();
        }
    }

    /** Forgets everything, and the block, which is freed when nothing refers to it. */
    void drop() {
        block = null;
        bytes = null;
        head = 0;
        tail = 0;
    }
}
