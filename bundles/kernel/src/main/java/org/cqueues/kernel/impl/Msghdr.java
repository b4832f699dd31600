package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;

/**
 * One message with one piece of data and its control messages: facade over
 * <pre>
 * struct msghdr {
 *     void         *msg_name;        // 0
 *     socklen_t     msg_namelen;     // 8
 *     struct iovec *msg_iov;         // 16
 *     size_t        msg_iovlen;      // 24
 *     void         *msg_control;     // 32
 *     size_t        msg_controllen;  // 40
 *     int           msg_flags;       // 48
 * };
 * struct iovec {
 *     void  *iov_base;               // 56
 *     size_t iov_len;                // 64
 * };
 * struct cmsghdr {
 *     size_t cmsg_len;               // 72, with this header
 *     int    cmsg_level;             // 80
 *     int    cmsg_type;              // 84
 *     int    fds[];                  // 88
 * };
 * </pre>
 * on 64-bit Linux. On the BSDs the lengths are of 32 bits.
 */
final class Msghdr {
    private static final int IOV = 56;
    private static final int CONTROL = 72;
    private static final int CMSG_HEADER = 16;
    private static final int[] NONE = {};

    private Msghdr() {}

    /** {@return bytes of a message with room for that many descriptors} */
    static int size(int fds) {
        return CONTROL + aligned(CMSG_HEADER + Integer.BYTES * fds);
    }

    private static int aligned(int length) {
        return length + 7 & ~7;
    }

    /** Writes all but the control message. A name length of 0 is no name. */
    static void put(ByteBuffer bytes, long self, long name, int nameLength, long base, long length) {
        bytes.putLong(0, nameLength == 0 ? 0 : name).putInt(8, nameLength).putInt(12, 0);
        bytes.putLong(16, self + IOV).putLong(24, 1);
        bytes.putLong(32, 0).putLong(40, 0).putInt(48, 0).putInt(52, 0);
        bytes.putLong(IOV, base).putLong(IOV + 8, length);
    }

    /** Writes a control message with descriptors, at least one. */
    static void putFds(ByteBuffer bytes, long self, int[] fds) {
        bytes.putLong(CONTROL, CMSG_HEADER + (long) Integer.BYTES * fds.length);
        bytes.putInt(CONTROL + 8, Platform.SOL_SOCKET).putInt(CONTROL + 12, Platform.SCM_RIGHTS);
        for (int i = 0; i < fds.length; i++) {
            bytes.putInt(CONTROL + CMSG_HEADER + Integer.BYTES * i, fds[i]);
        }
        control(bytes, self, fds.length);
    }

    /** Offers room for descriptors to be received. */
    static void control(ByteBuffer bytes, long self, int fds) {
        bytes.putLong(32, self + CONTROL).putLong(40, size(fds) - (long) CONTROL);
    }

    static int nameLength(ByteBuffer bytes) {
        return bytes.getInt(8);
    }

    static int flags(ByteBuffer bytes) {
        return bytes.getInt(48);
    }

    /** {@return the descriptors that were received, of all control messages} */
    static int[] fds(ByteBuffer bytes) {
        int[] fds = NONE;
        int end = CONTROL + (int) bytes.getLong(40);
        for (int at = CONTROL; at + CMSG_HEADER <= end; ) {
            int length = (int) bytes.getLong(at);
            if (length < CMSG_HEADER) {
                break;
            }
            if (bytes.getInt(at + 8) == Platform.SOL_SOCKET && bytes.getInt(at + 12) == Platform.SCM_RIGHTS) {
                fds = with(fds, bytes, at + CMSG_HEADER, (length - CMSG_HEADER) / Integer.BYTES);
            }
            at += aligned(length);
        }
        return fds;
    }

    private static int[] with(int[] fds, ByteBuffer bytes, int at, int count) {
        int[] all = java.util.Arrays.copyOf(fds, fds.length + count);
        for (int i = 0; i < count; i++) {
            all[fds.length + i] = bytes.getInt(at + Integer.BYTES * i);
        }
        return all;
    }
}
