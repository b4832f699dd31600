package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

class BailiwickTest {
    private static final int AUTHORITATIVE = 0x8400;
    private static final int PLAIN = 0x8000;
    private static final int RECURSIVE = 0x8080;
    private static final Question QUESTION = new Question("www.example.", RecordType.A, RecordClass.IN);
    private static final String SIGNATURE = "A 8 2 300 20300101000000 20200101000000 1 example. AAAA";

    private final Bailiwick example = new Bailiwick(RecordFormat.name("example."));

    private static ResourceRecord record(Section section, String name, RecordType type, String data) {
        return ResourceRecord.of(name, type, 300, data).in(section);
    }

    private static ResourceRecord answer(String name, RecordType type, String data) {
        return record(Section.ANSWER, name, type, data);
    }

    private static ResourceRecord authority(String name, RecordType type, String data) {
        return record(Section.AUTHORITY, name, type, data);
    }

    private static PacketFormat packet(int bits, ResourceRecord... records) {
        List<ResourceRecord> all = new ArrayList<>(List.of(QUESTION.record()));
        all.addAll(List.of(records));
        return new PacketFormat(7, bits, all);
    }

    private void assertKept(List<ResourceRecord> kept, ResourceRecord... records) {
        List<ResourceRecord> expected = new ArrayList<>(List.of(QUESTION.record()));
        expected.addAll(kept);
        assertEquals(
                expected,
                example.clean(QUESTION, packet(AUTHORITATIVE, records)).records());
    }

    private void assertAllKept(ResourceRecord... records) {
        assertKept(List.of(records), records);
    }

    private Optional<Name> referral(PacketFormat packet) {
        return example.referral(QUESTION, packet);
    }

    @Test
    void answersWithTheirSignaturesAndProofsAreKept() {
        assertAllKept(
                answer("www.example.", RecordType.A, "192.0.2.1"),
                answer("www.example.", RecordType.RRSIG, SIGNATURE),
                authority("example.", RecordType.NS, "ns.example."),
                authority("a.example.", RecordType.NSEC, "z.example. A RRSIG"),
                authority("a.example.", RecordType.RRSIG, SIGNATURE),
                record(Section.ADDITIONAL, "ns.example.", RecordType.A, "192.0.2.2"));
        assertAllKept(
                authority("example.", RecordType.SOA, "m. r. 1 2 3 4 5"),
                authority("aaaa.example.", RecordType.NSEC3, "1 0 0 - BBBB A"));
    }

    @Test
    void namesInTheZoneAreFollowedAndOthersLeftOut() {
        ResourceRecord alias = answer("www.example.", RecordType.CNAME, "b.example.");
        ResourceRecord leaving = answer("b.example.", RecordType.CNAME, "c.other.");
        assertKept(
                List.of(alias, leaving),
                alias,
                leaving,
                answer("c.other.", RecordType.A, "192.0.2.66"),
                answer("unrelated.example.", RecordType.A, "192.0.2.66"));
    }

    @Test
    void whatIsSaidOfOtherZonesIsLeftOut() {
        ResourceRecord answer = answer("www.example.", RecordType.A, "192.0.2.1");
        assertKept(
                List.of(answer),
                answer,
                answer("www.other.", RecordType.A, "192.0.2.66"),
                authority("other.", RecordType.NS, "ns.example."),
                authority(".", RecordType.NS, "ns.example."),
                authority("other.", RecordType.SOA, "m. r. 1 2 3 4 5"),
                record(Section.ADDITIONAL, "ns.other.", RecordType.A, "192.0.2.66"),
                record(Section.ADDITIONAL, "xexample.", RecordType.A, "192.0.2.66"));
    }

    @Test
    void subtreesAreKeptWithTheirSignatures() {
        Question question = new Question("x.old.example.", RecordType.A, RecordClass.IN);
        List<ResourceRecord> records = List.of(
                question.record(),
                answer("old.example.", RecordType.DNAME, "new.example."),
                answer("old.example.", RecordType.RRSIG, SIGNATURE),
                answer("x.old.example.", RecordType.CNAME, "x.new.example."),
                answer("x.new.example.", RecordType.A, "192.0.2.1"));

        assertEquals(
                records,
                example.clean(question, new PacketFormat(7, AUTHORITATIVE, records))
                        .records());
    }

    @Test
    void aliasThatIsAskedForHasItsSubtreeWithIt() {
        Question question = new Question("x.old.example.", RecordType.CNAME, RecordClass.IN);
        List<ResourceRecord> records = List.of(
                question.record(),
                answer("old.example.", RecordType.DNAME, "new.example."),
                answer("x.old.example.", RecordType.CNAME, "x.new.example."));

        assertEquals(
                records,
                example.clean(question, new PacketFormat(7, AUTHORITATIVE, records))
                        .records());
    }

