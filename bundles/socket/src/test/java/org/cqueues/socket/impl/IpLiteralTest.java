package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cqueues.kernel.SocketName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:80", "0.0.0.0:0", "[0:0:0:0:0:0:0:1]:65535"})
    void literalsAreRead(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");

        assertEquals(
                text,
                SocketName.of(IpLiteral.address(host, Integer.parseInt(text.substring(colon + 1))))
                        .toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "example.org",
                "",
                "256.1.1.1",
                "1.2.3",
                "g::1",
                "1:2",
                "fe80",
                "127.0.0.1 ",
                "::1::",
                "[::1]"
            })
    void namesAreRefusedWithoutALookup(String host) {
        String message = assertThrows(IllegalArgumentException.class, () -> IpLiteral.address(host, 80))
                .getMessage();

        assertTrue(message.contains("\"" + host + "\""), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536})
    void portsOutOfRangeAreRefused(int port) {
        assertThrows(IllegalArgumentException.class, () -> IpLiteral.address("127.0.0.1", port));
    }
}
