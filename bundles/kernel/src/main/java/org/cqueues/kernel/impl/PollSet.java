package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.cqueues.kernel.Block;

/**
 * The descriptors of a {@link PollPoller}: worker. What is wanted is in Java arrays, guarded by the poller; the {@code struct pollfd} array is only
 * touched between waits, because the kernel writes to it during one. Its first entry is the descriptor that wakes the poller. It never allocates native
 * memory itself, which can wait, because it is guarded by a lock that must not.
 */
final class PollSet {
    private final int wake;
    private final InterestTable interest = new InterestTable();
    private int[] fds = new int[16];
    private int[] slots = new int[64];
    private int size;
    private boolean changed = true;
    private Block array;
    private Block spare; // a larger one to come; null: none
    private int length;

    PollSet(Binding binding, int wake) {
        this.wake = wake;
        array = binding.allocate(bytesFor(fds.length));
    }

    int interest(int fd) {
        return interest.get(fd);
    }

    /** {@return bytes of memory that {@link #set} needs to be given first; 0 if there is enough} */
    int missing(int fd, int bits) {
        boolean more = bits != 0 && interest.get(fd) == 0 && size == fds.length;
        Block there = spare == null ? array : spare;
        return more && there.bytes().capacity() < bytesFor(2 * size) ? bytesFor(2 * size) : 0;
    }

    private static int bytesFor(int descriptors) {
        return (1 + descriptors) * PollFd.SIZE;
    }

    /** Takes memory for a larger native array, to be used from the next wait on. */
    void add(Block memory) {
        spare = memory;
    }

    /** Replaces the interest in a descriptor; 0 removes it. */
    void set(int fd, int bits) {
        int before = interest.get(fd);
        if (before == 0) {
            add(fd);
        } else if (bits == 0) {
            remove(fd);
        }
        interest.set(fd, bits);
        changed = true;
    }

    private void add(int fd) {
        if (size == fds.length) {
            fds = Arrays.copyOf(fds, size * 2);
        }
        if (fd >= slots.length) {
            slots = Arrays.copyOf(slots, Math.max(fd + 1, slots.length * 2));
        }
        slots[fd] = size;
        fds[size++] = fd;
    }

    private void remove(int fd) {
        int last = fds[--size];
        fds[slots[fd]] = last;
        slots[last] = slots[fd];
    }

    /** Brings the native array up to date; only while no wait is under way. */
    void prepare() {
        if (!changed) {
            return;
        }
        if (spare != null) {
            array = spare;
            spare = null;
        }
        PollFd.put(array.bytes(), 0, wake, 1);
        for (int i = 0; i < size; i++) {
            PollFd.put(array.bytes(), (1 + i) * PollFd.SIZE, fds[i], interest.get(fds[i]));
        }
        length = 1 + size;
        changed = false;
    }

    /** {@return entries of the native array, the first one included} */
    int length() {
        return length;
    }

    long address() {
        return array.address();
    }

    ByteBuffer bytes() {
        return array.bytes();
    }
}
