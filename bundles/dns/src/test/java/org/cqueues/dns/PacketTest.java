package org.cqueues.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.cqueues.controller.Method;
import org.cqueues.dns.impl.Unplugged;
import org.junit.jupiter.api.Test;

class PacketTest {
    private final Dns dns = Unplugged.dns();

    private Packet answer() {
        return dns.packet()
                .setqid(41365)
                .setflags(Flags.of(0x8180))
                .push("example.com.", RecordType.MX, RecordClass.IN)
                .push(ResourceRecord.of("example.com.", RecordType.MX, 299, "10 mail.example.com."))
                .push(ResourceRecord.of("mail.example.com.", RecordType.A, 299, "192.0.2.1")
                        .in(Section.ADDITIONAL));
    }

    private static List<String> texts(Iterable<ResourceRecord> records) {
        List<String> texts = new ArrayList<>();
        records.forEach(record -> texts.add(record.toString()));
        return texts;
    }

    @Test
    void textIsMuchLikeThatOfDig() {
        assertEquals(
                """
                ;; [HEADER]
                ;;    qid : 41365
                ;;     qr : RESPONSE(1)
                ;; opcode : QUERY(0)
                ;;     aa : NON-AUTHORITATIVE(0)
                ;;     tc : NOT-TRUNCATED(0)
                ;;     rd : RECURSION-DESIRED(1)
                ;;     ra : RECURSION-ALLOWED(1)
                ;;  rcode : NOERROR(0)

                ;; [QUESTION:1]
                ;example.com. IN MX

                ;; [ANSWER:1]
                example.com. 299 IN MX 10 mail.example.com.

                ;; [ADDITIONAL:1]
                mail.example.com. 299 IN A 192.0.2.1
                """,
                answer().toString());
    }

    @Test
    void textOfTheOtherFlagsAndOfUnknownNumbers() {
        Packet packet = dns.packet().setflags(Flags.of(0x7e0f));

        assertEquals(
                """
                ;; [HEADER]
                ;;    qid : 0
                ;;     qr : QUERY(0)
                ;; opcode : 15(15)
                ;;     aa : AUTHORITATIVE(1)
                ;;     tc : TRUNCATED(1)
                ;;     rd : RECURSION-NOT-DESIRED(0)
                ;;     ra : RECURSION-NOT-ALLOWED(0)
                ;;  rcode : 15(15)
                """,
                packet.toString());
    }

    @Test
    void textOfWhatHasNone() {
        Packet packet = dns.packet()
                .push(new ResourceRecord(
                        Section.ANSWER, "a.", new RecordType(4711), new RecordClass(3), 1, new byte[] {1, -1}))
                .push(ResourceRecord.of("b.", RecordType.SPF, 2, "\"v=spf1 -all\""))
                .push(new ResourceRecord(
                        Section.ADDITIONAL, ".", RecordType.OPT, new RecordClass(1232), 0, new byte[0]));

        String text = packet.toString();

        assertTrue(text.contains("\n\n;; [ANSWER:2]\na. 1 3 4711 \"\\001\\255\"\nb. 2 IN SPF \"v=spf1 -all\"\n"), text);
        assertTrue(text.endsWith("\n\n;; [ADDITIONAL:1]\n. 0 1232 OPT \"\"\n"), text);
    }

    @Test
    void wireFormComesBackTheSame() throws DnsException {
        byte[] wire = answer().dump();
        Packet loaded = dns.packet(wire);

        assertEquals(answer().toString(), loaded.toString());
        assertArrayEquals(wire, loaded.dump());
        assertEquals(answer().toString(), dns.packet().load(wire).toString());
    }

    @Test
    void packetStaysWhatItWasLoadedWith() throws DnsException {
        byte[] wire = dns.packet()
                .push("a.test.", RecordType.A, RecordClass.IN)
                .push(ResourceRecord.of("a.test.", RecordType.A, 60, "192.0.2.1"))
                .dump();
        Packet loaded = dns.packet().load(wire);
        Packet made = dns.packet(wire);
        String text = dns.packet(wire.clone()).toString();

        Arrays.fill(wire, (byte) 0);

        assertEquals(text, loaded.toString());
        assertEquals(text, made.toString());
    }

