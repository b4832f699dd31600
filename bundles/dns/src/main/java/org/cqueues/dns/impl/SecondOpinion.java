package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Rcode;

/**
 * Asks others where what a server has told is disproven, because one that was misled, or lies, must not silence the rest: worker of one query, in one coroutine. Each server is asked
 * once, and limits keep what is wrong everywhere from costing much: RFC 9520, section 3.1.
 *
 * @param upstream where answers come from
 */
record SecondOpinion(Upstream upstream) {
    /** Most others that are asked the same, as unbound has it. */
    static final int MOST = 5;

    /** Tells whether an answer is proven. */
    interface Trial<T> {
        /**
         * {@return what is believed}
         *
         * @throws BogusException if it is disproven
         */
        T of(PacketFormat packet) throws IOException;
    }

    /**
     * {@return what is believed of the first answer that is not disproven}
     *
     * @throws BogusException what was wrong with the first answer, if nobody has another one that is right
     */
    <T> T ask(Request request, Trial<T> trial) throws IOException {
        PacketFormat packet = upstream.ask(request);
        Request next = request;
        BogusException first = null;
        while (true) {
            try {
                return trial.of(packet);
            } catch (BogusException e) {
                first = first == null ? e : first;
                Source liar = packet.from();
                boolean isLast = liar == null || next.shunned().contains(liar);
                if (isLast || next.shunned().size() == MOST) {
                    throw told(first, next.shunned().size() + 1);
                }
                request.budget().doubt();
                next = next.shunning(liar);
                packet = other(next, first);
            }
        }
    }

    private PacketFormat other(Request next, BogusException first) throws IOException {
        int liars = next.shunned().size();
        try {
            PacketFormat packet = upstream.ask(next);
            if (isTelling(packet)) {
                return packet;
            }
        } catch (UnfinishedException | SocketTimeoutException e) {
            e.addSuppressed(first);
            throw e; // who was not asked may have known
        } catch (DnsException e) {
            first.addSuppressed(e);
        }
        throw told(first, liars);
    }

    private static boolean isTelling(PacketFormat packet) {
        Rcode rcode = packet.rcode();
        return rcode.equals(Rcode.NOERROR) || rcode.equals(Rcode.NXDOMAIN);
    }

    private static BogusException told(BogusException first, int servers) {
        if (servers == 1) {
            return first;
        }
        BogusException all =
                new BogusException(first.detail() + "; others are no better, " + servers + " servers in all");
        all.initCause(first);
        return all;
    }
}
