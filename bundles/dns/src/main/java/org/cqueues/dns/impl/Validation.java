package org.cqueues.dns.impl;

import java.io.IOException;
import java.time.Clock;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;

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
        return isProvable(question, packet.rcode())
                ? new Judgement(question, packet, chain, signatures, proofs.anchors()).packet()
                : packet;
    }

    private static boolean isProvable(Question question, Rcode rcode) {
        boolean answer = rcode.equals(Rcode.NOERROR) || rcode.equals(Rcode.NXDOMAIN);
        return answer
                && question.recordClass().equals(RecordClass.IN)
                && !question.type().equals(RecordType.RRSIG);
    }
}
