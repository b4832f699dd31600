package org.cqueues.dns.impl;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
    private final Set<String> seen = new LinkedHashSet<>();
    private String name;

    Chain(Question question) {
        this.question = question;
        this.name = question.name();
        seen.add(key(name));
    }

    /** {@return whether an answer has records of a type} */
    static boolean has(PacketFormat answer, RecordType type) {
        return answer.records().stream()
                .anyMatch(record -> record.section() == Section.ANSWER
                        && (type.equals(RecordType.ALL) || record.type().equals(type)));
    }

    /** {@return whether an answer that may have a canonical name leaves it to us to look that up} */
    static boolean isOpen(PacketFormat answer) {
        return answer.flags().rcode().equals(Rcode.NOERROR)
                && answer.records().stream()
                        .noneMatch(
                                record -> record.section() == Section.AUTHORITY && record.data() instanceof Rdata.Soa);
    }

    /** {@return whether an answer has a canonical name, or that of a subtree, and no more} */
    static boolean leadsOn(PacketFormat answer) {
        return isOpen(answer) && (has(answer, RecordType.CNAME) || has(answer, RecordType.DNAME));
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
            if (hasData(answer)) {
                return true;
            }
            Optional<String> next = next(answer);
            if (next.isEmpty()) {
                return false;
            }
            name = next.get();
            if (!seen.add(key(name)) || seen.size() > LIMIT) {
                String why =
                        seen.size() > LIMIT ? "more than " + LIMIT + " canonical names" : "a loop of canonical names";
                throw new DnsException(
                        DnsException.Kind.FAIL,
                        question + ": " + why + ": " + String.join(" -> ", seen) + " -> " + key(name));
            }
        }
    }

    private boolean hasData(PacketFormat answer) {
        return answer.records().stream()
                .anyMatch(record -> isOf(record, name)
                        && (question.type().equals(RecordType.ALL)
                                || record.type().equals(question.type())));
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
        return record.section() == Section.ANSWER && record.name().equalsIgnoreCase(name);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
