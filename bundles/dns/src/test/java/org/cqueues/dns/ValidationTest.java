package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.cqueues.dns.impl.SignedZone;
import org.cqueues.dns.impl.SignedZone.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DNSSEC over a server that recurses and does not validate: what is secure, what is not, and what is bogus. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
class ValidationTest {
    private static final int RSA = 8;
    private static final int P256 = 13;

    private final World world = new World();
    private SignedZone root;
    private SignedZone top;
    private SignedZone leaf;
    private SignedTree tree;

    @BeforeEach
    void open() throws Exception {
        zones(P256);
    }

    private void zones(int algorithm) throws Exception {
        root = new SignedZone(".", P256);
        top = new SignedZone(
                "test.",
                P256,
                "plain.test. NS ns.plain.test.",
                "alias.test. CNAME www.leaf.test.",
                "away.test. CNAME www.plain.test.");
        leaf = new SignedZone(
                "leaf.test.",
                algorithm,
                "www.leaf.test. A 192.0.2.1",
                "www.leaf.test. A 192.0.2.2",
                "*.wild.leaf.test. A 192.0.2.3",
                "deep.down.leaf.test. A 192.0.2.4",
                "tree.leaf.test. DNAME wild.leaf.test.",
                "plain.leaf.test. CNAME www.plain.test.");
        link();
    }

    private void link() {
        root.delegate(top);
        top.delegate(leaf);
        tree = new SignedTree(root, top, leaf);
        tree.unsigned("www.plain.test.", RecordType.A, "192.0.2.9");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Resolver resolver() throws Exception {
        return resolver(world.server(tree));
    }

    private Resolver resolver(ScriptedServer server) {
        return resolver(world, server);
    }

    private Resolver resolver(World in, ScriptedServer server) {
        Config config = in.config(Map.of("dnssec", true), server.address());
        config.set(config.settings().with().anchors(List.of(root.anchor())).build());
        return in.dns.resolver(config, in.dns.hosts());
    }

    private Packet query(String name, RecordType type) throws Exception {
        Resolver resolver = resolver();
        Packet[] packet = new Packet[1];
        world.run(() -> packet[0] = resolver.query(name, type, LONG));
        return packet[0];
    }

    private void assertSecure(boolean secure, Rcode rcode, String name, RecordType type, String... answers)
            throws Exception {
        Packet packet = query(name, type);

        assertEquals(rcode, packet.flags().rcode());
        assertEquals(List.of(answers), answers(packet).stream().sorted().toList());
        assertEquals(secure, packet.flags().ad(), packet::toString);
        assertFalse(packet.flags().cd());
    }

    private void assertBogus(String reason, String name, RecordType type) throws Exception {
        Resolver resolver = resolver();
        world.run(() -> {
            DnsException e = assertThrows(DnsException.class, () -> resolver.query(name, type, LONG));
            DnsException again = assertThrows(DnsException.class, () -> resolver.query(name, type, LONG));

            assertEquals(DnsException.Kind.BOGUS, e.kind());
            assertTrue(e.detail().contains(reason), e.detail());
            assertEquals(DnsException.Kind.BOGUS, again.kind());
            assertTrue(again.detail().endsWith("as found just before"), again.detail());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 8, 10, 13, 14, 15, 16})
    void signedAnswerIsAuthentic(int algorithm) throws Exception {
        zones(algorithm);
        assertSecure(true, Rcode.NOERROR, "www.leaf.test.", RecordType.A, "192.0.2.1", "192.0.2.2");
    }

    @Test
    void signaturesAreLeftOutUnlessAskedFor() throws Exception {
        Packet packet = query("www.leaf.test.", RecordType.A);

        assertEquals(3, packet.count()); // the question and two addresses
    }

    @Test
    void keysAreRecordsToo() throws Exception {
        assertSecure(
                true, Rcode.NOERROR, "leaf.test.", RecordType.DNSKEY, leaf.key().toString());
    }

    @Test
    void digestOfKeysIsItsParents() throws Exception {
        assertSecure(
                true, Rcode.NOERROR, "leaf.test.", RecordType.DS, leaf.anchor().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 10})
    void delegationWithoutKeysIsInsecure(int iterations) throws Exception {
        top.iterations = iterations;
        assertSecure(false, Rcode.NOERROR, "www.plain.test.", RecordType.A, "192.0.2.9");
    }

    @Test
    void delegationThatIsOptedOutIsInsecure() throws Exception {
        top.iterations = 0;
        top.optOut = true;
        assertSecure(false, Rcode.NOERROR, "www.plain.test.", RecordType.A, "192.0.2.9");
    }

    /** RFC 5155, section 7.1: such a name may have no NSEC3 record; erratum 3441. */
    @Test
    void nameThatOnlyLeadsToOptedOutDelegationsIsInsecure() throws Exception {
        top.iterations = 0;
        top.optOut = true;
        top.add("x.y.test. NS ns.x.y.test.");
        assertSecure(false, Rcode.NOERROR, "y.test.", RecordType.A);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 10})
    void absenceIsProven(int iterations) throws Exception {
        for (SignedZone zone : List.of(root, top, leaf)) {
            zone.iterations = iterations;
        }
        Resolver resolver = resolver();
        world.run(() -> {
            assertAbsent(resolver, Rcode.NXDOMAIN, "none.leaf.test.", RecordType.A);
            assertAbsent(resolver, Rcode.NXDOMAIN, "a.b.c.d.none.leaf.test.", RecordType.A);
            assertAbsent(resolver, Rcode.NXDOMAIN, "none.", RecordType.A);
            assertAbsent(resolver, Rcode.NOERROR, "www.leaf.test.", RecordType.MX);
            assertAbsent(resolver, Rcode.NOERROR, "leaf.test.", RecordType.MX);
            assertAbsent(resolver, Rcode.NOERROR, "down.leaf.test.", RecordType.A);
            assertAbsent(resolver, Rcode.NOERROR, "down.leaf.test.", RecordType.ALL);
            assertAbsent(resolver, Rcode.NOERROR, "any.wild.leaf.test.", RecordType.MX);
            assertAbsent(resolver, Rcode.NOERROR, "plain.test.", RecordType.DS);
        });
    }

    private static void assertAbsent(Resolver resolver, Rcode rcode, String name, RecordType type) throws Exception {
        Packet packet = resolver.query(name, type, LONG);
        assertEquals(rcode, packet.flags().rcode(), name);
        assertEquals(List.of(), answers(packet), name);
        assertTrue(packet.flags().ad(), () -> name + ' ' + type + '\n' + packet);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0})
    void wildcardStandsForNamesThatAreProvenNotToBeThere(int iterations) throws Exception {
        leaf.iterations = iterations;
        assertSecure(true, Rcode.NOERROR, "a.b.wild.leaf.test.", RecordType.A, "192.0.2.3");
    }

