package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

class SurveyorTest {
    private static final Name ZONE = RecordFormat.name("a.example.");

    private final List<ResourceRecord> records = new ArrayList<>();

    private void server(String zone, String name, long ttl) {
        records.add(ResourceRecord.of(zone, RecordType.NS, ttl, name).in(Section.AUTHORITY));
    }

    private void glue(String name, String address, long ttl) {
        RecordType type = address.indexOf(':') < 0 ? RecordType.A : RecordType.AAAA;
        records.add(ResourceRecord.of(name, type, ttl, address).in(Section.ADDITIONAL));
    }

    private Delegation cut() {
        Bailiwick sender = new Bailiwick(RecordFormat.name("example."));
        return new Surveyor(() -> 5).below(sender, ZONE, new PacketFormat(0, 0, records));
    }

    private static List<InetAddress> addresses(String... literals) throws Exception {
        List<InetAddress> addresses = new ArrayList<>();
        for (String literal : literals) {
            addresses.add(InetAddress.getByName(literal));
        }
        return addresses;
    }

    @Test
    void cutHasItsServersWithTheirGlue() throws Exception {
        server("A.example.", "ns1.a.example.", 100);
        server("a.example.", "ns2.b.example.", 100);
        server("a.example.", "ns.other.", 100);
        server("b.example.", "ns3.a.example.", 100);
        glue("NS1.a.example.", "192.0.2.1", 100);
        glue("ns1.a.example.", "2001:db8::1", 100);
        glue("ns2.b.example.", "192.0.2.2", 100);
        glue("ns3.a.example.", "192.0.2.3", 100);

        assertEquals(
                new Delegation(
                        ZONE,
                        List.of(),
                        Map.of(
                                RecordFormat.name("ns1.a.example."), addresses("192.0.2.1", "2001:db8::1"),
                                RecordFormat.name("ns2.b.example."), addresses("192.0.2.2"),
                                RecordFormat.name("ns.other."), List.of()),
                        5,
                        100),
                cut());
    }

    @Test
    void glueThatIsNotTheSendersToGiveDoesNotCount() {
        server("a.example.", "ns.other.", 100);
        glue("ns.other.", "192.0.2.1", 1);

        assertEquals(Map.of(RecordFormat.name("ns.other."), List.of()), cut().servers());
        assertEquals(100, cut().seconds());
    }

    @Test
    void cutHoldsAsLongAsItsShortestRecordAndADayAtMost() {
        server("a.example.", "ns.a.example.", 1_000_000);
        assertEquals(86_400, cut().seconds());
        server("a.example.", "ns2.a.example.", 300);
        assertEquals(300, cut().seconds());
        glue("ns.a.example.", "192.0.2.1", 200);
        assertEquals(200, cut().seconds());
        glue("ns.a.example.", "192.0.2.2", 1L << 31);
        assertEquals(0, cut().seconds(), "RFC 2181, section 8");
    }

    @Test
    void fewServersAndAddressesAreKeptThoseWithGlueFirst() {
        for (int i = 0; i < 1000; i++) {
            server("a.example.", "ns" + i + ".a.example.", 100);
        }
        for (int i = 0; i < 100; i++) {
            glue("ns990.a.example.", "192.0.2." + i, 100);
        }
        Map<Name, List<InetAddress>> servers = cut().servers();

        assertEquals(16, servers.size());
        assertEquals(
                RecordFormat.name("ns990.a.example."),
                servers.keySet().iterator().next());
        assertEquals(8, servers.values().iterator().next().size());
    }
}
