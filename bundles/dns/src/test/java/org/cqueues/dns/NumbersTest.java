package org.cqueues.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void typesHaveTheirNumbersBothWays() {
        Map<String, Integer> numbers = Map.ofEntries(
                Map.entry("A", 1),
                Map.entry("NS", 2),
                Map.entry("CNAME", 5),
                Map.entry("SOA", 6),
                Map.entry("PTR", 12),
                Map.entry("MX", 15),
                Map.entry("TXT", 16),
                Map.entry("AAAA", 28),
                Map.entry("SRV", 33),
                Map.entry("NAPTR", 35),
                Map.entry("DNAME", 39),
                Map.entry("OPT", 41),
                Map.entry("DS", 43),
                Map.entry("SSHFP", 44),
                Map.entry("RRSIG", 46),
                Map.entry("NSEC", 47),
                Map.entry("DNSKEY", 48),
                Map.entry("NSEC3", 50),
                Map.entry("TLSA", 52),
                Map.entry("SVCB", 64),
                Map.entry("HTTPS", 65),
                Map.entry("SPF", 99),
                Map.entry("ALL", 255),
                Map.entry("CAA", 257));
        numbers.forEach((name, number) -> {
            assertEquals(number, RecordType.of(name).number());
            assertEquals(name, new RecordType(number).toString());
            assertEquals(Optional.of(name), new RecordType(number).name());
        });
    }

    @Test
    void namesAreFoundInAnyCaseAndAsNumbers() {
        assertEquals(RecordType.AAAA, RecordType.of("aaaa"));
        assertEquals(RecordType.ALL, RecordType.of("any"));
        assertEquals(new RecordType(65280), RecordType.of("TYPE65280"));
        assertEquals(new RecordType(28), RecordType.of("28"));
        assertEquals(RecordClass.IN, RecordClass.of("in"));
        assertEquals(new RecordClass(3), RecordClass.of("CLASS3"));
        assertEquals(Rcode.NXDOMAIN, Rcode.of("nxdomain"));
        assertEquals(Opcode.NOTIFY, Opcode.of("notify"));
    }

    @Test
    void unknownNamesAreRefusedByName() {
        assertEquals(
                "FOO: unknown DNS type",
                assertThrows(IllegalArgumentException.class, () -> RecordType.of("FOO"))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> RecordClass.of("FOO"));
        assertThrows(IllegalArgumentException.class, () -> Rcode.of(""));
        assertThrows(IllegalArgumentException.class, () -> Opcode.of("-1"));
        assertThrows(IllegalArgumentException.class, () -> RecordType.of("99999999999"));
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RecordType(65536));
        assertThrows(IllegalArgumentException.class, () -> new RecordClass(-1));
        assertThrows(IllegalArgumentException.class, () -> new Opcode(16));
        assertThrows(IllegalArgumentException.class, () -> new Rcode(4096));
    }

    @Test
    void classesHaveTheirNumbers() {
        assertEquals(1, RecordClass.IN.number());
        assertEquals("ANY", new RecordClass(255).toString());
        assertEquals("3", new RecordClass(3).toString());
        assertEquals(Optional.empty(), new RecordClass(3).name());
    }

    @Test
    void opcodesHaveTheirNumbers() {
        List<Opcode> known = List.of(Opcode.QUERY, Opcode.IQUERY, Opcode.STATUS, Opcode.NOTIFY, Opcode.UPDATE);

        assertEquals(List.of(0, 1, 2, 4, 5), known.stream().map(Opcode::number).toList());
        assertEquals("[QUERY, IQUERY, STATUS, NOTIFY, UPDATE]", known.toString());
        assertEquals(Optional.of("QUERY"), Opcode.QUERY.name());
        assertEquals("3", new Opcode(3).toString());
    }

    @Test
    void rcodesHaveTheirNumbers() {
        List<String> names = List.of(
                "NOERROR",
                "FORMERR",
                "SERVFAIL",
                "NXDOMAIN",
                "NOTIMP",
                "REFUSED",
                "YXDOMAIN",
                "YXRRSET",
                "NXRRSET",
                "NOTAUTH",
                "NOTZONE");
        for (int number = 0; number < names.size(); number++) {
            assertEquals(names.get(number), new Rcode(number).toString());
            assertEquals(number, Rcode.of(names.get(number)).number());
        }
        assertEquals(Optional.of("BADVERS"), new Rcode(16).name());
        assertEquals("11", new Rcode(11).toString());
    }

    @Test
    void sectionsAreBits() {
        assertEquals(1, Section.QUESTION.bit());
        assertEquals(2, Section.ANSWER.bit());
        assertEquals(4, Section.AUTHORITY.bit());
        assertEquals(8, Section.ADDITIONAL.bit());
        assertEquals(Section.ALL, Section.of(15));
        assertEquals(Set.of(Section.ANSWER, Section.ADDITIONAL), Section.of(10));
        assertThrows(IllegalArgumentException.class, () -> Section.of(16));
    }

    @Test
    void sectionsHaveShortNamesToo() {
        assertEquals(Section.QUESTION, Section.of("qd"));
        assertEquals(Section.ANSWER, Section.of("AN"));
        assertEquals(Section.AUTHORITY, Section.of("NS"));
        assertEquals(Section.ADDITIONAL, Section.of("additional"));
        String message = assertThrows(IllegalArgumentException.class, () -> Section.of("X"))
                .getMessage();
        assertTrue(message.contains("Invalid section specified"), message);
    }

    @Test
    void fingerprintsHaveTheirNumbers() {
        assertEquals(1, Rdata.Sshfp.RSA);
        assertEquals(2, Rdata.Sshfp.DSA);
        assertEquals(1, Rdata.Sshfp.SHA1);
        assertEquals(2, Rdata.Sshfp.SHA256);
    }
}
