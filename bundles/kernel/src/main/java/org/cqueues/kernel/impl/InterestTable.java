package org.cqueues.kernel.impl;

import java.util.Arrays;

/** What is watched about each descriptor, as bits of {@link org.cqueues.kernel.Readiness}: worker, guarded by its poller. Grows to the highest number. */
public final class InterestTable {
    private byte[] bits = new byte[64];

    /** {@return bits of a descriptor; 0 if it is not watched} */
    public int get(int fd) {
        return fd >= 0 && fd < bits.length ? bits[fd] : 0;
    }

    /** Replaces the bits of a descriptor, whose number is at least 0. */
    public void set(int fd, int interest) {
        if (fd >= bits.length) {
            bits = Arrays.copyOf(bits, Math.max(fd + 1, bits.length * 2));
        }
        bits[fd] = (byte) interest;
    }
}
