package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;

/**
 * A thread's set of blocked signals: facade over {@code sigset_t}, 128 bytes in glibc and in musl. Its first word has the 64 signals that there are on
 * the machines of {@link Platform}, the lowest bit for signal 1; the rest is the C library's own.
 */
public final class SignalMask {
    /** Bytes of the struct. */
    public static final int SIZE = 128;

    private SignalMask() {}

    /** Writes a set, in which bit 0 is signal 1. */
    public static void put(ByteBuffer bytes, int at, long signals) {
        bytes.putLong(at, signals);
        for (int i = Long.BYTES; i < SIZE; i += Long.BYTES) {
            bytes.putLong(at + i, 0);
        }
    }

    /** {@return a set, in which bit 0 is signal 1} */
    static long get(ByteBuffer bytes, int at) {
        return bytes.getLong(at);
    }

    /**
     * Writes this thread's mask without some signals.
     *
     * @param libc this thread's calls
     * @param at address of the struct
     * @param signals signal numbers to unblock
     * @return 0, or {@code -EINVAL} if a number is no signal
     */
    public static int without(Libc libc, long at, int... signals) {
        int result = libc.pthread_sigmask(Platform.SIG_BLOCK, 0, at);
        for (int i = 0; result >= 0 && i < signals.length; i++) {
            result = libc.sigdelset(at, signals[i]);
        }
        return result;
    }
}