    @Test
    void namesAreCompressed() {
        // Header, question, then 2 for each name that came before and the label "mail" with 2 more.
        assertEquals(12 + 17 + (2 + 10 + 2 + 7) + (2 + 10 + 4), answer().dump().length);
    }

    @Test
    void qidHas16Bits() {
        assertEquals(0, dns.packet().qid());
        assertEquals(65535, dns.packet().setqid(65535).qid());
        assertThrows(IllegalArgumentException.class, () -> dns.packet().setqid(65536));
        assertThrows(IllegalArgumentException.class, () -> dns.packet().setqid(-1));
    }

    @Test
    void everyFlagIsItsBit() {
        Flags flags = Flags.of(0x8000 | 5 << 11 | 0x400 | 0x200 | 0x100 | 0x80 | 0x40 | 0x20 | 0x10 | 3);

        assertEquals(new Flags(true, Opcode.UPDATE, true, true, true, true, true, true, true, Rcode.NXDOMAIN), flags);
        for (int bit = 0; bit < 16; bit++) {
            assertEquals(1 << bit, Flags.of(1 << bit).bits());
            assertEquals(
                    Flags.of(1 << bit),
                    dns.packet().setflags(Flags.of(1 << bit)).flags());
        }
        assertThrows(IllegalArgumentException.class, () -> Flags.of(65536));
    }

    @Test
    void rcodeHasTheBitsOfEdns() throws DnsException {
        Packet packet = dns.packet()
                .push(new ResourceRecord(
                        Section.ADDITIONAL, ".", RecordType.OPT, new RecordClass(512), 1 << 24, new byte[0]));

        assertEquals(Rcode.BADVERS, packet.flags().rcode());
        assertEquals(Rcode.BADVERS, dns.packet(packet.dump()).flags().rcode());
    }

    @Test
    void bitsOfAnOptRecordAreKept() throws DnsException {
        ResourceRecord opt = new ResourceRecord(
                Section.ADDITIONAL, ".", RecordType.OPT, new RecordClass(512), 0x7f7f8000L, new byte[0]);
        Packet packet = dns.packet(dns.packet().push(opt).dump());

        assertEquals(
                new Rdata.Opt(127, 127, 512, true, ""),
                packet.grep().iterator().next().data());
        assertEquals(0x7f0, packet.flags().rcode().number());
    }

    @Test
    void absurdTtlIsReadAndWrittenAsNone() throws DnsException {
        byte[] wire = dns.packet()
                .push(ResourceRecord.of("a.", RecordType.A, 255, "192.0.2.1"))
                .dump();
        wire[wire.length - 10] = -1; // its uppermost byte
        Packet packet = dns.packet(wire);

        assertTrue(packet.grep().iterator().next().ttl() > Integer.MAX_VALUE
                || packet.grep().iterator().next().ttl() == 0);
        assertEquals(0, dns.packet(packet.dump()).grep().iterator().next().ttl());
    }

    @Test
    void recordsAreCountedBySections() {
        assertEquals(3, answer().count());
        assertEquals(2, answer().count(Section.of(Section.QUESTION.bit() | Section.ADDITIONAL.bit())));
        assertEquals(0, answer().count(Set.of(Section.AUTHORITY)));
        assertEquals(0, answer().count(Set.of()));
        assertEquals(3, answer().count(Section.ALL));
    }

    @Test
    void recordsAreFoundByEveryCriterion() {
        Packet packet = answer();

        assertEquals(List.of("", "10 mail.example.com.", "192.0.2.1"), texts(packet.grep()));
        assertEquals(
                List.of("10 mail.example.com."),
                texts(packet.grep(Criteria.any().section(Section.ANSWER))));
        assertEquals(List.of("192.0.2.1"), texts(packet.grep(Criteria.any().type(RecordType.A))));
        assertEquals(List.of("192.0.2.1"), texts(packet.grep(Criteria.any().name("MAIL.example.COM."))));
        assertEquals(
                3,
                texts(packet.grep(Criteria.any().recordClass(RecordClass.IN))).size());
        assertEquals(List.of(), texts(packet.grep(Criteria.any().recordClass(new RecordClass(3)))));
        assertEquals(
                List.of(),
                texts(packet.grep(Criteria.any().section(Section.ANSWER).type(RecordType.A))));
        assertEquals(
                List.of("10 mail.example.com.", "192.0.2.1"),
                texts(packet.grep(Criteria.any()
                        .sections(EnumSet.complementOf(EnumSet.of(Section.QUESTION)))
                        .names(List.of("example.com.", "mail.example.com.")))));
    }

