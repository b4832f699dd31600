package org.cqueues.dns.impl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cqueues.dns.Flags;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.xbill.DNS.Name;

/**
 * What the servers of a zone may say: value. They are believed what they say of names in the zone, and nothing else.
 *
 * @param zone name of the zone
 */
record Bailiwick(Name zone) {
    private static final int RESPONSE = 0x8180; // qr, rd, ra
    private static final int TRUNCATED = 0x0200;
    private static final Set<RecordType> PROOFS =
            Set.of(RecordType.SOA, RecordType.NSEC, RecordType.NSEC3, RecordType.RRSIG);

    /** {@return why a packet neither answers a question nor leads further; null if it does} */
    String reasonAgainst(Question question, PacketFormat packet) {
        Flags flags = packet.flags();
        if (!flags.rcode().equals(Rcode.NOERROR) && !flags.rcode().equals(Rcode.NXDOMAIN)) {
            return flags.rcode().toString();
        }
        if (flags.aa() || referral(question, packet).isPresent()) {
            return null;
        }
        boolean refers = packet.records().stream().anyMatch(Bailiwick::isNameServer);
        if (flags.ra()) {
            return "lame: not authoritative (no flag aa), but one that recurses";
        }
        return refers ? "lame: refers elsewhere than down" : "lame: not authoritative (no flag aa)";
    }

    /**
     * {@return whether a packet without the flag aa has nevertheless what is asked for, and not from a server that recurses: some servers forget the flag. Worth something only where no server of the
     * zone does better}
     */
    boolean hasUnclaimed(Question question, PacketFormat packet) {
        Flags flags = packet.flags();
        Name asked = RecordFormat.name(question.name());
        return flags.rcode().equals(Rcode.NOERROR)
                && !flags.ra()
                && referral(question, packet).isEmpty()
                && packet.records().stream().anyMatch(record -> isAskedFor(record, question, asked));
    }

    private static boolean isAskedFor(ResourceRecord record, Question question, Name asked) {
        boolean fits = record.type().equals(question.type()) || record.type().equals(RecordType.CNAME);
        return fits
                && record.section() == Section.ANSWER
                && RecordFormat.name(record.name()).equals(asked);
    }

    private static boolean isNameServer(ResourceRecord record) {
        return record.section() == Section.AUTHORITY && record.type().equals(RecordType.NS);
    }

    /** {@return the zone below that a packet refers to; empty if it is no referral} */
    Optional<Name> referral(Question question, PacketFormat packet) {
        Name asked = RecordFormat.name(question.name());
        boolean answers = !packet.rcode().equals(Rcode.NOERROR);
        Name below = null;
        for (ResourceRecord record : packet.records()) {
            Name owner = RecordFormat.name(record.name());
            answers |= record.section() == Section.ANSWER && asked.subdomain(owner);
            answers |= record.section() == Section.AUTHORITY && record.type().equals(RecordType.SOA);
            if (isNameServer(record) && isBelow(owner) && asked.subdomain(owner)) {
                below = owner;
            }
        }
        return answers ? Optional.empty() : Optional.ofNullable(below);
    }

    private boolean isBelow(Name name) {
        return name.labels() > zone.labels() && name.subdomain(zone);
    }

    /** {@return what an authoritative packet answers, without what its servers have no say in, as an answer of ours} */
    PacketFormat clean(Question question, PacketFormat packet) {
        Names names = new Names(question, packet);
        List<ResourceRecord> records = new ArrayList<>(List.of(question.record()));
        for (ResourceRecord record : packet.records()) {
            if (isKept(record, names)) {
                records.add(record);
            }
        }
        int rcode = names.leaves() ? 0 : packet.bits() & 15;
        Source from = packet.from() == null ? null : new Source(packet.from().server(), zone);
        return new PacketFormat(0, RESPONSE | packet.bits() & TRUNCATED | rcode, List.copyOf(records), from);
    }

    static boolean isProof(ResourceRecord record) {
        return record.section() == Section.AUTHORITY && PROOFS.contains(record.type());
    }

    private boolean isKept(ResourceRecord record, Names names) {
        Name owner = RecordFormat.name(record.name());
        if (!owner.subdomain(zone)) {
            return false;
        }
        return switch (record.section()) {
            case QUESTION -> false;
            case ANSWER -> names.has(record, owner);
            case AUTHORITY ->
                record.type().equals(RecordType.NS)
                        || isProof(record) && !(names.leaves() && record.data() instanceof Rdata.Soa);
            case ADDITIONAL -> !record.type().equals(RecordType.OPT);
        };
    }

    /** The names that an answer leads to, as far as they are in the zone: worker. */
    private final class Names {
        private final Question question;
        private final Set<Name> names = new HashSet<>();
        private final Set<Name> subtrees = new HashSet<>();
        private Name last;

        Names(Question question, PacketFormat packet) {
            this.question = question;
            last = RecordFormat.name(question.name());
            while (names.size() < Chain.LIMIT && last.subdomain(zone) && names.add(last)) {
                last = next(packet).orElse(last);
            }
        }

        private Optional<Name> next(PacketFormat packet) {
            boolean follows = !question.type().equals(RecordType.CNAME)
                    && !question.type().equals(RecordType.ALL);
            Optional<Name> next = Optional.empty();
            for (ResourceRecord record : packet.records()) {
                if (record.section() != Section.ANSWER) {
                    continue;
                }
                Name owner = RecordFormat.name(record.name());
                if (record.data() instanceof Rdata.Cname cname && owner.equals(last) && follows) {
                    next = Optional.of(RecordFormat.name(cname.host()));
                } else if (record.data() instanceof Rdata.Dname && isUnder(last, owner)) {
                    subtrees.add(owner);
                }
            }
            return next;
        }

        private static boolean isUnder(Name name, Name owner) {
            return name.labels() > owner.labels() && name.subdomain(owner);
        }

        boolean has(ResourceRecord record, Name owner) {
            boolean subtree = subtrees.contains(owner)
                    && (record.type().equals(RecordType.DNAME) || record.type().equals(RecordType.RRSIG));
            return names.contains(owner) || subtree;
        }

        /** Whether the last name is another zone's matter. */
        boolean leaves() {
            return !last.subdomain(zone);
        }
    }
}
