package org.cqueues.dns.impl;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** A zone that is signed when it is asked, and what its server says. */
public final class SignedZone {
    private static final base32 BASE32 = new base32(base32.Alphabet.BASE32HEX, false, true);
    private static final byte[] SALT = {1, 2, 3};
    private static final Duration HOUR = Duration.ofHours(1);

    /** What a server says. */
    public record Reply(Rcode rcode, List<ResourceRecord> records) {
        /** {@return the same without some records} */
        public Reply without(Predicate<ResourceRecord> some) {
            return new Reply(rcode, records.stream().filter(some.negate()).toList());
        }
    }

    private final Name name;
    private final int algorithm;
    private final KeyPair pair;
    private final DNSKEYRecord key;
    private final TreeMap<Name, Map<Integer, RRset>> sets = new TreeMap<>();

    /** Iterations of NSEC3; negative for NSEC. */
    public int iterations = -1;

    /** Whether NSEC3 leaves out delegations to zones without signatures. */
    public boolean optOut;

    /** The period of the signatures. */
    public Instant from = Instant.now().minus(HOUR);

    public Instant until = Instant.now().plus(HOUR.multipliedBy(24));

    public SignedZone(String name, int algorithm, String... lines) throws Exception {
        this.name = Name.fromString(name);
        this.algorithm = algorithm;
        pair = pair(algorithm);
        key = new DNSKEYRecord(this.name, DClass.IN, 300, 257, 3, algorithm, pair.getPublic());
        add(key);
        add(name + " SOA m. r. 1 2 3 4 300");
        add(name + " NS ns." + (name.equals(".") ? "" : name));
        for (String line : lines) {
            add(line);
        }
    }

