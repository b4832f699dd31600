package org.cqueues.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.cqueues.dns.impl.Unplugged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets that nobody honest sends. */
class MalformedPacketTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String HEADER = "1234 8180 0001 0001 0000 0000";
    private static final String QUESTION = "03777777 00 0001 0001";
    private final Dns dns = Unplugged.dns();

    private void assertIllegal(String wire) {
        byte[] bytes = HEX.parseHex(wire.replace(" ", ""));
        DnsException thrown = assertThrows(DnsException.class, () -> dns.packet(bytes));
        assertEquals(DnsException.Kind.ILLEGAL, thrown.kind());
        assertTrue(thrown.getMessage().startsWith("Illegal DNS RR name or data: a packet "), thrown.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "pointer to itself, c01c 0001 0001 00000001 0004 c0000201",
        "pointer forward, c02f 0001 0001 00000001 0004 c0000201",
        "pointer beyond the end, c0ff 0001 0001 00000001 0004 c0000201",
        "label of a reserved kind, 8001 0001 0001 00000001 0004 c0000201",
        "name without an end, 0361",
        "data longer than the packet, c00c 0001 0001 00000001 0008 c0000201",
        "address that is too short, c00c 0001 0001 00000001 0003 c00002",
        "address that is too long, c00c 0001 0001 00000001 0005 c000020100",
        "exchange without a name, c00c 000f 0001 00000001 0002 000a",
        "text longer than its data, c00c 0010 0001 00000001 0002 0961",
        "record that is missing, ''",
    })
    void isOneClearError(String fault, String record) {
        assertIllegal(HEADER + QUESTION + record);
    }

    @Test
    void packetsWithoutAWholeHeaderAreRefused() {
        assertIllegal("");
        assertIllegal("1234 8180 0001 0000 0000 00");
    }

    @Test
    void nameOfMoreThan255BytesIsRefused() {
        assertIllegal("1234 8180 0001 0000 0000 0000" + ("3f" + "61".repeat(63)).repeat(4) + "00 0001 0001");
    }

    @Test
    void moreThan65535BytesAreRefused() {
        assertThrows(DnsException.class, () -> dns.packet(new byte[65536]));
    }

    @Test
    void failedLoadChangesNothing() throws DnsException {
        Packet packet = dns.packet().push("a.", RecordType.A, RecordClass.IN);
        String before = packet.toString();

        assertThrows(DnsException.class, () -> packet.load(new byte[3]));

        assertEquals(before, packet.toString());
    }

    @Test
    void cutAnywhereItIsAPacketOrAnError() {
        byte[] wire = sample();
        for (int length = 0; length < wire.length; length++) {
            byte[] cut = Arrays.copyOf(wire, length);
            assertThrows(DnsException.class, () -> dns.packet(cut));
        }
    }

    /** Twenty thousand in a fixed order: parsing ends, and what it accepts has a text and a wire form. */
    @Test
    void changedAnywhereItIsAPacketOrAnError() {
        byte[] wire = sample();
        Random random = new Random(20261123);
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = wire.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                Packet packet = dns.packet(changed);
                assertNotNull(packet.toString());
                assertNotNull(packet.dump());
            } catch (DnsException e) {
                assertEquals(DnsException.Kind.ILLEGAL, e.kind());
            }
        }
    }

    private byte[] sample() {
        return dns.packet()
                .push("www.example.com.", RecordType.ALL, RecordClass.IN)
                .push(ResourceRecord.of("www.example.com.", RecordType.CNAME, 60, "a.example.com."))
                .push(ResourceRecord.of("a.example.com.", RecordType.A, 60, "192.0.2.1"))
                .push(ResourceRecord.of("a.example.com.", RecordType.AAAA, 60, "2001:db8::1"))
                .push(ResourceRecord.of("example.com.", RecordType.MX, 60, "10 a.example.com."))
                .push(ResourceRecord.of("example.com.", RecordType.TXT, 60, "\"text\" \"more\""))
                .push(ResourceRecord.of("example.com.", RecordType.SOA, 60, "a.example.com. b.example.com. 1 2 3 4 5"))
                .push(ResourceRecord.of("example.com.", RecordType.SRV, 60, "1 2 3 a.example.com."))
                .push(ResourceRecord.of("example.com.", RecordType.HTTPS, 60, "1 . alpn=h2 port=443"))
                .push(ResourceRecord.of("example.com.", RecordType.NSEC, 60, "b.example.com. A MX"))
                .push(ResourceRecord.of("example.com.", RecordType.NAPTR, 60, "1 2 \"u\" \"s\" \"!a!b!\" ."))
                .push(ResourceRecord.of("example.com.", RecordType.CAA, 60, "0 issue \"ca\""))
                .push(new ResourceRecord(Section.ADDITIONAL, ".", RecordType.OPT, new RecordClass(1232), 0, new byte[] {
                    (byte) 0xfd, (byte) 0xe9, 0, 1, 5
                }))
                .dump();
    }
}
