package org.cqueues.socket;

/** When written bytes are handed to the system. Guide: the mode flags {@code n}, {@code l} and {@code f}. */
public enum Buffering {
    /** By the end of each write: {@code "n"}. */
    NONE('n'),
    /** Up to the last LF by the end of each write: {@code "l"}. */
    LINE('l'),
    /** In whole buffers: {@code "f"}. */
    FULL('f');

    private final char flag;

    Buffering(char flag) {
        this.flag = flag;
    }

    /**
     * {@return the buffering that a name of Lua's {@code setvbuf} or a mode flag of the guide means}
     *
     * @param name {@code "no"}, {@code "line"} or {@code "full"}, or one of {@code "n"}, {@code "l"} and {@code "f"}
     * @throws IllegalArgumentException if it is no such name
     */
    public static Buffering of(String name) {
        return switch (name) {
            case "n", "no" -> NONE;
            case "l", "line" -> LINE;
            case "f", "full" -> FULL;
            default ->
                throw new IllegalArgumentException("a buffering is \"no\", \"line\" or \"full\", not \"" + name + "\"");
        };
    }

    /** {@return the guide's mode flag} */
    public char flag() {
        return flag;
    }
}
