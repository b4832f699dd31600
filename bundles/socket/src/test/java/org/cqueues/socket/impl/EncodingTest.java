package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "IBM037"})
    void aCharsetThatWritesAsciiOtherwiseIsRefused(String name) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Encoding.of(Charset.forName(name)));

        assertTrue(refused.getMessage().endsWith("not " + name), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "Shift_JIS", "EUC-JP", "GB18030", "Big5"})
    void aRangeEndsAfterItsLastWholeCharacter(String name) {
        Charset charset = Charset.forName(name);
        String string = "a\u6f22b\u5b57\u6f22";
        byte[] bytes = string.getBytes(charset);

        for (int to = 1; to <= bytes.length; to++) {
            int end = Encoding.of(charset).characterEnd(ByteBuffer.wrap(bytes), 0, to);

            String whole = new String(bytes, 0, end, charset);
            assertTrue(string.startsWith(whole), name + " up to " + to + ": " + whole);
            assertEquals(end, whole.getBytes(charset).length);
            assertTrue(to - end < 4, name + " up to " + to + " ends at " + end);
        }
    }

    @Test
    void aLongRangeOfManyCharactersIsCutAtItsEnd() {
        Charset charset = Charset.forName("Shift_JIS");
        byte[] bytes = "\u6f22".repeat(1000).getBytes(charset);

        assertEquals(1998, Encoding.of(charset).characterEnd(ByteBuffer.wrap(bytes), 0, 1999));
    }

    @Test
    void everyByteIsACharacterOfAnEncodingOfOneByteEach() {
        byte[] bytes = {(byte) 0xE4, (byte) 0xA4};

        assertEquals(2, Encoding.of(Charset.forName("ISO-8859-15")).characterEnd(ByteBuffer.wrap(bytes), 0, 2));
        assertEquals("\u00e4\u20ac", Encoding.of(Charset.forName("ISO-8859-15")).decode(bytes, 2));
    }

    @Test
    void theFirstCharacterThatCannotBeWrittenIsNamed() {
        Encoding latin = Encoding.of(StandardCharsets.ISO_8859_1);
        latin.requireWritable("\u00e4\u00f6");

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> latin.requireWritable("\u00e4\u20ac\u4e00"));

        assertEquals("ISO-8859-1 has no such character as 8364 (\u20ac) at 1", refused.getMessage());
    }

    @Test
    void asciiNeedsNoCopy() {
        String ascii = "plain";

        assertSame(ascii, Encoding.of(Charset.forName("Shift_JIS")).bytesOf(ascii));
        assertEquals("\u008a\u00bf", Encoding.of(Charset.forName("Shift_JIS")).bytesOf("\u6f22"));
    }
}
