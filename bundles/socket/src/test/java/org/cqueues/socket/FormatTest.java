package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
    @ParameterizedTest
    @ValueSource(strings = {"*l", "*L", "*a", "*h", "*H", "0", "10", "-1", "-4096", "--boundary"})
    void aGuidesStringIsReadAndGivenBack(String text) {
        assertEquals(text, Format.of(text).toString());
    }

    @Test
    void theAsteriskMayBeLeftOut() {
        assertEquals(Format.HEADER, Format.of("h"));
        assertEquals(Format.ALL, Format.of("a"));
    }

    @Test
    void factoriesAndStringsMeanTheSame() {
        assertEquals(Format.bytes(3), Format.of("3"));
        assertEquals(Format.upTo(3), Format.of("-3"));
        assertEquals(Format.until("--x"), Format.of("--x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*x", "x", "*ll", "1.5", "99999999999", "- 1"})
    void anythingElseIsRefused(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Format.of(text))
                .getMessage();

        assertTrue(message.endsWith("not \"" + text + "\""), message);
    }

    @Test
    void numbersInDigitsAreUnsupportedAsInTheGuide() {
        assertThrows(UnsupportedOperationException.class, () -> Format.of("*n"));
    }

    @Test
    void countsAndMarkersOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Format.bytes(-1));
        assertThrows(IllegalArgumentException.class, () -> Format.upTo(0));
        assertThrows(IllegalArgumentException.class, () -> Format.until(""));
        assertThrows(IllegalArgumentException.class, () -> Format.until("ä"));
    }
}
