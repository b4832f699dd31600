package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Section;

/**
 * How servers are asked that recurse for us: value.
 *
 * @param timeout how long to wait for one
 */
record StubTerms(Duration timeout) implements Terms {
    @Override
    public void beforeEach() {
        // Servers and attempts are limits enough.
    }

    @Override
    public Duration patience(InetSocketAddress server) {
        return timeout;
    }

    @Override
    public String reasonAgainst(PacketFormat answer) {
        Rcode rcode = answer.rcode();
        if (!rcode.equals(Rcode.NOERROR)) {
            return rcode.equals(Rcode.NXDOMAIN) ? null : rcode.toString();
        }
        boolean lame = !answer.isOfExpert()
                && !answer.has(Section.ANSWER, RecordType.ALL)
                && answer.has(Section.AUTHORITY, RecordType.NS)
                && !answer.has(Section.AUTHORITY, RecordType.SOA);
        return lame ? "refers to others" : null;
    }

    @Override
    public void refused(InetSocketAddress server, PacketFormat answer) {
        // It may know the next question's answer.
    }
}
