package org.cqueues.dns.impl;

/** Names of letters, digits, hyphens and underscores, which need no escapes: the quick way past dnsjava. Pure. */
final class PlainName {
    private static final int MAX_LABEL = 63;
    private static final int MAX_WIRE = 255;

    private static final boolean[] PLAIN = new boolean[256];

    static {
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
                .chars()
                .forEach(c -> PLAIN[c] = true);
    }

    private PlainName() {}

    /** {@return whether a character needs no escape} */
    static boolean isPlain(int c) {
        return c >= 0 && c < PLAIN.length && PLAIN[c];
    }

    /** {@return whether text is a name, fully qualified, that needs nothing but this class} */
    static boolean is(String name) {
        int length = name.length();
        if (length < 2 || length + 1 > MAX_WIRE || name.charAt(length - 1) != '.') {
            return false;
        }
        int label = 0;
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0 || label > MAX_LABEL) {
                    return false;
                }
                label = 0;
            } else if (isPlain(c)) {
                label++;
            } else {
                return false;
            }
        }
        return true;
    }

    /** {@return a name in wire format; null if it is none for which {@link #is} holds} */
    static byte[] wire(String name) {
        int length = name.length();
        if (length < 2 || length + 1 > MAX_WIRE || name.charAt(length - 1) != '.') {
            return null;
        }
        byte[] wire = new byte[length + 1];
        int start = 0; // of the label, where its length is written
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (isPlain(c)) {
                wire[i + 1] = (byte) c;
            } else if (c == '.' && i > start && i - start <= MAX_LABEL) {
                wire[start] = (byte) (i - start);
                start = i + 1;
            } else {
                return null;
            }
        }
        return wire;
    }
}
