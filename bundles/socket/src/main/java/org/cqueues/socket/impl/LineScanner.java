package org.cqueues.socket.impl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds line ends eight bytes at a time. Pure. */
final class LineScanner {
    private static final long LF_LANES = 0x0A0A0A0A0A0A0A0AL;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    private LineScanner() {}

    /**
     * {@return index of the first LF, or -1}
     *
     * @param bytes in native byte order
     * @param from first index to look at
     * @param to index after the last
     */
    static int indexOfLf(ByteBuffer bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long lanes = bytes.getLong(i);
            long different = (BIG_ENDIAN ? Long.reverseBytes(lanes) : lanes) ^ LF_LANES;
            // The lowest bit set is exact: a borrow can only mark lanes above the first zero one.
            long zero = (different - ONES) & ~different & HIGH_BITS;
            if (zero != 0) {
                return i + (Long.numberOfTrailingZeros(zero) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }
}
