package org.cqueues.dns.impl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Section;
import org.cqueues.dns.Settings;
import org.cqueues.dns.impl.Denial.Proof;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Finds the keys of zones, from an anchor down, label by label: worker of one query, in one coroutine. RFC 4035, section 5.
 *
 * <p>What it is told it checks each time; so it is no matter whose cache that comes from.
 */
final class ChainOfTrust {
    private static final long MOST_SECONDS = 86_400;

    /** Most records of one answer that deny something, each with its signatures. No proof needs more than three. */
    static final int MOST_DENIALS = 8;

    private final Upstream upstream;
    private final Request request;
    private final Proofs proofs;
    private final Signatures signatures;
    private final Flights flights;
    private final Object owner;
    private final List<Question> used = new ArrayList<>();
    private final Map<Name, BogusException> dead = new HashMap<>(); // where the chain was found to be broken

    /**
     * Makes a chain without links.
     *
     * @param flights links that others forge
     * @param owner for whom: see {@link Flights#close}
     */
    ChainOfTrust(
            Upstream upstream, Request request, Proofs proofs, Signatures signatures, Flights flights, Object owner) {
        this.upstream = upstream;
        this.flights = flights;
        this.owner = owner;
        this.request = request;
        this.proofs = proofs;
        this.signatures = signatures;
    }

    /**
     * {@return the zone that a name is in, or an insecure one above it}
     *
     * @throws BogusException if that cannot be proven
     */
    ZoneTrust of(Name name) throws IOException {
        try {
            return descend(name);
        } catch (BogusException e) {
            used.forEach(proofs.messages()::forget);
            throw e;
        }
    }

    /** Forgets what led to the belief that a name is in a zone above, which a signature contradicts: either may be out of date. */
    void doubt(Name name, ZoneTrust zone) {
        for (Name link = name; link.labels() > zone.zone().labels(); link = new Name(link, 1)) {
            proofs.forget(link);
            proofs.messages().forget(new Question(link.toString(), RecordType.DS, RecordClass.IN));
        }
    }

    private ZoneTrust descend(Name name) throws IOException {
        Name top = proofs.anchors().closest(name);
        Name known = name;
        Optional<ZoneTrust> trust = proofs.at(known);
        while (trust.isEmpty() && !known.equals(top)) {
            known = new Name(known, 1);
            trust = proofs.at(known);
        }
        ZoneTrust zone = trust.isPresent() ? trust.get() : forged(top, () -> anchored(top));
        while (!zone.isInsecure() && known.labels() < name.labels()) {
            known = Denial.last(name, known.labels() + 1);
            ZoneTrust above = zone;
            Name next = known;
            ZoneTrust below = forged(next, () -> step(above, next));
            if (below == null) {
                return zone;
            }
            zone = below;
        }
        return zone;
    }

    /** A link of the chain. */
    private interface Link {
        ZoneTrust forge() throws IOException;
    }

    /** What is the same for all who need a link at a time. */
    private record LinkTo(Name name, Proofs proofs, Settings settings) {
        @Override
        public String toString() {
            return "proof of " + name;
        }
    }

    /** {@return what a link leads to, which is remembered; also that it is broken, because whoever is asked for an answer then, the chain to it is the same} */
    private ZoneTrust forged(Name name, Link link) throws IOException {
        if (dead.containsKey(name)) {
            throw dead.get(name);
        }
        try {
            return together(name, link);
        } catch (DnsException e) {
            if (e.kind() != DnsException.Kind.BOGUS) {
                throw e;
            }
            BogusException bogus = new BogusException(e.detail());
            bogus.initCause(e);
            dead.put(name, bogus);
            throw bogus;
        }
    }

    /** Of many who need the same link at a time one forges it: the others need not even check its signatures. */
    private ZoneTrust together(Name name, Link link) throws IOException {
        AtomicReference<Optional<ZoneTrust>> own = new AtomicReference<>();
        flights.share(new LinkTo(name, proofs, request.settings()), owner, request.deadline(), () -> {
            own.set(Optional.ofNullable(kept(name, link)));
            return PacketFormat.EMPTY;
        });
        Optional<ZoneTrust> forged = own.get() == null ? proofs.at(name) : own.get();
        return forged.isPresent() || own.get() != null ? forged.orElse(null) : kept(name, link);
    }

    private ZoneTrust kept(Name name, Link link) throws IOException {
        ZoneTrust zone = link.forge();
        if (zone != null) {
            proofs.keep(name, zone);
        }
        return zone;
    }

    private ZoneTrust anchored(Name top) throws IOException {
        return keys(top, proofs.anchors().zones().get(top), after(MOST_SECONDS));
    }

    private long after(long seconds) {
        return proofs.now() + TimeUnit.SECONDS.toNanos(Math.min(seconds, MOST_SECONDS));
    }

