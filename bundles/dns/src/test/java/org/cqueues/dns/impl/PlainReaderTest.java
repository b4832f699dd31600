package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.junit.jupiter.api.Test;

class PlainReaderTest {
    private static final int PACKETS = 20_000;
    private static final List<String> NAMES =
            List.of("a.test.", "www.a.test.", "Test.", "_sip._tcp.a.test.", "x-1.b.test.", "a".repeat(63) + ".test.");
    private static final ResourceRecord OPT =
            new ResourceRecord(Section.ADDITIONAL, ".", RecordType.OPT, new RecordClass(1232), 0x8000, new byte[0]);

    private final Random random = new Random(1);

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private ResourceRecord record(Section section) {
        ResourceRecord made =
                switch (random.nextInt(6)) {
                    case 0, 1 ->
                        ResourceRecord.of(
                                name(),
                                RecordType.A,
                                random.nextInt() & 0xffff_ffffL,
                                "192.0.2." + random.nextInt(256));
                    case 2 -> ResourceRecord.of(name(), RecordType.AAAA, 60, "2001:db8::" + random.nextInt(10));
                    case 3 -> ResourceRecord.of(name(), RecordType.NS, 60, name());
                    case 4 -> ResourceRecord.of(name(), RecordType.CNAME, Integer.MAX_VALUE, name());
                    default -> OPT;
                };
        return made.equals(OPT) ? OPT : made.in(section);
    }

    private byte[] packet() {
        List<ResourceRecord> records =
                new ArrayList<>(List.of(ResourceRecord.question(name(), RecordType.A, RecordClass.IN)));
        for (Section section : List.of(Section.ANSWER, Section.AUTHORITY)) {
            for (int i = random.nextInt(4); i > 0; i--) {
                ResourceRecord record = record(section);
                if (record != OPT) {
                    records.add(record);
                }
            }
        }
        if (random.nextBoolean()) {
            records.add(OPT);
        }
        return new PacketFormat(random.nextInt(65536), 0x8180, records).wire();
    }

    private static void assertSame(Contents expected, Contents read) {
        assertEquals(expected.size(), read.size());
        for (int i = 0; i < read.size(); i++) {
            ResourceRecord one = expected.all().get(i);
            ResourceRecord other = read.all().get(i);
            assertEquals(one.section(), read.section(i));
            assertEquals(one.type().number(), read.type(i));
            assertEquals(one.ttl(), read.ttl(i));
            for (String name : NAMES) {
                assertEquals(expected.isOf(i, name), read.isOf(i, name), one.name() + " and " + name);
            }
            assertTrue(read.isOf(i, one.name().toUpperCase(Locale.ROOT)), one.name());
            assertFalse(read.isOf(i, "x" + one.name()));
            assertEquals(one.section(), other.section());
            assertEquals(one.name(), other.name());
            assertEquals(one.ttl(), other.ttl());
            assertEquals(one.data(), other.data());
            assertEquals(one, other);
        }
    }

    @Test
    void usualPacketsAreReadAsDnsjavaReadsThem() throws DnsException {
        int plain = 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] wire = packet();
            Contents read = PlainReader.read(wire);
            if (read != null) {
                plain++;
                assertSame(PacketFormat.parseAny(wire).contents(), read);
            }
        }
        assertTrue(plain > PACKETS / 4, plain + " of " + PACKETS);
    }

    @Test
    void brokenPacketsAreReadAsDnsjavaReadsThemOrNotAtAll() throws DnsException {
        int plain = 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] wire = packet();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                wire[random.nextInt(wire.length)] = (byte) random.nextInt(256);
            }
            Contents read = PlainReader.read(wire);
            if (read != null) {
                plain++;
                assertSame(PacketFormat.parseAny(wire).contents(), read);
            }
        }
        assertTrue(plain > PACKETS / 100, plain + " of " + PACKETS);
    }

    @Test
    void packetThatEndsEarlyIsLeftToDnsjava() {
        byte[] wire = new PacketFormat(
                        1,
                        0x8180,
                        List.of(
                                ResourceRecord.question("a.test.", RecordType.A, RecordClass.IN),
                                ResourceRecord.of("a.test.", RecordType.A, 60, "192.0.2.1")))
                .wire();
        assertNotNull(PlainReader.read(wire));
        for (int length = PacketFormat.HEADER; length < wire.length; length++) {
            assertNull(PlainReader.read(java.util.Arrays.copyOf(wire, length)), "of " + length + " bytes");
        }
    }

    @Test
    void namesThatPointAtThemselvesAreNotFollowed() {
        byte[] wire = new byte[PacketFormat.HEADER + 6];
        wire[5] = 1;
        wire[PacketFormat.HEADER] = (byte) 0xc0;
        wire[PacketFormat.HEADER + 1] = PacketFormat.HEADER;
        assertNull(PlainReader.read(wire));
        assertThrows(DnsException.class, () -> PacketFormat.parse(wire));
    }
}
