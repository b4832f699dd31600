package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;

/**
 * One descriptor of a {@code poll(2)}: facade over
 * <pre>
 * struct pollfd {
 *     int   fd;       // 0
 *     short events;   // 4
 *     short revents;  // 6
 * };
 * </pre>
 */
public final class PollFd {
    /** Bytes of the struct. */
    public static final int SIZE = 8;

    /** Bits of {@link org.cqueues.kernel.Readiness} by those of {@code POLLIN} 1, {@code POLLPRI} 2 and {@code POLLOUT} 4. */
    private static final int[] READINESS = {0, 1, 4, 5, 2, 3, 6, 7};

    /** {@code POLLIN}, {@code POLLPRI} and {@code POLLOUT} by the bits of {@link org.cqueues.kernel.Readiness}. */
    private static final int[] EVENTS = {0, 1, 4, 5, 2, 3, 6, 7};

    private static final int POLLERR = 8;
    private static final int POLLHUP = 16;
    private static final int POLLNVAL = 32;

    private PollFd() {}

    /** Writes what to poll a descriptor for, given as bits of {@link org.cqueues.kernel.Readiness}. */
    public static void put(ByteBuffer bytes, int at, int fd, int interest) {
        bytes.putInt(at, fd);
        bytes.putShort(at + 4, (short) EVENTS[interest]);
        bytes.putShort(at + 6, (short) 0);
    }

    static int fd(ByteBuffer bytes, int at) {
        return bytes.getInt(at);
    }

    /** {@return whether the descriptor was not open} */
    static boolean invalid(ByteBuffer bytes, int at) {
        return (bytes.getShort(at + 6) & POLLNVAL) != 0;
    }

    /** {@return bits of {@link org.cqueues.kernel.Readiness}; all of them after an error or a hang-up, which are reported as what was watched} */
    static int ready(ByteBuffer bytes, int at) {
        int revents = bytes.getShort(at + 6);
        return (revents & (POLLERR | POLLHUP | POLLNVAL)) != 0 ? 7 : READINESS[revents & 7];
    }
}