    @Test
    void wildcardWithoutThatProofIsBogus() throws Exception {
        tree.change(
                "a.wild.leaf.test.",
                RecordType.A,
                truth -> truth.without(record -> record.section() == Section.AUTHORITY));
        assertBogus("nothing proves that *.wild.leaf.test. stands for it", "a.wild.leaf.test.", RecordType.A);
    }

    @Test
    void canonicalNamesAreAuthenticIfAllAre() throws Exception {
        assertSecure(true, Rcode.NOERROR, "alias.test.", RecordType.A, "192.0.2.1", "192.0.2.2", "www.leaf.test.");
    }

    @Test
    void canonicalNameOfAnInsecureOneIsInsecure() throws Exception {
        assertSecure(false, Rcode.NOERROR, "plain.leaf.test.", RecordType.A, "192.0.2.9", "www.plain.test.");
    }

    @Test
    void subtreesAreFollowed() throws Exception {
        assertSecure(
                true,
                Rcode.NOERROR,
                "x.tree.leaf.test.",
                RecordType.A,
                "192.0.2.3",
                "wild.leaf.test.",
                "x.wild.leaf.test.");
    }

    private static boolean isSignature(ResourceRecord record) {
        return record.type().equals(RecordType.RRSIG);
    }

    @Test
    void changedAnswerIsBogus() throws Exception {
        tree.change("www.leaf.test.", RecordType.A, truth -> {
            List<ResourceRecord> records = new ArrayList<>(truth.records());
            records.set(0, ResourceRecord.of("www.leaf.test.", RecordType.A, 300, "192.0.2.66"));
            return new Reply(truth.rcode(), records);
        });
        assertBogus("www.leaf.test. A: its signature is not by the key", "www.leaf.test.", RecordType.A);
    }

