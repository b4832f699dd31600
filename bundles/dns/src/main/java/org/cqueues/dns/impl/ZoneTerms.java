package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import org.cqueues.dns.Rcode;

/**
 * How the servers of a zone are asked: value.
 *
 * @param zone what they may speak of
 * @param request the question to them
 * @param health of them
 * @param isWhole whether the question is for the whole name, not a part of it
 * @param isLast whether nobody is asked after this
 * @param refused servers that gave no answer
 */
record ZoneTerms(
        Bailiwick zone,
        Request request,
        ServerHealth health,
        boolean isWhole,
        boolean isLast,
        Set<InetSocketAddress> refused)
        implements Terms {
    private static final Set<Rcode> OF_THE_LAME = Set.of(Rcode.NOERROR, Rcode.NXDOMAIN, Rcode.REFUSED, Rcode.NOTAUTH);

    @Override
    public void beforeEach() throws UnfinishedException {
        request.budget().query();
    }

    @Override
    public Duration patience(InetSocketAddress server) {
        Duration limit = request.settings().timeout();
        return isLast ? limit : health.patience(server, limit);
    }

    @Override
    public String reasonAgainst(PacketFormat answer) {
        return zone.reasonAgainst(request.question(), answer);
    }

    @Override
    public void refused(InetSocketAddress server, PacketFormat answer) {
        if (isWhole) {
            refused.add(server);
            if (OF_THE_LAME.contains(answer.rcode())) {
                health.lame(server, zone.zone());
            }
        }
    }
}
