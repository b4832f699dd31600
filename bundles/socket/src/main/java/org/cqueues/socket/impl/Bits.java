package org.cqueues.socket.impl;

/** Worker: the bits of one direction that do not fill a byte yet, or that are left of one. The most significant bit comes first. */
final class Bits {
    private int held; // right-aligned
    private int count; // 0 to 7

    /** {@return the bytes that a number fills, as characters; the rest waits for the next one} */
    String pack(long value, int bits) {
        StringBuilder bytes = new StringBuilder(Long.BYTES + 1);
        for (int left = bits; left > 0; ) {
            int some = Math.min(Byte.SIZE - count, left);
            left -= some;
            held = held << some | (int) (value >>> left) & mask(some);
            count += some;
            if (count == Byte.SIZE) {
                bytes.append((char) held);
                held = 0;
                count = 0;
            }
        }
        return bytes.toString();
    }

    /** {@return how many bytes it takes to unpack a number} */
    int wanted(int bits) {
        return Math.max(0, bits - count + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** {@return a number from as many bytes as are {@link #wanted}, which are still to be skipped} */
    long unpack(InputBuffer in, int bits) {
        long value = 0;
        int next = 0;
        for (int left = bits; left > 0; ) {
            if (count == 0) {
                held = in.at(next++);
                count = Byte.SIZE;
            }
            int some = Math.min(count, left);
            left -= some;
            count -= some;
            value = value << some | held >>> count & mask(some);
        }
        return value;
    }

    private static int mask(int bits) {
        return (1 << bits) - 1;
    }
}
