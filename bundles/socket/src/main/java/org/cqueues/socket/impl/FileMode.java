package org.cqueues.socket.impl;

/** Permission bits of a file, in numbers and in letters. Pure. */
public final class FileMode {
    /** All of them. */
    public static final int ALL = 0777;

    private static final String LETTERS = "rwxrwxrwx";

    private FileMode() {}

    /**
     * {@return the bits themselves}
     *
     * @throws IllegalArgumentException if there are others than {@link #ALL}
     */
    public static int require(int bits) {
        if ((bits & ~ALL) != 0) {
            throw new IllegalArgumentException("permission bits are 0 to 0777, not 0" + Integer.toOctalString(bits));
        }
        return bits;
    }

    /**
     * {@return the bits that a text names}
     *
     * @param text nine letters as {@code ls} shows them, or octal digits
     * @throws IllegalArgumentException if it is neither
     */
    public static int parse(String text) {
        if (text.matches("[0-7]{1,4}")) {
            return require(Integer.parseInt(text, 8));
        }
        int bits = 0;
        for (int i = 0; i < LETTERS.length(); i++) {
            char letter = text.length() == LETTERS.length() ? text.charAt(i) : 0;
            if (letter != LETTERS.charAt(i) && letter != '-') {
                throw new IllegalArgumentException("a mode is as \"rwxr-x---\" or as \"0750\", not \"" + text + '"');
            }
            bits = bits << 1 | (letter == '-' ? 0 : 1);
        }
        return bits;
    }
}
