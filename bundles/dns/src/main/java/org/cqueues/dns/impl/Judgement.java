package org.cqueues.dns.impl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.cqueues.dns.impl.Denial.Proof;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/** Judges one answer: worker, in one coroutine. */
final class Judgement {
    private final Question question;
    private final PacketFormat packet;
    private final ChainOfTrust chain;
    private final Signatures signatures;
    private final TrustAnchors anchors;
    private final Name name;
    private final RecordSets answer;
    private final RecordSets authority;
    private final List<ResourceRecord> records = new ArrayList<>();
    private boolean isSecure = true;
    private long seconds = Long.MAX_VALUE; // for which everything holds

    Judgement(Question question, PacketFormat packet, ChainOfTrust chain, Signatures signatures, TrustAnchors anchors)
            throws BogusException {
        this.question = question;
        this.packet = packet;
        this.chain = chain;
        this.signatures = signatures;
        this.anchors = anchors;
        name = RecordFormat.name(question.name());
        answer = RecordSets.of(packet, Section.ANSWER);
        authority = RecordSets.of(packet, Section.AUTHORITY);
    }

    /** {@return what is believed of the answer} */
    PacketFormat packet() throws IOException {
        records.add(question.record());
        boolean isAll = question.type().equals(RecordType.ALL);
        int type = question.type().number();
        List<RRset> direct =
                isAll ? answer.at(name) : answer.find(name, type).stream().toList();
        Optional<RRset> alias = answer.find(name, Type.CNAME);
        Optional<RRset> subtree = answer.of(Type.DNAME).stream()
                .filter(set -> name.subdomain(set.getName()) && !name.equals(set.getName()))
                .findFirst();
        boolean made = direct.stream()
                .allMatch(set -> set.getType() == Type.CNAME && set.sigs().isEmpty());
        if (subtree.isPresent() && made) {
            return throughSubtree(subtree.get());
        } else if (!direct.isEmpty()) {
            return positive(direct);
        }
        return alias.isPresent() ? positive(List.of(alias.get())) : negative();
    }

    private PacketFormat positive(List<RRset> sets) throws IOException {
        for (RRset set : sets) {
            judge(set);
            records.addAll(RecordSets.records(Section.ANSWER, set));
        }
        return result(0);
    }

    /** What is signed is the DNAME record; the CNAME record that comes with it is made anew. RFC 6672, section 5.3. */
    private PacketFormat throughSubtree(RRset set) throws IOException {
        judge(set);
        records.addAll(RecordSets.records(Section.ANSWER, set));
        DNAMERecord subtree = (DNAMERecord) set.first();
        try {
            Name target = name.fromDNAME(subtree);
            records.add(
                    RecordFormat.record(Section.ANSWER, new CNAMERecord(name, DClass.IN, subtree.getTTL(), target)));
        } catch (NameTooLongException e) {
            return result(Rcode.YXDOMAIN.number());
        }
        return result(0);
    }

    /** {@return the packet with what is believed} */
    private PacketFormat result(int rcode) {
        int bits = packet.bits() & ~15 | rcode | (isSecure ? PacketFormat.AD : 0);
        List<ResourceRecord> all = new ArrayList<>();
        for (ResourceRecord record : records) {
            all.add(record.ttl() > seconds ? record.withTtl(seconds) : record);
        }
        return new PacketFormat(packet.qid(), bits, List.copyOf(all));
    }

    /** A DS record is its parent's. */
    private Name seat(Name owner, int type) {
        return type == Type.DS && !owner.equals(Name.root) ? new Name(owner, 1) : owner;
    }

    /** {@return the closest zone above a set's owner that says it has signed some sets; empty if there is none that counts} */
    private Optional<Name> signer(Name seat, List<RRset> sets) {
        Name top = anchors.closest(seat);
        return sets.stream()
                .flatMap(set -> set.sigs().stream())
                .map(RRSIGRecord::getSigner)
                .filter(signer -> seat.subdomain(signer) && signer.subdomain(top))
                .max((one, other) -> one.labels() - other.labels());
    }

