package org.cqueues.dns.impl;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.DNSSEC.SignatureExpiredException;
import org.xbill.DNS.DNSSEC.SignatureNotYetValidException;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/**
 * Checks signatures, by dnsjava and the JDK's providers: worker of one query.
 *
 * @param clock wall clock
 * @param budget what the query may cost
 */
record Signatures(Clock clock, Budget budget) {
    /** Digests of keys in one delegation, and keys of one zone, that are compared with each other: a zone has two or three. */
    static final int MOST_KEYS = 64;

    /** Most checks of one set, so that keys with equal tags cost no more (CVE-2023-50387, KeyTrap). */
    static final int MOST_CHECKS = 8;

    private static final Set<Integer> ALGORITHMS = Set.of(
            DNSSEC.Algorithm.RSASHA1,
            DNSSEC.Algorithm.RSA_NSEC3_SHA1,
            DNSSEC.Algorithm.RSASHA256,
            DNSSEC.Algorithm.RSASHA512,
            DNSSEC.Algorithm.ECDSAP256SHA256,
            DNSSEC.Algorithm.ECDSAP384SHA384,
            DNSSEC.Algorithm.ED25519,
            DNSSEC.Algorithm.ED448);
    private static final Set<Integer> DIGESTS = Set.of(DNSSEC.Digest.SHA1, DNSSEC.Digest.SHA256, DNSSEC.Digest.SHA384);
    private static final int REVOKED = 0x80; // RFC 5011
    private static final int ZONE_KEY = 0x100;
    private static final int DNSSEC_PROTOCOL = 3;

    /** {@return those digests of keys that can be checked; of SHA-1 only if there is nothing better, RFC 4509 section 3} */
    static List<DSRecord> usable(List<DSRecord> digests) {
        List<DSRecord> known = digests.stream()
                .filter(ds -> ALGORITHMS.contains(ds.getAlgorithm()) && DIGESTS.contains(ds.getDigestID()))
                .toList();
        List<DSRecord> strong = known.stream()
                .filter(ds -> ds.getDigestID() != DNSSEC.Digest.SHA1)
                .toList();
        return (strong.isEmpty() ? known : strong).stream().limit(MOST_KEYS).toList();
    }

    static boolean isZoneKey(DNSKEYRecord key) {
        return (key.getFlags() & (ZONE_KEY | REVOKED)) == ZONE_KEY && key.getProtocol() == DNSSEC_PROTOCOL;
    }

    /**
     * {@return the signature that proves a set}
     *
     * @param signer whose signatures count
     * @param keys the signer's keys
     * @throws BogusException if there is none
     */
    RRSIGRecord verify(RRset set, Name signer, List<DNSKEYRecord> keys) throws BogusException, UnfinishedException {
        String why = "it has no signature of " + signer;
        int checks = 0;
        for (RRSIGRecord signature : set.sigs()) {
            boolean counts = signature.getSigner().equals(signer)
                    && signature.getLabels() >= labels(signer)
                    && signature.getLabels() <= labels(set.getName());
            if (!counts) {
                continue;
            }
            why = "no key has the tag " + signature.getFootprint() + " of its signature";
            for (DNSKEYRecord key : keys) {
                boolean fits = key.getAlgorithm() == signature.getAlgorithm()
                        && key.getFootprint() == signature.getFootprint();
                if (fits && ++checks <= MOST_CHECKS) {
                    why = reasonAgainst(set, signature, key);
                    if (why == null) {
                        return signature;
                    }
                    budget.failure();
                }
            }
        }
        throw new BogusException(set.getName() + " " + Type.string(set.getType()) + ": " + why);
    }

    /** The root and a leading asterisk do not count: RFC 4034, section 3.1.3. */
    static int labels(Name name) {
        return name.labels() - (name.isWild() ? 2 : 1);
    }

    /** {@return why a signature proves nothing; null if it does} */
    private String reasonAgainst(RRset set, RRSIGRecord signature, DNSKEYRecord key) throws UnfinishedException {
        budget.signature();
        try {
            DNSSEC.verify(set, signature, key, clock.instant());
            return null;
        } catch (SignatureExpiredException e) {
            return "its signature expired at " + signature.getExpire();
        } catch (SignatureNotYetValidException e) {
            return "its signature begins at " + signature.getTimeSigned();
        } catch (DNSSECException | RuntimeException e) {
            return "its signature is not by the key " + key.getFootprint() + " of " + key.getName();
        }
    }

    /** {@return for how many seconds a set holds that a signature proves: RFC 4035, section 5.3.3} */
    long seconds(RRset set, RRSIGRecord signature) {
        Instant now = clock.instant();
        long left = Math.max(0, Duration.between(now, signature.getExpire()).toSeconds());
        return Math.min(left, Math.min(set.getTTL(), signature.getOrigTTL()));
    }

    boolean matches(DSRecord digest, DNSKEYRecord key) throws UnfinishedException {
        if (digest.getFootprint() != key.getFootprint() || digest.getAlgorithm() != key.getAlgorithm()) {
            return false;
        }
        budget.signature();
        DSRecord made = new DSRecord(key.getName(), key.getDClass(), 0, digest.getDigestID(), key);
        return Arrays.equals(made.getDigest(), digest.getDigest());
    }
}