    @Test
    void truncatedAnswerStaysOne() {
        assertEquals(
                0x8380, example.clean(QUESTION, packet(AUTHORITATIVE | 0x0200)).bits());
    }

    @Test
    void whoLeavesTheZoneDeniesNothing() {
        ResourceRecord alias = answer("www.example.", RecordType.CNAME, "b.other.");
        ResourceRecord proof = authority("a.example.", RecordType.NSEC, "z.example. A RRSIG");
        PacketFormat clean = example.clean(
                QUESTION,
                packet(
                        AUTHORITATIVE | Rcode.NXDOMAIN.number(),
                        alias,
                        authority("example.", RecordType.SOA, "m. r. 1 2 3 4 5"),
                        proof));

        assertEquals(List.of(QUESTION.record(), alias, proof), clean.records());
        assertEquals(Rcode.NOERROR, clean.flags().rcode());
    }

    @Test
    void answerIsOursAndNotAuthoritative() {
        PacketFormat clean = example.clean(QUESTION, packet(AUTHORITATIVE | Rcode.NXDOMAIN.number()));

        assertEquals(0x8180 | Rcode.NXDOMAIN.number(), clean.bits());
        assertEquals(0, clean.qid());
    }

    @Test
    void referralsLeadDownTowardsTheName() {
        assertEquals(
                Optional.of(RecordFormat.name("www.example.")),
                referral(packet(PLAIN, authority("WWW.example.", RecordType.NS, "ns."))));
        for (String other : List.of("example.", ".", "other.", "x.example.", "x.www.example.")) {
            PacketFormat packet = packet(PLAIN, authority(other, RecordType.NS, "ns."));
            assertEquals(Optional.empty(), referral(packet), other);
            assertEquals("lame: refers elsewhere than down", example.reasonAgainst(QUESTION, packet), other);
        }
    }

    @Test
    void answersAreNoReferrals() {
        ResourceRecord below = authority("www.example.", RecordType.NS, "ns.");
        assertEquals(
                Optional.empty(),
                referral(packet(AUTHORITATIVE, answer("www.example.", RecordType.A, "192.0.2.1"), below)));
        assertEquals(
                Optional.empty(),
                referral(packet(AUTHORITATIVE, authority("example.", RecordType.SOA, "m. r. 1 2 3 4 5"), below)));
        assertEquals(Optional.empty(), referral(packet(AUTHORITATIVE | Rcode.NXDOMAIN.number(), below)));
    }

    @Test
    void whoIsNotAuthoritativeIsLame() {
        PacketFormat packet = packet(PLAIN, answer("www.example.", RecordType.A, "192.0.2.1"));
        PacketFormat recursive = packet(RECURSIVE, answer("www.example.", RecordType.A, "192.0.2.1"));

        assertEquals("lame: not authoritative (no flag aa)", example.reasonAgainst(QUESTION, packet));
        assertEquals(
                "lame: not authoritative (no flag aa), but one that recurses",
                example.reasonAgainst(QUESTION, recursive));
        assertNull(example.reasonAgainst(QUESTION, packet(AUTHORITATIVE)));
        assertEquals("REFUSED", example.reasonAgainst(QUESTION, packet(AUTHORITATIVE | Rcode.REFUSED.number())));
    }

    @Test
    void whatIsAskedForMayLackTheFlag() {
        ResourceRecord address = answer("www.example.", RecordType.A, "192.0.2.1");
        ResourceRecord alias = answer("WWW.example.", RecordType.CNAME, "a.example.");

        assertTrue(example.hasUnclaimed(QUESTION, packet(PLAIN, address)));
        assertTrue(example.hasUnclaimed(QUESTION, packet(PLAIN, alias)));
        assertFalse(example.hasUnclaimed(QUESTION, packet(RECURSIVE, address)));
        assertFalse(example.hasUnclaimed(QUESTION, packet(PLAIN | Rcode.NXDOMAIN.number(), alias)));
        assertFalse(example.hasUnclaimed(QUESTION, packet(PLAIN, address.in(Section.ADDITIONAL))));
        assertFalse(example.hasUnclaimed(QUESTION, packet(PLAIN, answer("a.example.", RecordType.A, "192.0.2.1"))));
        assertFalse(example.hasUnclaimed(QUESTION, packet(PLAIN, answer("www.example.", RecordType.MX, "1 a."))));
        assertFalse(example.hasUnclaimed(QUESTION, packet(PLAIN)));
    }

    @Test
    void endlessNamesInOnePacketAreCutShort() {
        ResourceRecord[] records = new ResourceRecord[1000];
        for (int i = 0; i < records.length; i++) {
            String owner = i == 0 ? "www.example." : "n" + i + ".example.";
            records[i] = answer(owner, RecordType.CNAME, "n" + (i + 1) + ".example.");
        }

        assertEquals(
                1 + Chain.LIMIT,
                example.clean(QUESTION, packet(AUTHORITATIVE, records))
                        .records()
                        .size());
    }
}