    /** {@return the zone that a name is in which is one label longer than one that is in a zone; null if there is no such name} */
    private ZoneTrust step(ZoneTrust zone, Name name) throws IOException {
        // The digests are proven then: if no keys fit, it is those who told the keys that are asked about.
        return ask(name, RecordType.DS, packet -> below(zone, name, packet)).forge();
    }

    private Link below(ZoneTrust zone, Name name, PacketFormat packet) throws IOException {
        RecordSets answer = RecordSets.of(packet, Section.ANSWER);
        Optional<RRset> digests = answer.find(name, Type.DS);
        if (digests.isPresent()) {
            return delegated(zone, name, digests.get());
        }
        Optional<RRset> alias = answer.find(name, Type.CNAME);
        if (alias.isPresent()) {
            ZoneTrust same = beside(zone, name, alias.get(), packet, zone);
            return () -> same; // there is nothing else at the name
        }
        for (RRset subtree : answer.of(Type.DNAME)) {
            if (name.subdomain(subtree.getName()) && subtree.getName().subdomain(zone.zone())) {
                ZoneTrust nothing = beside(zone, name, subtree, packet, null);
                return () -> nothing;
            }
        }
        ZoneTrust undelegated = undelegated(zone, name, packet);
        return () -> undelegated;
    }

    /**
     * {@return what is known of a name where an alias, or a subtree's, leaves no room for a delegation}
     *
     * @param known that, if the set is really there
     */
    private ZoneTrust beside(ZoneTrust zone, Name name, RRset set, PacketFormat packet, ZoneTrust known)
            throws IOException {
        RRSIGRecord signature = signatures.verify(set, zone.zone(), zone.keys());
        long seconds = signatures.seconds(set, signature);
        Expansion expansion = expansion(zone, set, signature, RecordSets.of(packet, Section.AUTHORITY));
        long until = after(Math.min(seconds, expansion.seconds()));
        if (expansion.proof() == Proof.INSECURE) {
            return insecure(name, zone.until(until).until());
        }
        return known == null ? null : known.until(until);
    }

    private static ZoneTrust insecure(Name name, long until) {
        return new ZoneTrust(name, List.of(), "no keys of " + name + " are signed", until);
    }

    /**
     * {@return whether a set that is signed is there itself, or by a wildcard, which stands only for names that are not there: RFC 4035, section 5.3.4}
     *
     * @param authority what proves that the name is not there
     * @throws BogusException if it does not
     */
    Expansion expansion(ZoneTrust zone, RRset set, RRSIGRecord signature, RecordSets authority)
            throws BogusException, UnfinishedException {
        Name owner = set.getName();
        if (signature.getLabels() == Signatures.labels(owner)) {
            return new Expansion(Proof.SECURE, Long.MAX_VALUE);
        }
        Name encloser = Denial.last(owner, signature.getLabels() + 1);
        Denials denials = denials(zone, authority);
        Proof best = Proof.NONE;
        for (Denial denial : denials.all()) {
            best = Denial.better(best, denial.noCloser(owner, encloser));
        }
        if (best == Proof.NONE) {
            request.budget().requireHashes();
            throw new BogusException(
                    owner + ": " + denials.reason("nothing proves that *." + encloser + " stands for it"));
        }
        return new Expansion(best, denials.seconds());
    }

    private Link delegated(ZoneTrust zone, Name name, RRset set) throws IOException {
        RRSIGRecord signature = signatures.verify(set, zone.zone(), zone.keys());
        if (signature.getLabels() < Signatures.labels(name)) {
            throw new BogusException(name + " DS: it is a wildcard's, which delegates nothing");
        }
        long until = zone.until(after(signatures.seconds(set, signature))).until();
        List<DSRecord> digests =
                set.rrs(false).stream().map(DSRecord.class::cast).toList();
        return () -> keys(name, digests, until);
    }

    private ZoneTrust undelegated(ZoneTrust zone, Name name, PacketFormat packet) throws IOException {
        Denials denials = denials(zone, RecordSets.of(packet, Section.AUTHORITY));
        long until = zone.until(after(denials.seconds())).until();
        for (Denial denial : denials.all()) {
            switch (denial.cut(name)) {
                case NONE:
                    return zone.until(until);
                case NOTHING:
                    return null;
                case INSECURE:
                    return insecure(name, until);
                default:
            }
        }
        request.budget().requireHashes();
        throw new BogusException(name + " DS: " + denials.reason("nothing proves that there is none"));
    }

    /**
     * What of some records is signed by a zone.
     *
     * @param all the denials
     * @param seconds for how long they hold
     * @param doubt why something does not count; null if everything does
     */
    record Denials(List<Denial> all, long seconds, String doubt) {
        String reason(String otherwise) {
            return doubt == null ? otherwise : otherwise + " (" + doubt + ")";
        }
    }

