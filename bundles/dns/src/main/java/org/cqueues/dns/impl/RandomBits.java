package org.cqueues.dns.impl;

import java.security.SecureRandom;
import org.cqueues.kernel.SpinLock;

/** Worker: random bits that nobody can foretell, drawn in large pieces, since each draw has a price of its own. Any thread. */
final class RandomBits {
    private static final int PIECE = 1024; // bytes

    private final SecureRandom source;
    private final SpinLock lock = new SpinLock();
    private byte[] piece = {}; // guarded by the lock, as is the place in it
    private int next;

    RandomBits(SecureRandom source) {
        this.source = source;
    }

    /** {@return bits that were never given out before} */
    long next64() {
        while (true) {
            lock.lock();
            try {
                if (next + Long.BYTES <= piece.length) {
                    long bits = 0;
                    for (int i = 0; i < Long.BYTES; i++) {
                        bits = bits << 8 | piece[next] & 255;
                        piece[next++] = 0;
                    }
                    return bits;
                }
            } finally {
                lock.unlock();
            }
            refill();
        }
    }

    /** Outside the lock, because the source may wait for the system. */
    private void refill() {
        byte[] fresh = new byte[PIECE];
        source.nextBytes(fresh);
        lock.lock();
        try {
            piece = fresh;
            next = 0;
        } finally {
            lock.unlock();
        }
    }
}