    /** {@return the zone whose signatures count; an insecure one if none are needed} */
    private ZoneTrust zone(Name seat, List<RRset> sets, String what) throws IOException {
        Optional<Name> signer = signer(seat, sets);
        ZoneTrust zone = chain.of(signer.orElse(seat));
        if (!zone.isInsecure() && signer.isEmpty()) {
            throw new BogusException(what + " no signature, but " + zone.zone() + " signs");
        }
        if (!zone.isInsecure() && !zone.zone().equals(signer.get())) {
            chain.doubt(signer.get(), zone);
            throw new BogusException(what + " a signature of " + signer.get() + ", which is no zone");
        }
        return zone;
    }

    /** Notes whether a set is secure. */
    private void judge(RRset set) throws IOException {
        Name owner = set.getName();
        String what = owner + " " + Type.string(set.getType()) + " has";
        ZoneTrust zone = zone(seat(owner, set.getType()), List.of(set), what);
        if (zone.isInsecure()) {
            isSecure = false;
            return;
        }
        RRSIGRecord signature = signatures.verify(set, zone.zone(), zone.keys());
        holdsFor(signatures.seconds(set, signature));
        Expansion expansion = chain.expansion(zone, set, signature, authority);
        isSecure &= expansion.proof() == Proof.SECURE;
        holdsFor(expansion.seconds());
    }

    private void holdsFor(long time) {
        seconds = Math.min(seconds, time);
    }

    private PacketFormat negative() throws IOException {
        boolean noName = packet.rcode().equals(Rcode.NXDOMAIN);
        Name seat = seat(name, question.type().number());
        List<RRset> proving = new ArrayList<>(authority.of(Type.NSEC));
        proving.addAll(authority.of(Type.NSEC3));
        ZoneTrust zone = zone(seat, proving, name + ": what says that there is nothing has");
        if (zone.isInsecure()) {
            isSecure = false;
            authority.of(Type.SOA).forEach(soa -> records.addAll(RecordSets.records(Section.AUTHORITY, soa)));
            return result(noName ? Rcode.NXDOMAIN.number() : 0);
        }
        boolean proven = prove(zone, noName);
        soa(zone);
        return result(proven && noName ? Rcode.NXDOMAIN.number() : 0);
    }

    /** {@return whether it is proven that there is no such name; else it has no such records} */
    private boolean prove(ZoneTrust zone, boolean noName) throws IOException {
        ChainOfTrust.Denials denials = chain.denials(zone, authority);
        holdsFor(denials.seconds());
        Proof name = Proof.NONE;
        Proof type = Proof.NONE;
        for (Denial denial : denials.all()) {
            name = Denial.better(name, noName ? denial.noName(this.name) : Proof.NONE);
            type = Denial.better(type, denial.noType(this.name, question.type().number()));
        }
        boolean proven = name != Proof.NONE;
        Proof best = proven ? name : type;
        if (best == Proof.NONE) {
            signatures.budget().requireHashes();
            throw new BogusException(denials.reason("nothing proves that there is no such "
                    + (noName ? "name" : question.type().toString())));
        }
        isSecure &= best == Proof.SECURE;
        return proven;
    }

    /** It tells for how long there is nothing; one that is not signed tells nothing. */
    private void soa(ZoneTrust zone) throws UnfinishedException {
        Optional<RRset> soa = authority.find(zone.zone(), Type.SOA);
        if (soa.isEmpty()) {
            return;
        }
        try {
            RRSIGRecord signature = signatures.verify(soa.get(), zone.zone(), zone.keys());
            holdsFor(signatures.seconds(soa.get(), signature));
            records.addAll(RecordSets.records(Section.AUTHORITY, soa.get()));
        } catch (BogusException e) {
            return;
        }
    }
}