    /** {@return what the records of a zone deny; of more than any proof needs the rest is left out} */
    Denials denials(ZoneTrust zone, RecordSets authority) throws UnfinishedException {
        List<NSECRecord> nsecs = new ArrayList<>();
        List<NSEC3Record> nsec3s = new ArrayList<>();
        long seconds = MOST_SECONDS;
        String doubt = null;
        List<RRset> sets = authority.sets().stream()
                .filter(set -> isDenial(set, zone.zone()))
                .limit(MOST_DENIALS)
                .toList();
        for (RRset set : sets) {
            try {
                RRSIGRecord signature = signatures.verify(set, zone.zone(), zone.keys());
                if (signature.getLabels() == Signatures.labels(set.getName())) {
                    seconds = Math.min(seconds, signatures.seconds(set, signature));
                    add(set.first(), nsecs, nsec3s);
                }
            } catch (BogusException e) {
                doubt = e.detail();
            }
        }
        List<Denial> all = new ArrayList<>();
        if (!nsecs.isEmpty()) {
            all.add(new NsecDenial(zone.zone(), nsecs));
        }
        if (!nsec3s.isEmpty()) {
            all.add(new Nsec3Denial(zone.zone(), nsec3s, request.budget()));
        }
        return new Denials(all, seconds, doubt);
    }

    /** The owner of an NSEC3 record is a hash right below the zone. */
    private static boolean isDenial(RRset set, Name zone) {
        Name owner = set.getName();
        boolean hashed = set.getType() == Type.NSEC3 && owner.labels() == zone.labels() + 1 && owner.subdomain(zone);
        return hashed || set.getType() == Type.NSEC && owner.subdomain(zone);
    }

    private static void add(Record record, List<NSECRecord> nsecs, List<NSEC3Record> nsec3s) {
        if (record instanceof NSECRecord nsec) {
            nsecs.add(nsec);
        } else if (record instanceof NSEC3Record nsec3) {
            nsec3s.add(nsec3);
        }
    }

    /** {@return the zone with the keys that digests of them are trusted of} */
    private ZoneTrust keys(Name zone, List<DSRecord> digests, long until) throws IOException {
        List<DSRecord> usable = Signatures.usable(digests);
        if (usable.isEmpty()) {
            return new ZoneTrust(zone, List.of(), "the keys of " + zone + " are of kinds that are not known", until);
        }
        return ask(zone, RecordType.DNSKEY, packet -> keys(zone, usable, packet, until));
    }

    private ZoneTrust keys(Name zone, List<DSRecord> digests, PacketFormat packet, long until) throws IOException {
        RRset set = RecordSets.of(packet, Section.ANSWER)
                .find(zone, Type.DNSKEY)
                .orElseThrow(() -> new BogusException(zone + " DNSKEY: there are none"));
        List<DNSKEYRecord> keys = set.rrs(false).stream()
                .map(DNSKEYRecord.class::cast)
                .filter(Signatures::isZoneKey)
                .limit(Signatures.MOST_KEYS)
                .toList();
        List<DNSKEYRecord> entries = entries(keys, digests);
        if (entries.isEmpty()) {
            throw new BogusException(zone + " DNSKEY: none is the one that is trusted, " + digests);
        }
        long seconds = signatures.seconds(set, signatures.verify(set, zone, entries));
        return new ZoneTrust(zone, keys, null, until).until(after(seconds));
    }

    private List<DNSKEYRecord> entries(List<DNSKEYRecord> keys, List<DSRecord> digests) throws UnfinishedException {
        List<DNSKEYRecord> entries = new ArrayList<>();
        for (DNSKEYRecord key : keys) {
            for (DSRecord digest : digests) {
                if (signatures.matches(digest, key)) {
                    entries.add(key);
                    break;
                }
            }
        }
        return entries;
    }

    /** {@return what is believed of keys or a delegation} */
    private <T> T ask(Name name, RecordType type, SecondOpinion.Trial<T> trial) throws IOException {
        Question question = new Question(name.toString(), type, RecordClass.IN);
        used.add(question);
        Optional<PacketFormat> known = proofs.messages().find(question).map(AnswerCache.Entry::answer);
        if (known.isPresent()) {
            try {
                return trial.of(known.get());
            } catch (BogusException e) {
                proofs.messages().forget(question); // its signatures may be newer now
            }
        }
        return new SecondOpinion(this::told).ask(request.of(question), trial);
    }

    /** {@return what somebody says of keys or a delegation} */
    private PacketFormat told(Request asked) throws IOException {
        Question question = asked.question();
        request.budget().proof();
        PacketFormat packet = upstream.ask(asked);
        Rcode rcode = packet.rcode();
        if (!rcode.equals(Rcode.NOERROR) && !rcode.equals(Rcode.NXDOMAIN)) {
            throw new DnsException(
                    DnsException.Kind.FAIL, question + ": " + rcode + ", which is needed for validation");
        }
        proofs.messages().keep(question, packet);
        return packet;
    }
}
