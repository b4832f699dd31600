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
        Flags flags = answer.flags();
        if (!ANSWERS.contains(flags.rcode())) {
            return flags.rcode().toString();
        }
        boolean lame = flags.rcode().equals(Rcode.NOERROR)
                && !flags.aa()
                && !flags.ra()
                && !has(answer, Section.ANSWER, RecordType.ALL)
                && has(answer, Section.AUTHORITY, RecordType.NS)
                && !has(answer, Section.AUTHORITY, RecordType.SOA);
        return lame ? "refers to others" : null;
    }

    private static boolean has(PacketFormat answer, Section section, RecordType type) {
        return answer.records().stream()
                .anyMatch(record -> record.section() == section
                        && (type.equals(RecordType.ALL) || record.type().equals(type)));
    }

    @Override
    public void refused(InetSocketAddress server, PacketFormat answer) {
        // It may know the next question's answer.
    }
}
