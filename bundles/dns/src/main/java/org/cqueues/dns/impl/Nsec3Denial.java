package org.cqueues.dns.impl;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.utils.base32;

/** Denial by NSEC3: RFC 5155, section 8. */
final class Nsec3Denial implements Denial {
    /** Above that a zone counts as one without signatures: RFC 9276, section 3.2. */
    static final int MOST_ITERATIONS = 150;

    private static final int MOST_HASHES = 64; // a name in ip6.arpa has 34 labels
    private static final int OPT_OUT = 1;
    private static final base32 BASE32 = new base32(base32.Alphabet.BASE32HEX, false, false);

    private final Name zone;
    private final List<NSEC3Record> records;
    private final Budget budget;
    private final Map<Name, byte[]> hashes = new HashMap<>();

    /**
     * Makes a denial.
     *
     * @param zone the zone
     * @param records what its keys have signed; of those with other parameters than the first nothing is used
     * @param budget what the query may cost
     */
    Nsec3Denial(Name zone, List<NSEC3Record> records, Budget budget) {
        this.zone = zone;
        this.budget = budget;
        this.records = records.stream()
                .filter(nsec -> nsec.getHashAlgorithm() == NSEC3Record.SHA1_DIGEST_ID)
                .filter(nsec -> nsec.getIterations() == records.get(0).getIterations()
                        && Arrays.equals(nsec.getSalt(), records.get(0).getSalt()))
                .toList();
    }

    private boolean isTooDear() {
        return !records.isEmpty() && records.get(0).getIterations() > MOST_ITERATIONS;
    }

    /** {@return the hash of a name; empty after too many} */
    private byte[] hash(Name name) {
        byte[] known = hashes.get(name);
        boolean mayHash = known == null
                && hashes.size() < MOST_HASHES
                && !records.isEmpty()
                && budget.mayHash(records.get(0).getIterations());
        if (!mayHash) {
            return known == null ? new byte[0] : known;
        }
        try {
            byte[] hash = records.get(0).hashName(name);
            hashes.put(name, hash);
            return hash;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static byte[] owner(NSEC3Record nsec) {
        byte[] hash = BASE32.fromString(nsec.getName().getLabelString(0).toUpperCase(Locale.ROOT));
        return hash == null ? new byte[0] : hash;
    }

    private Optional<NSEC3Record> at(Name name) {
        byte[] hash = hash(name);
        return records.stream()
                .filter(nsec -> hash.length > 0 && Arrays.equals(hash, owner(nsec)))
                .findFirst();
    }

    private static Types types(NSEC3Record nsec) {
        return new Types(nsec.getTypes());
    }

    private Optional<NSEC3Record> around(Name name) {
        byte[] hash = hash(name);
        return records.stream()
                .filter(nsec -> hash.length > 0 && covers(owner(nsec), nsec.getNext(), hash))
                .findFirst();
    }

    /** The last one leads back to the first. */
    private static boolean covers(byte[] owner, byte[] next, byte[] hash) {
        boolean after = Arrays.compareUnsigned(owner, hash) < 0;
        boolean before = Arrays.compareUnsigned(hash, next) < 0;
        boolean isLast = Arrays.compareUnsigned(next, owner) <= 0;
        return owner.length == hash.length
                && next.length == hash.length
                && (isLast ? after || before : after && before);
    }

    /** The closest name above one that exists, and what covers the next closer one, which does not. */
    private record Closest(Name encloser, NSEC3Record next) {
        boolean optOut() {
            return (next.getFlags() & OPT_OUT) != 0;
        }
    }

    /** RFC 5155, section 8.3. */
    private Optional<Closest> closest(Name name) {
        for (int labels = name.labels() - 1; labels >= zone.labels(); labels--) {
            Name encloser = Denial.last(name, labels);
            Optional<NSEC3Record> at = at(encloser);
            if (at.isPresent()) {
                boolean away = Denial.leadsAway(types(at.get()));
                return away
                        ? Optional.empty()
                        : around(Denial.last(name, labels + 1)).map(next -> new Closest(encloser, next));
            }
        }
        return Optional.empty();
    }

    private static Proof proof(Optional<Closest> closest) {
        return closest.map(found -> found.optOut() ? Proof.INSECURE : Proof.SECURE)
                .orElse(Proof.NONE);
    }

    @Override
    public Proof noName(Name name) {
        if (isTooDear()) {
            return Proof.INSECURE;
        }
        Optional<Closest> closest = at(name).isPresent() ? Optional.empty() : closest(name);
        return proof(closest.filter(
                found -> around(Denial.wildcard(found.encloser())).isPresent()));
    }

    @Override
    public Proof noType(Name name, int type) {
        if (isTooDear()) {
            return Proof.INSECURE;
        }
        Optional<NSEC3Record> at = at(name);
        if (at.isPresent()) {
            return Denial.lacks(types(at.get()), type, name) ? Proof.SECURE : Proof.NONE;
        }
        Optional<Closest> closest = closest(name);
        // A name may be left out that only leads to delegations that are: RFC 5155, section 7.1 and erratum 3441.
        return proof(closest.filter(found -> found.optOut()
                || at(Denial.wildcard(found.encloser()))
                        .filter(wildcard -> Denial.lacks(types(wildcard), type, name))
                        .isPresent()));
    }

    @Override
    public Proof noCloser(Name name, Name encloser) {
        if (isTooDear()) {
            return Proof.INSECURE;
        }
        return proof(around(Denial.last(name, encloser.labels() + 1)).map(next -> new Closest(encloser, next)));
    }

    @Override
    public Cut cut(Name name) {
        if (isTooDear()) {
            return Cut.INSECURE;
        }
        Optional<NSEC3Record> at = at(name);
        if (at.isPresent()) {
            return Denial.cut(types(at.get()));
        }
        return closest(name)
                .map(found -> found.optOut() ? Cut.INSECURE : Cut.NOTHING)
                .orElse(Cut.UNKNOWN);
    }
}
