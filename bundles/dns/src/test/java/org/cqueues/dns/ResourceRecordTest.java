package org.cqueues.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.cqueues.dns.impl.Unplugged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceRecordTest {
    private final Dns dns = Unplugged.dns();

    private static ResourceRecord record(String type, String text) {
        return ResourceRecord.of("example.com.", RecordType.of(type), 300, text);
    }

    private static <T extends Rdata> T data(Class<T> kind, String type, String text) {
        return assertInstanceOf(kind, record(type, text).data());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "A|192.0.2.1",
                "AAAA|2001:db8::1",
                "AAAA|::",
                "AAAA|::1",
                "AAAA|2001:db8:0:1:1:1:1:1",
                "AAAA|1:0:0:2::3",
                "AAAA|fe80::1:0:0:0",
                "AAAA|::ffff:192.0.2.1",
                "NS|ns.example.com.",
                "CNAME|other.example.com.",
                "PTR|host.example.com.",
                "DNAME|other.example.",
                "SOA|ns.example.com. root.example.com. 2026112301 7200 3600 1209600 300",
                "MX|10 mail.example.com.",
                "TXT|\"some text\"",
                "TXT|\"\"",
                "TXT|\"\\034quoted\\034 \\092 \\009 \\255\"",
                "SRV|1 2 5060 sip.example.com.",
                "SSHFP|1 1 dd465c09cfa51fb45020cc83316fff21b9ec74ac",
                "CAA|0 issue \"ca.example.net\"",
                "DS|60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118",
                "DNSKEY|256 3 5 AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8no",
                "RRSIG|A 5 3 86400 20030322173103 20030220173103 2642 example.com. oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip",
                "NSEC|host.example.com. A MX RRSIG NSEC TYPE1234",
                "NSEC3|1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS",
                "TLSA|3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971",
                "SVCB|0 foo.example.com.",
                "HTTPS|1 . alpn=h2,h3 port=8443 ipv4hint=192.0.2.1",
                "NAPTR|100 50 \"s\" \"z3950+I2L+I2C\" \"\" _z3950._tcp.gatech.edu.",
            })
    void dataIsItsTextAndComesBackFromTheWire(String type, String text) throws DnsException {
        ResourceRecord record = record(type, text);
        Packet packet = dns.packet().push(record);
        ResourceRecord loaded = dns.packet(packet.dump()).grep().iterator().next();

        String expected = type.equals("NSEC3") ? text.replace("MX DNSKEY NS", "NS MX DNSKEY") : text;
        assertEquals(expected, record.toString());
        assertEquals(expected, loaded.toString());
        assertEquals(record, loaded);
        assertEquals(record.data(), loaded.data());
        assertEquals(record.hashCode(), loaded.hashCode());
        assertArrayEquals(record.rdata(), loaded.rdata());
        assertTrue(
                packet.toString().endsWith("example.com. 300 IN " + type + " " + expected + "\n"), packet.toString());
    }

    @Test
    void membersHaveTheNamesOfTheirRfcs() {
        assertEquals("192.0.2.1", data(Rdata.A.class, "A", "192.0.2.1").addr().getHostAddress());
        assertEquals(16, data(Rdata.Aaaa.class, "AAAA", "2001:db8::1").addr().getAddress().length);
        assertEquals(
                "ns.example.com.", data(Rdata.Ns.class, "NS", "ns.example.com.").host());
        assertEquals(
                "c.example.com.",
                data(Rdata.Cname.class, "CNAME", "c.example.com.").host());
        assertEquals(
                "p.example.com.", data(Rdata.Ptr.class, "PTR", "p.example.com.").host());
        assertEquals(
                "d.example.com.",
                data(Rdata.Dname.class, "DNAME", "d.example.com.").target());
        assertEquals(
                new Rdata.Soa("m.", "r.", 4294967295L, 2, 3, 4, 5),
                record("SOA", "m. r. 4294967295 2 3 4 5").data());
        assertEquals(new Rdata.Mx(10, "m."), record("MX", "10 m.").data());
        assertEquals(new Rdata.Srv(1, 2, 3, "t."), record("SRV", "1 2 3 t.").data());
        assertEquals(
                new Rdata.Sshfp(2, 1, "ab".repeat(20)),
                record("SSHFP", "2 1 " + "ab".repeat(20)).data());
        assertEquals(
                new Rdata.Caa(128, "iodef", "mailto:a@b"),
                record("CAA", "128 iodef \"mailto:a@b\"").data());
        assertEquals(
                new Rdata.Ds(1, 8, 2, "ab".repeat(32)),
                record("DS", "1 8 2 " + "AB".repeat(32)).data());
        assertEquals(
                new Rdata.Dnskey(257, 3, 8, "AQID"),
                record("DNSKEY", "257 3 8 AQID").data());
        assertEquals(new Rdata.Tlsa(3, 1, 0, "ab"), record("TLSA", "3 1 0 ab").data());
        assertEquals(
                new Rdata.Nsec("n.", List.of(RecordType.A, new RecordType(1234))),
                record("NSEC", "n. A TYPE1234").data());
        assertEquals(
                new Rdata.Nsec3(1, 0, 5, "", "2t7b4g4vsa5smi47k61mv5bv1a22bojr", List.of(RecordType.NS)),
                record("NSEC3", "1 0 5 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr NS").data());
        assertEquals(new Rdata.Svcb(0, "s.", Map.of()), record("SVCB", "0 s.").data());
        assertEquals(
                new Rdata.Https(1, ".", Map.of("alpn", "h2", "port", "443")),
                record("HTTPS", "1 . port=443 alpn=h2").data());
        assertEquals(
                new Rdata.Naptr(1, 2, "u", "s", "!a!b!", "."),
                record("NAPTR", "1 2 \"u\" \"s\" \"!a!b!\" .").data());
        assertEquals(
                new Rdata.Rrsig(
                        RecordType.MX, 8, 2, 300, Instant.ofEpochSecond(2), Instant.ofEpochSecond(1), 7, "s.", "AQID"),
                record("RRSIG", "MX 8 2 300 19700101000002 19700101000001 7 s. AQID")
                        .data());
    }

    @Test
    void textsAreJoinedAndTheirStringsKept() {
        Rdata.Txt txt = data(Rdata.Txt.class, "TXT", "\"one\" \"two\"");

        assertEquals(List.of("one", "two"), txt.strings());
        assertEquals("onetwo", txt.data());
        assertEquals("\"onetwo\"", record("TXT", "\"one\" \"two\"").toString());
        assertEquals("", data(Rdata.Txt.class, "TXT", "\"\"").data());
    }

    @Test
    void longTextIsCutEvery256Bytes() {
        ResourceRecord record = record("TXT", "\"" + "x".repeat(255) + "\" \"" + "x".repeat(45) + "\"");

        assertEquals("\"" + "x".repeat(256) + "\" \"" + "x".repeat(44) + "\"", record.toString());
    }

    @Test
    void policyIsItsBytes() {
        Rdata.Spf spf = data(Rdata.Spf.class, "SPF", "\"v=spf1 \" \"-all\"");

        assertEquals("v=spf1 -all", spf.policy());
        assertEquals("v=spf1 -all", spf.data());
        assertEquals("v=spf1 -all", record("SPF", "\"v=spf1 \" \"-all\"").toString());
    }

    @Test
    void fingerprintOfAnUnknownKindIsNotShown() {
        String digest = "ab".repeat(32);
        assertEquals("1 2 " + digest, record("SSHFP", "1 2 " + digest).toString());
        assertEquals("1 9 0", record("SSHFP", "1 9 ab").toString());
    }

    @Test
    void optionsOfAMessageHaveTheirMembers() {
        byte[] options = {(byte) 0xfd, (byte) 0xe9, 0, 2, 1, 2};
        ResourceRecord record = new ResourceRecord(
                Section.ADDITIONAL, ".", RecordType.OPT, new RecordClass(1232), 0x01028000L, options);

        Rdata.Opt opt = assertInstanceOf(Rdata.Opt.class, record.data());
        assertEquals(1, opt.rcode());
        assertEquals(2, opt.version());
        assertEquals(1232, opt.maxsize());
        assertTrue(opt.dnssec());
        assertEquals("\375\351\0\2\1\2", opt.options());
        assertEquals("\"\\253\\233\\000\\002\\001\\002\"", record.toString());
    }

    @Test
    void unknownTypeIsItsBytes() {
        ResourceRecord record = new ResourceRecord(
                Section.ANSWER,
                "example.com.",
                new RecordType(4711),
                RecordClass.IN,
                1,
                "abc\377".getBytes(StandardCharsets.ISO_8859_1));

        assertEquals("abc\377", record.toString());
        assertEquals(new Rdata.Unknown("abc\377"), record.data());
        assertEquals(4, record.rdata().length);
    }

    @Test
    void questionHasNoData() {
        ResourceRecord question = ResourceRecord.question("example.com", RecordType.MX, RecordClass.IN);

        assertEquals("", question.toString());
        assertEquals(new Rdata.None(), question.data());
        assertEquals(Section.QUESTION, question.section());
        assertEquals(0, question.ttl());
        assertEquals(RecordType.MX, question.type());
    }

    @Test
    void recordTellsWhatItIs() {
        ResourceRecord record = record("A", "192.0.2.1").in(Section.AUTHORITY).withTtl(4294967295L);

        assertEquals(Section.AUTHORITY, record.section());
        assertEquals("example.com.", record.name());
        assertEquals(RecordType.A, record.type());
        assertEquals(RecordClass.IN, record.recordClass());
        assertEquals(4294967295L, record.ttl());
    }

    @Test
    void recordsAreEqualByNameTypeClassAndData() {
        ResourceRecord record = record("A", "192.0.2.1");

        assertEquals(
                record,
                ResourceRecord.of("EXAMPLE.com", RecordType.A, 5, "192.0.2.1").in(Section.ADDITIONAL));
        assertNotEquals(record, record("A", "192.0.2.2"));
        assertNotEquals(record, ResourceRecord.of("example.org", RecordType.A, 300, "192.0.2.1"));
    }

    @Test
    void whatIsNoRecordIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> record("A", "192.0.2.256"));
        assertThrows(IllegalArgumentException.class, () -> record("MX", "10"));
        assertThrows(IllegalArgumentException.class, () -> ResourceRecord.of("a..b", RecordType.A, 1, "192.0.2.1"));
        assertThrows(
                IllegalArgumentException.class,
                () -> ResourceRecord.question("x".repeat(64) + ".com", RecordType.A, RecordClass.IN));
        assertThrows(
                IllegalArgumentException.class,
                () -> ResourceRecord.question("x.".repeat(128), RecordType.A, RecordClass.IN));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ResourceRecord(Section.ANSWER, "a", RecordType.A, RecordClass.IN, 1, new byte[3]));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ResourceRecord(Section.ANSWER, "a", RecordType.A, RecordClass.IN, -1, new byte[4]));
    }

    @Test
    void namesKeepTheirCaseAndEscapeWhatHasAMeaning() throws DnsException {
        ResourceRecord record = ResourceRecord.of("WwW.a\\.b.\\000x.ExAmple", RecordType.A, 1, "192.0.2.1");
        ResourceRecord loaded =
                dns.packet(dns.packet().push(record).dump()).grep().iterator().next();

        assertEquals("WwW.a\\.b.\\000x.ExAmple.", record.name());
        assertEquals(record.name(), loaded.name());
    }
}
