package org.cqueues.socket;

/** What to read from a socket, in place of the guide's format strings. */
public enum Format {
    /** The next line without its end: {@code "*l"}. */
    LINE("*l"),
    /** The next line with its end, which is LF in text mode: {@code "*L"}. */
    LINE_KEEP("*L");

    private final String text;

    Format(String text) {
        this.text = text;
    }

    /**
     * {@return the format that a guide's string names}
     *
     * @param text {@code "*l"} or {@code "*L"}; the asterisk may be left out
     * @throws IllegalArgumentException if it is no format
     */
    public static Format of(String text) {
        for (Format format : values()) {
            if (format.text.equals(text) || format.text.substring(1).equals(text)) {
                return format;
            }
        }
        throw new IllegalArgumentException("a format is \"*l\" or \"*L\", not \"" + text + "\"");
    }

    /** {@return the guide's string} */
    @Override
    public String toString() {
        return text;
    }
}
