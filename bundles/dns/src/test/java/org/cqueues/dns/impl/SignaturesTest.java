package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;

/** What a set of records can cost, and which keys and digests count. */
class SignaturesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final Name zone = Name.fromConstantString("test.");
    private KeyPair pair;
    private DNSKEYRecord key;
    private RRset set;
    private RRSIGRecord good;

    @BeforeEach
    void sign() throws Exception {
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        key = key(257, 3);
        set = new RRset(new ARecord(zone, DClass.IN, 300, new byte[] {1, 2, 3, 4}));
        good = DNSSEC.sign(set, key, pair.getPrivate(), NOW.minusSeconds(60), NOW.plusSeconds(60));
    }

    private DNSKEYRecord key(int flags, int protocol) throws Exception {
        return new DNSKEYRecord(zone, DClass.IN, 300, flags, protocol, 15, pair.getPublic());
    }

    private RRSIGRecord forged(int number) {
        byte[] signature = good.getSignature().clone();
        signature[0] = (byte) number;
        signature[1] ^= 0x55;
        return new RRSIGRecord(
                zone,
                DClass.IN,
                300,
                good.getTypeCovered(),
                good.getAlgorithm(),
                good.getOrigTTL(),
                good.getExpire(),
                good.getTimeSigned(),
                good.getFootprint(),
                zone,
                signature);
    }

    private RRSIGRecord verified(Budget budget) throws Exception {
        return new Signatures(CLOCK, budget).verify(set, zone, List.of(key));
    }

    @Test
    void oneGoodSignatureSuffices() throws Exception {
        for (int i = 0; i < Signatures.MOST_CHECKS - 1; i++) {
            set.addRR(forged(i));
        }
        set.addRR(good);

        assertEquals(good, verified(new Budget()));
    }

    @Test
    void afterSomeThatAreNotThereIsNoMoreChecking() throws Exception {
        for (int i = 0; i < Signatures.MOST_CHECKS; i++) {
            set.addRR(forged(i));
        }
        set.addRR(good);

        assertThrows(BogusException.class, () -> verified(new Budget()));
    }

    private static int left(Budget budget) {
        int left = 0;
        while (true) {
            try {
                budget.failure();
                left++;
            } catch (UnfinishedException e) {
                return left;
            }
        }
    }

    /** The tag is a sum of words, which does not change if they change places. */
    private DNSKEYRecord twin(int word) throws Exception {
        byte[] bytes = key.getKey();
        for (int i = 0; i < 2; i++) {
            byte other = bytes[i];
            bytes[i] = bytes[2 * word + i];
            bytes[2 * word + i] = other;
        }
        return new DNSKEYRecord(zone, DClass.IN, 300, 257, 3, 15, bytes);
    }

    /** CVE-2023-50387, KeyTrap: many keys with the tag of a signature, and many signatures. */
    @Test
    void keysWithEqualTagsCostNoMore() throws Exception {
        List<DNSKEYRecord> keys = new ArrayList<>();
        for (int word = 1; word < 16; word++) {
            keys.add(twin(word));
            set.addRR(forged(word));
        }
        keys.add(key);
        assertTrue(keys.stream().allMatch(twin -> twin.getFootprint() == key.getFootprint()));
        Budget budget = new Budget();

        assertThrows(BogusException.class, () -> new Signatures(CLOCK, budget).verify(set, zone, keys));
        assertEquals(Budget.FAILURES - Signatures.MOST_CHECKS, left(budget));
    }

    @Test
    void failuresOfAllSetsAreCountedTogether() throws Exception {
        for (int i = 0; i < Signatures.MOST_CHECKS; i++) {
            set.addRR(forged(i));
        }
        Budget budget = new Budget();
        for (int i = 0; i < Budget.FAILURES / Signatures.MOST_CHECKS; i++) {
            assertThrows(BogusException.class, () -> verified(budget));
        }
        UnfinishedException e = assertThrows(UnfinishedException.class, () -> verified(budget));
        assertTrue(e.isOverspent());
    }

    @Test
    void queryChecksOnlySoMuch() throws Exception {
        set.addRR(good);
        Budget budget = new Budget();
        for (int i = 0; i < Budget.SIGNATURES; i++) {
            verified(budget);
        }
        UnfinishedException e = assertThrows(UnfinishedException.class, () -> verified(budget));
        assertTrue(e.isOverspent());
    }

    @Test
    void answerHoldsAsLongAsItsSignature() {
        assertEquals(60, new Signatures(CLOCK, new Budget()).seconds(set, good));
    }

    @Test
    void onlyKeysOfZonesThatAreNotRevokedCount() throws Exception {
        assertTrue(Signatures.isZoneKey(key));
        assertTrue(Signatures.isZoneKey(key(256, 3)));
        assertEquals(
                List.of(false, false, false),
                List.of(
                        Signatures.isZoneKey(key(0, 3)),
                        Signatures.isZoneKey(key(257 | 0x80, 3)),
                        Signatures.isZoneKey(key(257, 2))));
    }

    @Test
    void weakDigestCountsOnlyWithoutABetterOne() {
        DSRecord weak = new DSRecord(zone, DClass.IN, 300, DNSSEC.Digest.SHA1, key);
        DSRecord strong = new DSRecord(zone, DClass.IN, 300, DNSSEC.Digest.SHA256, key);
        DSRecord unknown = new DSRecord(zone, DClass.IN, 300, 1, 200, DNSSEC.Digest.SHA256, new byte[32]);

        assertEquals(List.of(strong), Signatures.usable(List.of(weak, strong, unknown)));
        assertEquals(List.of(weak), Signatures.usable(List.of(weak, unknown)));
        assertEquals(List.of(), Signatures.usable(List.of(unknown)));
    }
}
