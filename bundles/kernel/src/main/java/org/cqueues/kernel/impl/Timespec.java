package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;

/**
 * A length of time for a call: facade over
 * <pre>
 * struct timespec {
 *     time_t tv_sec;   // 0
 *     long   tv_nsec;  // 8
 * };
 * </pre>
 */
public final class Timespec {
    /** Bytes of the struct. */
    public static final int SIZE = 16;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private Timespec() {}

    /** Writes a length of time of at least 0 nanoseconds. */
    public static void put(ByteBuffer bytes, int at, long nanos) {
        bytes.putLong(at, nanos / NANOS_PER_SECOND);
        bytes.putLong(at + 8, nanos % NANOS_PER_SECOND);
    }

    /** {@return a time in nanoseconds} */
    static long nanos(ByteBuffer bytes, int at) {
        return bytes.getLong(at) * NANOS_PER_SECOND + bytes.getLong(at + 8);
    }
}
