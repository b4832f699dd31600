package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.cqueues.kernel.Block;

/**
 * The descriptors of a {@link PollPoller}: worker. What is wanted is in Java arrays, guarded by the poller; the {@code struct pollfd} array is only
 * touched between waits, because the kernel writes to it during one. Its first entry is the descriptor that wakes the poller.
 */
final class PollSet {
    private final Binding binding;
    private final int wake;
    private final InterestTable interest = new InterestTable();
    private int[] fds = new int[16];
    private int[] slots = new int[64];
    private int size;
    private boolean changed = true;
    private Block array;
    private int length;

    PollSet(Binding binding, int wake) {
        this.binding = binding;
        this.wake = wake;
        array = binding.allocate((1 + fds.length) * PollFd.SIZE);
    }

    int interest(int fd) {
        return interest.get(fd);
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
        if (array.bytes().capacity() < (1 + size) * PollFd.SIZE) {
            array = binding.allocate((1 + fds.length) * PollFd.SIZE);
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
