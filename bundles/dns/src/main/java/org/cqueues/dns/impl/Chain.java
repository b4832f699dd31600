package org.cqueues.dns.impl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;

/** Follows canonical names through the answers to one question: worker of one thread. RFC 1034 section 3.6.2, RFC 6672. */
final class Chain {
    /** Most names from the question's to the last. */
    static final int LIMIT = 16;

    private final Question question;
    private final List<String> seen = new ArrayList<>(0); // names on the way, once there is more than the first
    private String name;

    Chain(Question question) {
        this.question = question;
        this.name = question.name();
    }

    /** {@return whether an answer that may have a canonical name leaves it to us to look that up} */
    static boolean isOpen(PacketFormat answer) {
        return answer.rcode().equals(Rcode.NOERROR) && !answer.has(Section.AUTHORITY, RecordType.SOA);
    }

    /** {@return whether an answer has a canonical name, or that of a subtree, and no more} */
    static boolean leadsOn(PacketFormat answer) {
        return isOpen(answer)
                && (answer.has(Section.ANSWER, RecordType.CNAME) || answer.has(Section.ANSWER, RecordType.DNAME));
    }

    /** {@return the last name that was followed to} */
    String name() {
        return name;
    }

    /**
     * Follows to the last name that an answer leads to.
     *
     * @return whether that name has records of the type that is asked for
     * @throws DnsException of kind {@code FAIL} if a name comes again, or there are too many
     */
    boolean follow(PacketFormat answer) throws DnsException {
        while (true) {
            if (answer.answers(name, question.type())) {
                return true;
            }
            Optional<String> next = next(answer);
            if (next.isEmpty()) {
                return false;
            }
            if (seen.isEmpty()) {
                seen.add(key(name));
            }
            name = next.get();
            boolean again = seen.contains(key(name));
            seen.add(key(name));
            if (again || seen.size() > LIMIT) {
                String why = again ? "a loop of canonical names" : "more than " + LIMIT + " canonical names";
                throw new DnsException(
                        DnsException.Kind.FAIL, question + ": " + why + ": " + String.join(" -> ", seen));
            }
        }
    }

    private Optional<String> next(PacketFormat answer) {
        List<ResourceRecord> records = answer.records();
        for (ResourceRecord record : records) {
            if (isOf(record, name) && record.data() instanceof Rdata.Cname cname) {
                return Optional.of(cname.host());
            }
        }
        for (ResourceRecord record : records) {
            if (record.section() == Section.ANSWER && record.data() instanceof Rdata.Dname dname) {
                Optional<String> replaced = replaced(record, dname);
                if (replaced.isPresent()) {
                    return replaced;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> replaced(ResourceRecord record, Rdata.Dname dname) {
        Name owner = RecordFormat.name(record.name());
        Name below = RecordFormat.name(name);
        if (below.equals(owner) || !below.subdomain(owner)) {
            return Optional.empty();
        }
        try {
            Name target = RecordFormat.name(dname.target());
            return Optional.of(below.fromDNAME(new DNAMERecord(owner, DClass.IN, 0, target))
                    .toString());
        } catch (NameTooLongException e) {
            return Optional.empty(); // RFC 6672, section 2.2: then there is no such name
        }
    }

    private static boolean isOf(ResourceRecord record, String name) {
        return record.section() == Section.ANSWER
                && (record.name().equals(name)
                        || record.name().equalsIgnoreCase(name)); // mostly the former, which is fast
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