    @Test
    void nameToLookForIsFullyQualified() {
        assertThrows(IllegalArgumentException.class, () -> Criteria.any().name("example.com"));
    }

    @Test
    void recordsAreAppendedInTheOrderOfTheSections() {
        Packet packet = answer();
        ResourceRecord late = ResourceRecord.of("example.com.", RecordType.MX, 299, "20 mail2.example.com.");

        String message = assertThrows(IllegalStateException.class, () -> packet.push(late))
                .getMessage();

        assertTrue(message.startsWith("Attempt to push RR out of section order"), message);
        assertEquals(3, packet.count());
        assertEquals(4, packet.push(late.in(Section.ADDITIONAL)).count());
    }

    @Test
    void packetWithoutRoomTakesNothing() {
        String longest = "a".repeat(63) + "." + "b".repeat(63) + "." + "c".repeat(63) + "." + "d".repeat(61) + ".";
        Packet packet = dns.packet(Packet.QUESTION_ROOM).push(longest, RecordType.A, RecordClass.IN);
        Packet small = dns.packet(10);

        assertEquals(1, packet.count());
        assertThrows(IllegalStateException.class, () -> small.push("example.com.", RecordType.A, RecordClass.IN));
        assertEquals(0, small.count());
        assertThrows(IllegalArgumentException.class, () -> dns.packet(-1));
        assertThrows(IllegalArgumentException.class, () -> dns.packet(65524));
    }

    @Test
    void packetIsNoLongerThan65535Bytes() {
        Packet packet = dns.packet();
        ResourceRecord big = ResourceRecord.of("a.", RecordType.TXT, 1, ("\"" + "x".repeat(255) + "\" ").repeat(85));
        packet.push(big).push(big).push(big);

        assertThrows(IllegalStateException.class, () -> packet.push(big));
        assertEquals(3, packet.count());
        assertTrue(packet.dump().length <= 65535);
    }

    @Test
    void replacedMethodSeesExistingPackets() {
        Packet packet = answer();
        AtomicInteger asked = new AtomicInteger();
        Optional<Method<Packet>> previous =
                dns.interpose(Packet.class, "qid", (self, arguments) -> asked.incrementAndGet());

        assertEquals(1, packet.qid());
        assertEquals(2, dns.packet().qid());
        dns.interpose(Packet.class, "qid", previous.orElseThrow());
        assertEquals(41365, packet.qid());
    }

    @Test
    void everyMethodGoesThroughTheTableOnceOneIsReplaced() throws Exception {
        dns.interpose(Packet.class, "qid", (self, arguments) -> 7);
        Packet packet = dns.packet(answer().dump());

        assertEquals(7, packet.qid());
        assertEquals(3, packet.count());
        assertEquals(1, texts(packet.grep(Criteria.any().type(RecordType.A))).size());
        assertEquals(Flags.of(0x8180), packet.flags());
        assertEquals(
                4,
                packet.push(ResourceRecord.of("b.", RecordType.A, 1, "192.0.2.2")
                                .in(Section.ADDITIONAL))
                        .count());
        assertEquals(
                packet.dump().length,
                dns.packet().load(packet.setqid(1).setflags(Flags.QUERY).dump()).dump().length);
        assertTrue(packet.toString().contains("qid : 1\n"));
    }

    @Test
    void addedMethodIsCalledByName() throws Exception {
        assertEquals(Optional.empty(), dns.interpose(Packet.class, "half", (self, arguments) -> self.count() / 2));

        assertEquals(1, dns.call(Packet.class, answer(), "half"));
        assertThrows(IllegalArgumentException.class, () -> dns.call(Packet.class, answer(), "third"));
        assertThrows(IllegalArgumentException.class, () -> dns.interpose(String.class, "half", (self, arguments) -> 1));
    }
}
