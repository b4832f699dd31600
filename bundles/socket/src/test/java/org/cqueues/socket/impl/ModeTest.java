package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ModeTest {
    @Test
    void theDefaultIsTextAndLines() {
        assertEquals("t-p", Mode.DEFAULT.inputFlags());
        assertEquals("b-P", Mode.DEFAULT.withInput("bP").inputFlags());
        assertEquals("tla", Mode.DEFAULT.outputFlags());
    }

    @Test
    void flagsThatAreNotMentionedStay() {
        assertEquals("bla", Mode.DEFAULT.withOutput("b").outputFlags());
        assertEquals("bfA", Mode.DEFAULT.withOutput("b").withOutput("fA").outputFlags());
        assertEquals(
                "tnA",
                Mode.DEFAULT.withOutput("b").withOutput("fA").withOutput("nt").outputFlags());
    }

    @Test
    void unknownFlagsAreRefusedWithTheirString() {
        assertEquals(
                "flags of an output mode are letters of \"tbnlfaA\", not \"tx\"",
                assertThrows(IllegalArgumentException.class, () -> Mode.DEFAULT.withOutput("tx"))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Mode.DEFAULT.withInput("f"));
    }
}
