package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainNameTest {
    private static final String LABEL = "a".repeat(63) + ".";

    @Test
    void wireFormatOfAPlainNameIsThatOfDnsjava() {
        for (String name :
                List.of("a.", "www.Example.", "_sip._tcp.x-1.", LABEL, LABEL.repeat(3) + "a".repeat(61) + ".")) {
            assertTrue(PlainName.is(name), name);
            assertArrayEquals(RecordFormat.name(name).toWire(), PlainName.wire(name), name);
        }
    }

    @Test
    void otherNamesHaveNoWireFormatHere() {
        for (String name : List.of("", ".", "a", "a..", "..", ".a.", "a\\.b.", "é.", "a" + LABEL, LABEL.repeat(4))) {
            assertFalse(PlainName.is(name), name);
            assertNull(PlainName.wire(name), name);
        }
    }

    @Test
    void whatIsPlainHasAWireFormat() {
        Random random = new Random(1);
        String letters = "aB.1-_ \\é";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(8); length > 0; length--) {
                name.append(letters.charAt(random.nextInt(letters.length())));
            }
            String made = name + (random.nextBoolean() ? "." : "");
            assertEquals(PlainName.is(made), PlainName.wire(made) != null, made);
        }
    }
}
