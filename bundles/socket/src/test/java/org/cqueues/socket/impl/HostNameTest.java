package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "example.org", "example.org.", "a_b.c-d", "1.2.3.example", "4chan", "x0"})
    void namesAreTakenAsTheyAre(String name) {
        assertEquals(name, HostName.ascii(name));
    }

    @Test
    void otherScriptsAreSentInAscii() {
        assertEquals("xn--bcher-kva.example", HostName.ascii("bücher.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                ".a",
                "a b",
                "a/b",
                "[::1]",
                "user@host",
                "host:80",
                "a\u0000b",
                "127.1",
                "1.2.3",
                "256.1.1.1",
                "2130706433",
                "0x7f.1",
                "0x7f000001",
                "a.1",
                "ü\u0000"
            })
    void whatIsNoNameIsRefused(String host) {
        String message = assertThrows(IllegalArgumentException.class, () -> HostName.ascii(host))
                .getMessage();

        assertTrue(message.contains("\"" + host + "\""), message);
    }

    @Test
    void aNameHasALength() {
        assertThrows(IllegalArgumentException.class, () -> HostName.ascii("x".repeat(64)));
        String longest = ("x".repeat(62) + ".").repeat(4).substring(0, 252);
        assertEquals(longest, HostName.ascii(longest));
        assertThrows(IllegalArgumentException.class, () -> HostName.ascii("abc." + longest));
    }
}
