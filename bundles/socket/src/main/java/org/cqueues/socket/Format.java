package org.cqueues.socket;

/**
 * What to read from a socket, in place of the guide's format strings. Guide: {@code socket:read}.
 *
 * <p>Each is {@code null} at the end of the stream, and gives what is left if the stream ends before it is complete. {@link #HEADER}s and
 * {@link #until} also end before the stream does, which {@link Socket#eof(String)} tells. Counts are of bytes; in text mode of those that remain after
 * each CRLF has become LF.
 */
public sealed interface Format {
    /** The next line without its end: {@code "*l"}. */
    Format LINE = new Line(false);

    /** The next line with its end, which is LF in text mode: {@code "*L"}. */
    Format LINE_KEEP = new Line(true);

    /** Everything up to the end of the stream: {@code "*a"}. After a timeout it is all still there. */
    Format ALL = new All();

    /**
     * The next header of a MIME message, unfolded and without its end: {@code "*h"}. It is {@code null}, and nothing is consumed, where something else
     * than a header is next: at the empty line that ends the headers. Not {@code null} but an {@link java.io.EOFException} is a header that the end of the
     * stream cuts off; one longer than {@link Socket#setmaxline} is a {@link java.net.ProtocolException}.
     */
    Format HEADER = new Header(false);

    /** The next header of a MIME message with its line ends, which are LF in text mode: {@code "*H"}. Otherwise like {@link #HEADER}. */
    Format HEADER_KEEP = new Header(true);

    /**
     * A line.
     *
     * @param keepEnd whether with its end
     */
    record Line(boolean keepEnd) implements Format {
        @Override
        public String toString() {
            return keepEnd ? "*L" : "*l";
        }
    }

    /** Everything. */
    record All() implements Format {
        @Override
        public String toString() {
            return "*a";
        }
    }

    /**
     * A header of a MIME message.
     *
     * @param keepEnd whether with its line ends
     */
    record Header(boolean keepEnd) implements Format {
        @Override
        public String toString() {
            return keepEnd ? "*H" : "*h";
        }
    }

    /**
     * Exactly so many bytes.
     *
     * @param count how many, at least 0
     */
    record Bytes(int count) implements Format {
        /**
         * Refuses a negative count.
         *
         * @param count how many
         */
        public Bytes {
            if (count < 0) {
                throw new IllegalArgumentException("a count of bytes is at least 0, not " + count);
            }
        }

        @Override
        public String toString() {
            return String.valueOf(count);
        }
    }

    /**
     * At least one byte.
     *
     * @param most at most so many, at least 1
     */
    record UpTo(int most) implements Format {
        /**
         * Refuses a count below 1.
         *
         * @param most at most so many
         */
        public UpTo {
            if (most < 1) {
                throw new IllegalArgumentException("a greatest count of bytes is at least 1, not " + most);
            }
        }

        @Override
        public String toString() {
            return "-" + most;
        }
    }

    /**
     * What comes before a marker.
     *
     * @param marker of ASCII characters, at least one
     */
    record Until(String marker) implements Format {
        /**
         * Refuses an empty marker, and one that is not ASCII.
         *
         * @param marker of ASCII characters
         */
        public Until {
            if (marker.isEmpty() || marker.chars().anyMatch(c -> c > 0x7F)) {
                throw new IllegalArgumentException("a marker is at least one ASCII character, not \"" + marker + "\"");
            }
        }

        @Override
        public String toString() {
            return marker;
        }
    }

    /**
     * {@return exactly so many bytes; fewer only at the end of the stream} In text mode a string is cut within a character if the count ends there;
     * {@link Socket#readBytes(Format)} has the bytes.
     *
     * @param count how many; 0 is the empty string at once
     * @throws IllegalArgumentException if it is negative
     */
    static Format bytes(int count) {
        return new Bytes(count);
    }

    /**
     * {@return what has been received, at least one byte} It waits only if there is nothing, or in text mode nothing but a CR or a part of a character.
     *
     * @param most at most so many bytes, at least 1
     * @throws IllegalArgumentException if it is less
     */
    static Format upTo(int most) {
        return new UpTo(most);
    }

    /**
     * {@return what comes before a marker, such as the boundary of a MIME part, in chunks of at most the size of the input buffer or, in text mode, of the
     * longest line if that is more} In text mode chunks end with a line if they can. The line end just before the marker belongs to the marker. Once the
     * marker is next it is {@code null}; the marker is then still to be read.
     *
     * @param marker ASCII characters, at least one
     * @throws IllegalArgumentException if it is anything else
     */
    static Format until(String marker) {
        return new Until(marker);
    }

    /**
     * {@return the format that a guide's string names}
     *
     * @param text {@code "*l"}, {@code "*L"}, {@code "*a"}, {@code "*h"} or {@code "*H"}, whose asterisk may be left out; a number, where a negative one
     *     is {@link #upTo}; or a marker that begins with {@code "--"}
     * @throws IllegalArgumentException if it is no format
     * @throws UnsupportedOperationException if it is {@code "*n"}, which is no more supported than in the guide
     */
    static Format of(String text) {
        switch (text.startsWith("*") ? text.substring(1) : text) {
            case "l":
                return LINE;
            case "L":
                return LINE_KEEP;
            case "a":
                return ALL;
            case "h":
                return HEADER;
            case "H":
                return HEADER_KEEP;
            case "n":
                throw new UnsupportedOperationException("the format \"*n\", a number in digits, is not supported");
            default:
                return text.startsWith("--") ? until(text) : ofNumber(text);
        }
    }

    private static Format ofNumber(String text) {
        try {
            int number = Integer.parseInt(text);
            return number < 0 ? upTo(-number) : bytes(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a format is \"*l\", \"*L\", \"*a\", \"*h\", \"*H\", a number or a marker \"--...\", not \"" + text
                            + "\"",
                    e);
        }
    }
}
