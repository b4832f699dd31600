package org.cqueues.socket.impl;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Value: how the bytes of one direction are characters, and whether its lines are translated, which binary ones are not. */
final class Encoding {
    /** Of a binary mode: a character is a byte. */
    static final Encoding BYTES = new Encoding(StandardCharsets.ISO_8859_1, false, Width.ONE);

    /** Of a text mode whose socket was told of no charset. */
    static final Encoding UTF_8 = new Encoding(StandardCharsets.UTF_8, true, Width.UTF_8);

    /** How many bytes a character has. */
    private enum Width {
        ONE,
        UTF_8,
        OTHER
    }

    private static final int ASCII = 128;
    private static final int WINDOW = 64;

    private final Charset charset;
    private final boolean text;
    private final Width width;

    private Encoding(Charset charset, boolean text, Width width) {
        this.charset = charset;
        this.text = text;
        this.width = width;
    }

    /**
     * {@return the encoding of text}
     *
     * @throws IllegalArgumentException unless the charset can write, and writes ASCII as it is: lines are found by their LF
     */
    static Encoding of(Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return UTF_8;
        }
        if (!charset.canEncode() || !writesAscii(charset)) {
            throw new IllegalArgumentException("a socket needs a charset that writes ASCII as it is, not " + charset);
        }
        return new Encoding(charset, true, charset.newEncoder().maxBytesPerChar() <= 1 ? Width.ONE : Width.OTHER);
    }

    private static boolean writesAscii(Charset charset) {
        byte[] ascii = new byte[ASCII];
        for (int i = 0; i < ASCII; i++) {
            ascii[i] = (byte) i;
        }
        String all = new String(ascii, StandardCharsets.US_ASCII);
        return Arrays.equals(all.getBytes(charset), ascii) && new String(ascii, charset).equals(all);
    }

    Charset charset() {
        return charset;
    }

    /** {@return whether lines are translated} */
    boolean isText() {
        return text;
    }

    /** The JDK's decoder of UTF-8 tests for ASCII with vector instructions and then copies, so no test of our own pays. */
    String decode(byte[] bytes, int count) {
        return new String(bytes, 0, count, charset);
    }

    /** {@return where the last whole character of a range ends; its begin if there is none} */
    int characterEnd(ByteBuffer bytes, int from, int to) {
        return switch (width) {
            case ONE -> to;
            case UTF_8 -> utf8End(bytes, from, to);
            case OTHER -> decodedEnd(bytes, from, to);
        };
    }

    private static int utf8End(ByteBuffer bytes, int from, int to) {
        int lead = to - 1;
        while (lead > from && to - lead < 4 && (bytes.get(lead) & 0xC0) == 0x80) {
            lead--;
        }
        return lead + utf8Length(bytes.get(lead)) > to ? lead : to;
    }

    private static int utf8Length(byte lead) {
        if (lead >= 0) {
            return 1;
        }
        int bits = lead & 0xFF;
        return bits >= 0xF0 ? 4 : bits >= 0xE0 ? 3 : bits >= 0xC0 ? 2 : 1;
    }

    /** Only from the front can be told what the last byte belongs to. */
    private int decodedEnd(ByteBuffer bytes, int from, int to) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer range = bytes.duplicate().limit(to).position(from);
        CharBuffer sink = CharBuffer.allocate(WINDOW);
        while (decoder.decode(range, sink, false).isOverflow()) {
            sink.clear();
        }
        return range.position();
    }

    /**
     * Refuses what cannot be written so.
     *
     * @throws IllegalArgumentException naming the first such character
     */
    void requireWritable(String string) {
        if (string == null) {
            throw new IllegalArgumentException("a string to write is null");
        }
        if (this != UTF_8 && bits(string) >= ASCII) {
            requireEach(string);
        }
    }

    private void requireEach(String string) {
        CharsetEncoder encoder = charset.newEncoder();
        if (encoder.canEncode(string)) {
            return;
        }
        int at = 0;
        while (encoder.canEncode(Character.toString(string.codePointAt(at)))) {
            at += Character.charCount(string.codePointAt(at));
        }
        int first = string.codePointAt(at);
        String takes = text ? charset + " has no such character as " : "binary output takes characters up to 255, not ";
        throw new IllegalArgumentException(takes + first + " (" + Character.toString(first) + ") at " + at);
    }

    /** {@return the string's bytes as characters; itself where that is the same} */
    String bytesOf(String string) {
        return charset.equals(StandardCharsets.ISO_8859_1) || bits(string) < ASCII
                ? string
                : new String(string.getBytes(charset), StandardCharsets.ISO_8859_1);
    }

    /** {@return all bits that occur in the characters: without a branch for each, which is what makes it fast} */
    private static int bits(String string) {
        int bits = 0;
        for (int i = 0; i < string.length(); i++) {
            bits |= string.charAt(i);
        }
        return bits;
    }
}