    @Test
    void answerWithoutItsSignatureIsBogus() throws Exception {
        tree.change("www.leaf.test.", RecordType.A, truth -> truth.without(ValidationTest::isSignature));
        assertBogus("www.leaf.test. A has no signature, but leaf.test. signs", "www.leaf.test.", RecordType.A);
    }

    @Test
    void signatureThatExpiredIsBogus() throws Exception {
        leaf.until = Instant.now().minusSeconds(60);
        assertBogus("its signature expired at ", "www.leaf.test.", RecordType.A);
    }

    @Test
    void signatureThatIsNotValidYetIsBogus() throws Exception {
        leaf.from = Instant.now().plusSeconds(3600);
        assertBogus("its signature begins at ", "www.leaf.test.", RecordType.A);
    }

    @Test
    void keyThatTheParentDoesNotKnowIsBogus() throws Exception {
        SignedZone other = new SignedZone("leaf.test.", P256, "www.leaf.test. A 192.0.2.66");
        tree = new SignedTree(root, top, other);
        assertBogus("leaf.test. DNSKEY: none is the one that is trusted", "www.leaf.test.", RecordType.A);
    }

    @Test
    void anchorThatIsNotTheRootsIsBogus() throws Exception {
        Resolver resolver =
                world.resolver(Map.of("dnssec", true), world.server(tree).address());
        world.run(() -> {
            DnsException e =
                    assertThrows(DnsException.class, () -> resolver.query("www.leaf.test.", RecordType.A, LONG));

            assertEquals(DnsException.Kind.BOGUS, e.kind());
            assertTrue(e.detail().contains(". DNSKEY: none is the one that is trusted"), e.detail());
        });
    }

    @Test
    void delegationWithoutItsDigestIsBogus() throws Exception {
        tree.change("leaf.test.", RecordType.DS, truth -> new Reply(Rcode.NOERROR, List.of()));
        assertBogus("leaf.test. DS: nothing proves that there is none", "www.leaf.test.", RecordType.A);
    }

    @Test
    void denialOfAnotherNameDoesNotProveThatThereIsNoDigest() throws Exception {
        tree.change("leaf.test.", RecordType.DS, truth -> tree.truth("plain.test.", RecordType.DS));
        assertBogus("leaf.test. DS: nothing proves that there is none", "www.leaf.test.", RecordType.A);
    }

