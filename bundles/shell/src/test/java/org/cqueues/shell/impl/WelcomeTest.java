package org.cqueues.shell.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WelcomeTest {
    @Test
    void linesAreKeptButForTabsAndBlanksAtTheEnd() throws Exception {
        assertEquals(
                List.of("a b", "", "  c"),
                Welcome.parse(List.of("a\tb \r", "", "  c")).lines());
        assertEquals(Welcome.NONE, Welcome.parse(List.of()));
    }

    @Test
    void whatWouldControlATerminalIsRefusedWithItsLine() {
        assertEquals(
                "2: text of at most 400 characters, without controls, was expected, not \"?[2J\"",
                assertThrows(SettingsException.class, () -> Welcome.parse(List.of("a", "\u001b[2J")))
                        .getMessage());
    }

    @Test
    void lineThatIsTooLongIsRefusedInBrief() {
        assertEquals(
                "1: text of at most 400 characters, without controls, was expected, not \"" + "x".repeat(60) + "...\"",
                assertThrows(SettingsException.class, () -> Welcome.parse(List.of("x".repeat(401))))
                        .getMessage());
    }

    @Test
    void moreLinesThanANewcomerCanTakeAreRefused() throws Exception {
        assertEquals(40, Welcome.parse(Collections.nCopies(40, "x")).lines().size());
        assertEquals(
                "41: the end after at most 40 lines was expected, not \"x\"",
                assertThrows(SettingsException.class, () -> Welcome.parse(Collections.nCopies(41, "x")))
                        .getMessage());
    }
}
