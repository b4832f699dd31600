package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;

/**
 * A soft and a hard limit: facade over
 * <pre>
 * struct rlimit {
 *     rlim_t rlim_cur;  // 0
 *     rlim_t rlim_max;  // 8
 * };
 * </pre>
 * Both are unsigned, and {@code RLIM_INFINITY} is the highest.
 */
final class Rlimit {
    static final int SIZE = 16;

    private Rlimit() {}

    static void put(ByteBuffer bytes, int at, long soft, long hard) {
        bytes.putLong(at, soft);
        bytes.putLong(at + 8, hard);
    }

    static long soft(ByteBuffer bytes, int at) {
        return bytes.getLong(at);
    }

    static long hard(ByteBuffer bytes, int at) {
        return bytes.getLong(at + 8);
    }
}
