package org.cqueues.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlagTest {
    @Test
    void bitsAreThoseOfTheOriginal() {
        assertEquals(1, Flag.CREATE.bit());
        assertEquals(2, Flag.ATTRIB.bit());
        assertEquals(4, Flag.MODIFY.bit());
        assertEquals(8, Flag.REVOKE.bit());
        assertEquals(16, Flag.DELETE.bit());
        assertEquals(31, Flag.bits(Flag.ALL));
    }

    @Test
    void namesAndFlagsAreFoundBothWays() {
        assertEquals(Flag.CREATE, Flag.valueOf("CREATE"));
        assertEquals("CREATE", Flag.CREATE.name());
    }

    @Test
    void flagsOfSeveralSetsComeOnceAndAscending() {
        assertEquals(
                List.of(Flag.CREATE, Flag.MODIFY, Flag.DELETE),
                List.copyOf(Flag.flags(Flag.DELETE.bit() ^ Flag.CREATE.bit(), Flag.MODIFY.bit() | Flag.CREATE.bit())));
        assertEquals(Set.of(), Flag.flags());
        assertEquals(Flag.ALL, Flag.flags(31));
    }

    @Test
    void unknownBitIsRefusedWithItsValue() {
        String message = assertThrows(IllegalArgumentException.class, () -> Flag.flags(0x41))
                .getMessage();

        assertTrue(message.contains("0x40"), message);
    }

    @Test
    void changeTellsItsBits() {
        Change change = new Change("a", Set.of(Flag.CREATE, Flag.DELETE), false, "", "b");

        assertEquals(17, change.bits());
        assertTrue(change.has(Flag.CREATE));
        assertFalse(change.has(Flag.MODIFY));
        assertEquals("a CREATE DELETE (now b)", change.toString());
    }
}
