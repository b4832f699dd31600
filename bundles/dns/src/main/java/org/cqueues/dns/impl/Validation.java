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
 * @param clock wall clock, which the periods of signatures need
 */
record Validation(Upstream upstream, Proofs proofs, Clock clock) implements Upstream {
    /**
     * {@return what there is to a question up to the first canonical name, with the flag ad if that is proven, and without signatures}
     *
     * @throws BogusException if it is disproven
     */
    @Override
    public PacketFormat ask(Request request) throws IOException {
        Request proving = request.in(Manner.validating());
        PacketFormat packet = upstream.ask(proving).withoutProof();
        if (!isProvable(request.question(), packet.rcode())) {
            return packet;
        }
        Signatures signatures = new Signatures(clock, request.budget());
        ChainOfTrust chain = new ChainOfTrust(upstream, proving, proofs, signatures);
        try {
            return new Judgement(request.question(), packet, chain, signatures, proofs.anchors()).packet();
        } catch (BogusException e) {
            throw new BogusException(request + ": " + e.detail());
        }
    }

    private static boolean isProvable(Question question, Rcode rcode) {
        boolean answer = rcode.equals(Rcode.NOERROR) || rcode.equals(Rcode.NXDOMAIN);
        return answer
                && question.recordClass().equals(RecordClass.IN)
                && !question.type().equals(RecordType.RRSIG);
    }
}
