package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import org.cqueues.dns.Flags;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Section;

/**
 * How servers are asked that recurse for us: value.
 *
 * @param timeout how long to wait for one
 */
record StubTerms(Duration timeout) implements Terms {
    private static final Set<Rcode> ANSWERS = Set.of(Rcode.NOERROR, Rcode.NXDOMAIN);

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
        if (!ANSWERS.contains(rcode)) {
            return rcode.toString();
        }
        Flags flags = answer.flags();
        boolean lame = rcode.equals(Rcode.NOERROR)
                && !flags.aa()
                && !flags.ra()
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
