package org.cqueues.dns.impl;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;

/**
 * Believes of another's answers what signatures prove: worker, for any number of coroutines at a time. RFC 4035, section 5.
 *
 * @param upstream where answers come from
 * @param proofs what is remembered, with the anchors
 * @param flights what is being proven at the moment
 * @param owner for whom: see {@link Flights#close}
 * @param clock wall clock, which the periods of signatures need
 */
record Validation(Upstream upstream, Proofs proofs, Flights flights, Object owner, Clock clock) implements Upstream {
    /**
     * {@return what there is to a question up to the first canonical name, with the flag ad if that is proven, and without signatures}
     *
     * @throws BogusException if it is disproven
     */
    @Override
    public PacketFormat ask(Request request) throws IOException {
        Request proving = request.in(Manner.validating());
        Signatures signatures = new Signatures(clock, request.budget());
        ChainOfTrust chain = new ChainOfTrust(upstream, proving, proofs, signatures, flights, owner);
        try {
            return new SecondOpinion(upstream)
                    .ask(proving, packet -> judged(request.question(), packet.withoutProof(), chain, signatures));
        } catch (BogusException e) {
            throw new BogusException(request + ": " + e.detail());
        }
    }

    private PacketFormat judged(Question question, PacketFormat packet, ChainOfTrust chain, Signatures signatures)
            throws IOException {
        Rcode rcode = packet.rcode();
        if (!rcode.equals(Rcode.NOERROR) && !rcode.equals(Rcode.NXDOMAIN)) {
            return only(question, packet, Validation::isRcode);
        } else if (!question.recordClass().equals(RecordClass.IN)) {
            return packet;
        }
        return question.type().equals(RecordType.RRSIG)
                ? only(question, packet, record -> isSignature(question, record))
                : new Judgement(question, packet, chain, signatures, proofs.anchors()).packet();
    }

    /** {@return a packet that cannot be proven, with no more than was asked for} */
    private static PacketFormat only(Question question, PacketFormat packet, Predicate<ResourceRecord> some) {
        List<ResourceRecord> records = new ArrayList<>(List.of(question.record()));
        packet.records().stream().filter(some).forEach(records::add);
        return new PacketFormat(packet.qid(), packet.bits(), List.copyOf(records));
    }

    /** Whether a record has the upper bits of the rcode: RFC 6891. */
    private static boolean isRcode(ResourceRecord record) {
        return record.section() == Section.ADDITIONAL && record.type().equals(RecordType.OPT);
    }

    private static boolean isSignature(Question question, ResourceRecord record) {
        return record.section() == Section.ANSWER
                && record.type().equals(RecordType.RRSIG)
                && record.recordClass().equals(RecordClass.IN)
                && RecordFormat.name(record.name()).equals(RecordFormat.name(question.name()));
    }
}
