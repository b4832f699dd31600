package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerTest {
    @Test
    void sameAddressOnAnotherInterfaceIsAnotherServer() {
        Peer one = Peer.parse("fe80::1%1#dns.example");

        assertEquals(one, Peer.parse("fe80::1%1#dns.example"));
        assertNotEquals(one, Peer.parse("fe80::1%2#dns.example"));
        assertNotEquals(one, Peer.parse("[fe80::1%1]:854#dns.example"));
        assertNotEquals(
                new Route(one, Optional.empty(), Optional.empty()),
                new Route(Peer.parse("fe80::1%2#dns.example"), Optional.empty(), Optional.empty()));
        assertNotEquals(
                new Source(one.address(), null),
                new Source(Peer.parse("fe80::1%2#dns.example").address(), null));
    }
}