    @Test
    void denialIsNotBelievedOfAnotherZone() throws Exception {
        SignedZone evil = new SignedZone("evil.test.", P256);
        evil.iterations = 0;
        top.delegate(evil);
        tree = new SignedTree(root, top, leaf, evil);
        tree.change("www.leaf.test.", RecordType.A, truth -> tree.truth("none.evil.test.", RecordType.A));
        assertBogus("but leaf.test. signs", "www.leaf.test.", RecordType.A);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0})
    void parentCannotDenyWhatIsBelowADelegation(int iterations) throws Exception {
        top.iterations = iterations;
        tree.change("www.leaf.test.", RecordType.A, truth -> {
            Reply parents = top.answer("www.leaf.test.", RecordType.A);
            return new Reply(Rcode.NXDOMAIN, parents.records());
        });
        assertBogus("nothing proves that there is no such name", "www.leaf.test.", RecordType.A);
    }

    @Test
    void signatureOfAZoneThatNeedsNoneDoesNotExcuseAnother() throws Exception {
        SignedZone plain = new SignedZone("plain.test.", P256, "www.plain.test. A 192.0.2.66");
        tree.change("www.leaf.test.", RecordType.A, truth -> {
            List<ResourceRecord> records = new ArrayList<>();
            for (ResourceRecord record :
                    plain.answer("www.plain.test.", RecordType.A).records()) {
                records.add(new ResourceRecord(
                        record.section(), "www.leaf.test.", record.type(), record.recordClass(), 300, record.rdata()));
            }
            return new Reply(Rcode.NOERROR, records);
        });
        assertBogus("www.leaf.test. A has no signature, but leaf.test. signs", "www.leaf.test.", RecordType.A);
    }

    @Test
    void absenceWithoutProofIsBogus() throws Exception {
        tree.change("none.leaf.test.", RecordType.A, truth -> new Reply(Rcode.NXDOMAIN, List.of()));
        assertBogus("what says that there is nothing has no signature", "none.leaf.test.", RecordType.A);
    }

    @Test
    void presentNameCannotBeDenied() throws Exception {
        tree.change("www.leaf.test.", RecordType.A, truth -> tree.truth("none.leaf.test.", RecordType.A));
        assertBogus("nothing proves that there is no such name", "www.leaf.test.", RecordType.A);
    }

    @Test
    void presentTypeCannotBeDenied() throws Exception {
        tree.change("www.leaf.test.", RecordType.A, truth -> tree.truth("www.leaf.test.", RecordType.MX));
        assertBogus("nothing proves that there is no such A", "www.leaf.test.", RecordType.A);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0})
    void nameWithRecordsHasSomethingOfAnyType(int iterations) throws Exception {
        leaf.iterations = iterations;
        tree.change("www.leaf.test.", RecordType.ALL, truth -> tree.truth("www.leaf.test.", RecordType.MX));
        assertBogus("nothing proves that there is no such", "www.leaf.test.", RecordType.ALL);
    }

    @Test
    void absenceInAZoneWithoutKeysNeedsNoProof() throws Exception {
        tree.change("none.plain.test.", RecordType.A, truth -> new Reply(Rcode.NXDOMAIN, List.of()));
        assertSecure(false, Rcode.NXDOMAIN, "none.plain.test.", RecordType.A);
    }

    @Test
    void zoneWithTooManyIterationsIsInsecure() throws Exception {
        leaf.iterations = 151;
        assertSecure(false, Rcode.NXDOMAIN, "none.leaf.test.", RecordType.A);
    }

    @Test
    void keysOfUnknownKindsMakeAZoneInsecure() throws Exception {
        top.add("odd.test. NS ns.odd.test.");
        top.add("odd.test. DS 1 200 2 " + "00".repeat(32));
        tree.unsigned("www.odd.test.", RecordType.A, "192.0.2.8");
        assertSecure(false, Rcode.NOERROR, "www.odd.test.", RecordType.A, "192.0.2.8");
    }

    @Test
    void failureToProveIsNoAnswer() throws Exception {
        tree.change("leaf.test.", RecordType.DNSKEY, truth -> new Reply(Rcode.SERVFAIL, List.of()));
        Resolver resolver = resolver();
        world.run(() -> {
            DnsException e =
                    assertThrows(DnsException.class, () -> resolver.query("www.leaf.test.", RecordType.A, LONG));

            assertEquals(DnsException.Kind.FAIL, e.kind());
            assertTrue(e.detail().contains("leaf.test. IN DNSKEY: SERVFAIL"), e.detail());
        });
    }

    @Test
    void proofsAreAskedForOnce() throws Exception {
        ScriptedServer server = world.server(tree);
        Resolver resolver = resolver(server);
        world.run(() -> {
            for (String name : List.of("www.leaf.test.", "none.leaf.test.", "deep.down.leaf.test.", "www.leaf.test.")) {
                resolver.query(name, RecordType.A, LONG);
            }
        });
        List<String> proofs = server.asked.stream()
                .filter(asked -> asked.endsWith("DS") || asked.endsWith("DNSKEY"))
                .toList();
        assertEquals(
                List.of(
                        "udp . DNSKEY",
                        "udp test. DS",
                        "udp test. DNSKEY",
                        "udp leaf.test. DS",
                        "udp leaf.test. DNSKEY"),
                proofs.stream().filter(asked -> !asked.contains("down")).toList());
        assertTrue(server.queries.stream().allMatch(query -> query.flags().cd()));
    }

    private static ResourceRecord forged(ResourceRecord signature, int number) {
        byte[] data = signature.rdata();
        data[data.length - 1] ^= (byte) number;
        return new ResourceRecord(
                signature.section(), signature.name(), signature.type(), signature.recordClass(), 300, data);
    }

    /** {@return what denies names, with seven signatures that are wrong before the right one} */
    private Reply laborious(Reply truth) {
        List<ResourceRecord> records = new ArrayList<>();
        for (String name : List.of("leaf", "www.leaf", "deep.down.leaf", "*.wild.leaf", "a.leaf", "z.leaf")) {
            for (ResourceRecord record :
                    leaf.answer(name + ".test.", RecordType.MX).records()) {
                boolean more = isSignature(record) && !records.contains(record);
                for (int i = 1; i < 8 && more; i++) {
                    records.add(forged(record, i));
                }
                if (!records.contains(record)) {
                    records.add(record);
                }
            }
        }
        return new Reply(truth.rcode(), records);
    }

    /** Much to check in one answer must not keep other coroutines waiting. */
    @Test
    void othersRunWhileSignaturesAreChecked() throws Exception {
        tree.change("none.leaf.test.", RecordType.A, this::laborious);
        boolean[] over = new boolean[1];
        int[] turns = new int[1];
        Resolver resolver = resolver();
        world.run(
                () -> {
                    resolver.query("leaf.test.", RecordType.SOA, LONG); // the keys are known then
                    assertAbsent(resolver, Rcode.NXDOMAIN, "none.leaf.test.", RecordType.A);
                    over[0] = true;
                },
                () -> {
                    while (!over[0]) {
                        world.controllers.poll();
                        boolean isThere = resolver.stat().tcp().rcvd().count() > 0; // it alone is so long
                        turns[0] += isThere ? 1 : 0;
                    }
                });
        assertTrue(turns[0] >= 10, () -> turns[0] + " turns");
    }

    @Test
    void answerHoldsNoLongerThanItsSignature() throws Exception {
        leaf.until = Instant.now().plusSeconds(100);
        Packet packet = query("www.leaf.test.", RecordType.A);

        for (ResourceRecord record : packet.grep(Criteria.any().section(Section.ANSWER))) {
            assertTrue(record.ttl() <= 100 && record.ttl() > 0, () -> "" + record.ttl());
        }
    }

    @Test
    void bogusAnswerIsAskedForAgainSoon() throws Exception {
        long[] nanos = {Long.MAX_VALUE - 5};
        try (World slow = new World(53, () -> nanos[0], UnaryOperator.identity())) {
            tree.change("leaf.test.", RecordType.DS, truth -> new Reply(Rcode.NOERROR, List.of()));
            Resolver resolver = resolver(slow, slow.server(tree));
            slow.run(() -> {
                assertThrows(DnsException.class, () -> resolver.query("www.leaf.test.", RecordType.A, LONG));
                tree.change("leaf.test.", RecordType.DS, truth -> truth);
                assertThrows(DnsException.class, () -> resolver.query("www.leaf.test.", RecordType.A, LONG));
                nanos[0] += Duration.ofSeconds(5).toNanos();
                Packet packet = resolver.query("www.leaf.test.", RecordType.A, LONG);

                assertTrue(packet.flags().ad(), packet::toString);
            });
        }
    }

    @Test
    void answersThatWereNotValidatedDoNotServeWhoValidates() throws Exception {
        tree.change("www.leaf.test.", RecordType.A, truth -> truth.without(ValidationTest::isSignature));
        Resolver resolver = resolver();
        world.run(() -> {
            resolver.config().set(Map.of("dnssec", false));
            assertEquals(
                    2,
                    answers(resolver.query("www.leaf.test.", RecordType.A, LONG))
                            .size());
            resolver.config().set(Map.of("dnssec", true));
            assertThrows(DnsException.class, () -> resolver.query("www.leaf.test.", RecordType.A, LONG));
        });
    }

    @Test
    void otherAnchorsBeginAnew() throws Exception {
        Resolver resolver = resolver();
        world.run(() -> {
            assertTrue(
                    resolver.query("www.leaf.test.", RecordType.A, LONG).flags().ad());
            resolver.config().set(Map.of("anchors", List.of()));
            assertThrows(DnsException.class, () -> resolver.query("www.leaf.test.", RecordType.A, LONG));
        });
    }

    /** What it proves is not known to those who trust others. */
    @Test
    void queryUnderWayKeepsItsAnchors() throws Exception {
        top = new SignedZone("test.", P256);
        root = new SignedZone(".", P256, "test. NS ns.test."); // without a digest of its keys
        tree = new SignedTree(root, top, leaf);
        List<ScriptedServer.Ask> held = new ArrayList<>();
        boolean[] released = new boolean[2];
        Resolver resolver = resolver(world.server(ask -> {
            if (ask.type().equals(RecordType.DNSKEY) && ask.name().equalsIgnoreCase("leaf.test.") && !released[0]) {
                held.add(ask);
            } else {
                tree.answer(ask);
            }
        }));
        resolver.config().set(Map.of("anchors", List.of(text(root.anchor()), text(leaf.anchor()))));
        world.run(
                () -> {
                    Packet packet = resolver.query("www.leaf.test.", RecordType.A, LONG);
                    released[1] = true;
                    assertTrue(packet.flags().ad(), packet::toString);
                },
                () -> {
                    world.await(() -> !held.isEmpty());
                    resolver.config().set(Map.of("anchors", List.of(text(root.anchor()))));
                    assertFalse(resolver.query("test.", RecordType.SOA, LONG)
                            .flags()
                            .ad());
                    released[0] = true;
                    tree.answer(held.get(0));
                    world.await(() -> released[1]);
                    String name = "deep.down.leaf.test.";
                    assertFalse(resolver.query(name, RecordType.A, LONG).flags().ad());
                });
    }

    @Test
    void namesAboveAnAnchorNeedNoSignatures() throws Exception {
        top = new SignedZone("test.", P256, "www.test. A 192.0.2.5");
        root = new SignedZone(".", P256, "test. NS ns.test."); // without a digest of its keys
        tree = new SignedTree(root, top, leaf);
        tree.unsigned("www.test.", RecordType.A, "192.0.2.5");
        Resolver resolver = resolver();
        world.run(() -> {
            resolver.config().set(Map.of("anchors", List.of(text(root.anchor()), text(leaf.anchor()))));
            assertTrue(
                    resolver.query("www.leaf.test.", RecordType.A, LONG).flags().ad());
            assertFalse(resolver.query("www.test.", RecordType.A, LONG).flags().ad());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0})
    void whatIsGarbledIsNeverAuthenticAndWrong(int iterations) throws Exception {
        leaf.iterations = iterations;
        top.iterations = iterations;
        Random random = new Random(iterations);
        tree.wire = bytes -> {
            int question = 40; // the longest name here, with header, type and class
            for (int i = random.nextInt(8) - 5; i > 0 && bytes.length > question; i--) {
                bytes[question + random.nextInt(bytes.length - question)] ^= (byte) (1 << random.nextInt(8));
            }
        };
        ScriptedServer server = world.server(tree);
        int[] outcomes = new int[2];
        world.run(() -> {
            for (int i = 0; i < 200; i++) {
                Resolver resolver = resolver(server);
                resolver.config().set(Map.of("attempts", 1));
                outcomes[garbled(resolver, i) ? 1 : 0]++;
                resolver.close();
            }
        });
        assertTrue(outcomes[0] > 0 && outcomes[1] > 0, () -> outcomes[0] + " of " + outcomes[1]);
    }

    /** {@return whether there is no authentic answer} */
    private static boolean garbled(Resolver resolver, int i) throws IOException {
        try {
            Packet packet = i % 2 == 0
                    ? resolver.query("www.leaf.test.", RecordType.A, LONG)
                    : resolver.query("none.leaf.test.", RecordType.A, LONG);
            if (packet.flags().ad()) {
                List<String> right = i % 2 == 0 ? List.of("192.0.2.1", "192.0.2.2") : List.of();
                assertEquals(right, answers(packet).stream().sorted().toList());
            }
            return !packet.flags().ad();
        } catch (DnsException e) {
            return true;
        }
    }

    private static String text(ResourceRecord anchor) {
        return anchor.name() + " " + anchor.type() + " " + anchor;
    }
}