    private static KeyPair pair(int algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case DNSSEC.Algorithm.ECDSAP256SHA256 -> curve("secp256r1");
            case DNSSEC.Algorithm.ECDSAP384SHA384 -> curve("secp384r1");
            case DNSSEC.Algorithm.ED25519 ->
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            case DNSSEC.Algorithm.ED448 -> KeyPairGenerator.getInstance("Ed448").generateKeyPair();
            default -> {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                yield generator.generateKeyPair();
            }
        };
    }

    private static KeyPair curve(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    /** Adds a record, as in {@code www.test. A 192.0.2.1}. */
    public void add(String line) {
        String[] words = line.split(" ", 3);
        add(RecordFormat.record(ResourceRecord.of(words[0], RecordType.of(words[1]), 300, words[2])));
    }

    private void add(Record record) {
        sets.computeIfAbsent(record.getName(), ignored -> new TreeMap<>())
                .computeIfAbsent(record.getType(), ignored -> new RRset())
                .addRR(record);
    }

    /** Adds a signed zone below. */
    public void delegate(SignedZone child) {
        add(child.name + " NS ns." + child.name);
        add(child.digest(DNSSEC.Digest.SHA256));
    }

    private DSRecord digest(int kind) {
        return new DSRecord(name, DClass.IN, 300, kind, key);
    }

    /** {@return the anchor of this zone} */
    public ResourceRecord anchor() {
        return RecordFormat.record(Section.ANSWER, digest(DNSSEC.Digest.SHA256));
    }

    /** {@return the key of this zone} */
    public ResourceRecord key() {
        return RecordFormat.record(Section.ANSWER, key);
    }

    public boolean has(String asked) {
        return RecordFormat.name(asked).subdomain(name);
    }

    public int labels() {
        return name.labels();
    }

    public String name() {
        return name.toString();
    }

    /** {@return what its server says to a question of a zone below, without addresses; empty if it is its own} */
    public Optional<Reply> referral(String asked, RecordType type) {
        Name wanted = RecordFormat.name(asked);
        for (Name owner : sets.keySet()) {
            Map<Integer, RRset> at = sets.get(owner);
            boolean parents = type.equals(RecordType.DS) && wanted.equals(owner);
            if (!owner.equals(name) && at.containsKey(Type.NS) && wanted.subdomain(owner) && !parents) {
                List<ResourceRecord> records = new ArrayList<>();
                at.get(Type.NS).rrs().forEach(ns -> records.add(of(Section.AUTHORITY, ns, owner)));
                if (at.containsKey(Type.DS)) {
                    put(records, Section.AUTHORITY, at.get(Type.DS), owner);
                } else {
                    deny(records, owner);
                }
                return Optional.of(new Reply(Rcode.NOERROR, records));
            }
        }
        return Optional.empty();
    }

    /** {@return what its server says to a question} */
    public Reply answer(String asked, RecordType type) {
        Name wanted = RecordFormat.name(asked);
        List<ResourceRecord> records = new ArrayList<>();
        RRset subtree = sets.keySet().stream()
                .filter(owner -> wanted.subdomain(owner) && !wanted.equals(owner))
                .map(owner -> sets.get(owner).get(Type.DNAME))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (subtree != null) {
            put(records, Section.ANSWER, subtree, subtree.getName());
            put(records, wanted, subtree);
            return new Reply(Rcode.NOERROR, records);
        }
        Name owner = sets.containsKey(wanted) ? wanted : wildcard(wanted);
        Map<Integer, RRset> at = sets.getOrDefault(owner, Map.of());
        RRset found = at.getOrDefault(type.number(), at.get(Type.CNAME));
        if (found != null) {
            put(records, Section.ANSWER, found, wanted);
            if (!owner.equals(wanted)) {
                denyCloser(records, wanted, new Name(owner, 1));
            }
            return new Reply(Rcode.NOERROR, records);
        }
        put(records, Section.AUTHORITY, sets.get(name).get(Type.SOA), name);
        deny(records, wanted);
        boolean exists = isThere(wanted) || sets.containsKey(wildcard(wanted));
        return new Reply(exists ? Rcode.NOERROR : Rcode.NXDOMAIN, records);
    }

    private static void put(List<ResourceRecord> records, Name wanted, RRset subtree) {
        try {
            Name target = wanted.fromDNAME((DNAMERecord) subtree.first());
            records.add(RecordFormat.record(Section.ANSWER, new CNAMERecord(wanted, DClass.IN, 300, target)));
        } catch (NameTooLongException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isThere(Name wanted) {
        return sets.keySet().stream().anyMatch(owner -> owner.subdomain(wanted));
    }

    private Name encloser(Name wanted) {
        Name encloser = new Name(wanted, 1);
        while (!isThere(encloser)) {
            encloser = new Name(encloser, 1);
        }
        return encloser;
    }

    private Name wildcard(Name wanted) {
        return wanted.equals(Name.root) ? wanted : Denial.wildcard(encloser(wanted));
    }

    private void put(List<ResourceRecord> records, Section section, RRset set, Name owner) {
        RRSIGRecord signature = sign(set);
        for (Record record : set.rrs(false)) {
            records.add(of(section, record, owner));
        }
        records.add(of(section, signature, owner));
    }

    private static ResourceRecord of(Section section, Record record, Name owner) {
        ResourceRecord made = RecordFormat.record(section, record);
        return new ResourceRecord(section, owner.toString(), made.type(), made.recordClass(), made.ttl(), made.rdata());
    }

    private RRSIGRecord sign(RRset set) {
        try {
            return DNSSEC.sign(set, key, pair.getPrivate(), from, until);
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException("algorithm " + algorithm, e);
        }
    }

    private void deny(List<ResourceRecord> records, Name wanted) {
        if (iterations < 0) {
            nsec(records, wanted);
            if (!sets.containsKey(wanted)) {
                nsec(records, wildcard(wanted));
            }
        } else if (hashed().contains(wanted)) {
            nsec3(records, wanted);
        } else {
            Name encloser = new Name(wanted, 1);
            while (!hashed().contains(encloser)) {
                encloser = new Name(encloser, 1);
            }
            nsec3(records, encloser);
            nsec3(records, Denial.last(wanted, encloser.labels() + 1));
            nsec3(records, Denial.wildcard(encloser));
        }
    }

    private void denyCloser(List<ResourceRecord> records, Name wanted, Name encloser) {
        if (iterations < 0) {
            nsec(records, wanted);
        } else {
            nsec3(records, Denial.last(wanted, encloser.labels() + 1));
        }
    }

    private int[] types(Name owner, int own) {
        return Stream.concat(sets.getOrDefault(owner, Map.of()).keySet().stream(), Stream.of(Type.RRSIG, own))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The record that is at a name, or around it. */
    private void nsec(List<ResourceRecord> records, Name wanted) {
        Name owner = sets.floorKey(wanted);
        Name next = sets.higherKey(owner);
        Record record = new NSECRecord(owner, DClass.IN, 300, next == null ? name : next, types(owner, Type.NSEC));
        putOnce(records, record);
    }

    private void putOnce(List<ResourceRecord> records, Record record) {
        ResourceRecord made = RecordFormat.record(Section.AUTHORITY, record);
        if (!records.contains(made)) {
            put(records, Section.AUTHORITY, new RRset(record), record.getName());
        }
    }

    /** The names that NSEC3 has hashes of, those without records among them. */
    private Set<Name> hashed() {
        Set<Name> names = new TreeSet<>();
        for (Name owner : sets.keySet()) {
            boolean unsigned = sets.get(owner).containsKey(Type.NS)
                    && !sets.get(owner).containsKey(Type.DS)
                    && !owner.equals(name);
            for (Name above = owner; !(optOut && unsigned) && above.subdomain(name); above = new Name(above, 1)) {
                names.add(above);
                if (above.equals(Name.root)) {
                    break;
                }
            }
        }
        return names;
    }

    private byte[] hash(Name of) {
        try {
            byte[] next = new byte[20];
            return new NSEC3Record(name, DClass.IN, 300, 1, 0, iterations, SALT, next, new int[0]).hashName(of);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void nsec3(List<ResourceRecord> records, Name wanted) {
        TreeMap<byte[], Name> names = new TreeMap<>(Arrays::compareUnsigned);
        hashed().forEach(owner -> names.put(hash(owner), owner));
        byte[] owner = names.floorKey(hash(wanted));
        owner = owner == null ? names.lastKey() : owner;
        byte[] next = names.higherKey(owner);
        next = next == null ? names.firstKey() : next;
        Name hashed = RecordFormat.name(BASE32.toString(owner) + '.' + (name.equals(Name.root) ? "" : name));
        int[] types = sets.containsKey(names.get(owner)) ? types(names.get(owner), Type.RRSIG) : new int[0];
        int flags = optOut ? 1 : 0;
        putOnce(records, new NSEC3Record(hashed, DClass.IN, 300, 1, flags, iterations, SALT, next, types));
    }
}
