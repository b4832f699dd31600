package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.cqueues.dns.Hints;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

/** Where a recursion lets itself be sent to. */
class ReachTest {
    private static final Name ZONE = RecordFormat.name("example.");

    private static Optional<InetSocketAddress> at(Hints hints, String address, Name zone) throws Exception {
        return at(hints, InetAddress.getByName(address), zone);
    }

    private static Optional<InetSocketAddress> at(Hints hints, InetAddress address, Name zone) {
        return new Recursion(null, null, hints, new Outside(53, () -> 0)).at(address, zone);
    }

    private static Hints hints(String root) {
        return Unplugged.dns().hints().insert(".", root);
    }

    private static Optional<InetSocketAddress> server(String address, int port) throws Exception {
        return Optional.of(new InetSocketAddress(InetAddress.getByName(address), port));
    }

    @Test
    void strangersCannotSendQueriesToTheLoopbackOrToGroups() throws Exception {
        Hints hints = hints("198.41.0.4");
        for (String address : new String[] {
            "127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "169.254.1.1", "fe80::1"
        }) {
            assertEquals(Optional.empty(), at(hints, address, ZONE), address);
        }
        assertEquals(Optional.empty(), at(hints, "255.255.255.255", ZONE));
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        assertEquals(Optional.empty(), at(hints, Inet6Address.getByAddress(null, mapped, -1), ZONE));
        assertEquals(server("192.0.2.1", 53), at(hints, "192.0.2.1", ZONE));
        assertEquals(server("2001:db8::1", 53), at(hints, "2001:db8::1", ZONE));
    }

    @Test
    void rootOnThisHostMayReferToThisHost() throws Exception {
        Hints hints = hints("[127.0.0.1]:5353");
        assertEquals(server("127.0.0.2", 53), at(hints, "127.0.0.2", ZONE));
        assertEquals(Optional.empty(), at(hints, "0.0.0.0", ZONE));
    }

    @Test
    void portOfAHintIsThatOfTheRootsServerOnly() throws Exception {
        Hints hints = hints("[192.0.2.1]:5353");
        assertEquals(server("192.0.2.1", 5353), at(hints, "192.0.2.1", Name.root));
        assertEquals(server("192.0.2.1", 53), at(hints, "192.0.2.1", ZONE));
        assertEquals(server("192.0.2.2", 53), at(hints, "192.0.2.2", Name.root));
    }
}
