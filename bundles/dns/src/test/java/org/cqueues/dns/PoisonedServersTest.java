package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.cqueues.controller.Body;
import org.cqueues.dns.ScriptedServer.Script;
import org.cqueues.dns.impl.SignedZone;
import org.cqueues.dns.impl.SignedZone.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DNSSEC where some servers tell what is disproven: the others are asked before the answer is bogus. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
class PoisonedServersTest {
    private static final int P256 = 13;

    private Internet net;
    private SignedZone root;
    private SignedZone top;
    private SignedZone leaf;

    @BeforeEach
    void open() throws Exception {
        net = new Internet();
        root = new SignedZone(".", P256);
        top = new SignedZone("test.", P256);
        leaf = new SignedZone("leaf.test.", P256, "www.leaf.test. A 192.0.2.1", "*.wild.leaf.test. A 192.0.2.2");
        root.delegate(top);
        top.delegate(leaf);
    }

    @AfterEach
    void close() throws Exception {
        net.close();
    }

    /** What a server is wrong about. */
    enum Poison {
        ANSWER("www.leaf.test.", RecordType.A, PoisonedServersTest::forged),
        DENIAL("none.leaf.test.", RecordType.A, truth -> new Reply(Rcode.NXDOMAIN, List.of())),
        KEYS("leaf.test.", RecordType.DNSKEY, truth -> truth.without(PoisonedServersTest::isSignature)),
        NO_KEYS("leaf.test.", RecordType.DNSKEY, truth -> new Reply(Rcode.NOERROR, List.of())),
        DIGEST("leaf.test.", RecordType.DS, truth -> new Reply(Rcode.NOERROR, List.of())),
        DIGEST_ABOVE("test.", RecordType.DS, truth -> truth.without(PoisonedServersTest::isSignature)),
        ROOT_KEYS(".", RecordType.DNSKEY, truth -> truth.without(PoisonedServersTest::isSignature));

        final String name;
        final RecordType type;
        final UnaryOperator<Reply> change;

        Poison(String name, RecordType type, UnaryOperator<Reply> change) {
            this.name = name;
            this.type = type;
            this.change = change;
        }

        String asked() {
            return "udp " + name + ' ' + type;
        }
    }

    private static boolean isSignature(ResourceRecord record) {
        return record.type().equals(RecordType.RRSIG);
    }

    private static Reply forged(Reply truth) {
        List<ResourceRecord> records = new ArrayList<>(truth.records());
        records.set(0, ResourceRecord.of(records.get(0).name(), RecordType.A, 300, "192.0.2.66"));
        return new Reply(truth.rcode(), records);
    }

    /** A server that recurses, and is wrong about some. */
    private SignedTree tree(Poison... poisons) {
        SignedTree tree = new SignedTree(root, top, leaf);
        for (Poison poison : poisons) {
            tree.change(poison.name, poison.type, poison.change);
        }
        return tree;
    }

    private Resolver stub(Map<String, Object> more, ScriptedServer... servers) {
        Config config = net.world.config(
                more, Arrays.stream(servers).map(ScriptedServer::address).toArray(InetSocketAddress[]::new));
        config.set(config.settings()
                .with()
                .dnssec(true)
                .anchors(List.of(root.anchor()))
                .build());
        return net.world.dns.resolver(config, net.world.dns.hosts());
    }

    private Resolver stub(ScriptedServer... servers) {
        return stub(Map.of(), servers);
    }

    private static void assertProven(Resolver resolver) throws IOException {
        Packet packet = resolver.query("www.leaf.test.", RecordType.A, LONG);
        assertEquals(List.of("192.0.2.1"), answers(packet));
        assertTrue(packet.flags().ad(), packet::toString);
        Packet none = resolver.query("none.leaf.test.", RecordType.A, LONG);
        assertEquals(Rcode.NXDOMAIN, none.flags().rcode());
        assertTrue(none.flags().ad(), none::toString);
    }

    private static DnsException assertBogus(Resolver resolver, String name) {
        DnsException e = assertThrows(DnsException.class, () -> resolver.query(name, RecordType.A, LONG));
        assertEquals(DnsException.Kind.BOGUS, e.kind(), e.getMessage());
        return e;
    }

    private static long count(ScriptedServer server, String asked) {
        return server.asked.stream().filter(asked::equals).count();
    }

    @ParameterizedTest
    @EnumSource
    void oneOfTwoServersThatRecurseMayBePoisoned(Poison poison) throws Exception {
        ScriptedServer bad = net.world.server(tree(poison));
        ScriptedServer good = net.world.server(tree());
        Resolver resolver = stub(bad, good);
        net.run(() -> assertProven(resolver));
        assertEquals(1, count(bad, poison.asked()));
        assertEquals(List.of(poison.asked()), good.asked);
    }

    @Test
    void whatAllServersSayIsBogusAndNotAskedForAgainSoon() throws Exception {
        ScriptedServer[] servers = new ScriptedServer[3];
        for (int i = 0; i < servers.length; i++) {
            servers[i] = net.world.server(tree(Poison.KEYS));
        }
        Resolver resolver = stub(servers);
        net.run(() -> {
            String detail = assertBogus(resolver, "www.leaf.test.").detail();
            assertTrue(detail.contains("leaf.test. DNSKEY: it has no signature"), detail);
            assertTrue(detail.endsWith("; others are no better, 3 servers in all"), detail);
            detail = assertBogus(resolver, "www.leaf.test.").detail();
            assertTrue(detail.endsWith("as found just before"), detail);
        });
        for (ScriptedServer server : servers) {
            assertEquals(1, count(server, Poison.KEYS.asked()));
        }
        int answers = 0;
        for (ScriptedServer server : servers) {
            answers += (int) count(server, "udp www.leaf.test. A");
        }
        assertEquals(3, answers, "who answers may be to blame too, but the keys are asked for once");
    }

    @Test
    void answerStaysBogusIfTheOtherServerFails() throws Exception {
        ScriptedServer bad = net.world.server(tree(Poison.ANSWER));
        ScriptedServer other = net.world.server(ask -> ask.reply(Rcode.SERVFAIL));
        Resolver resolver = stub(bad, other);
        net.run(() -> assertBogus(resolver, "www.leaf.test."));
        assertEquals(1, count(bad, Poison.ANSWER.asked()));
    }

    @Test
    void timeMayEndWhileOthersAreAsked() throws Exception {
        ScriptedServer bad = net.world.server(tree(Poison.ANSWER));
        ScriptedServer silent = net.world.server(ask -> {});
        Resolver resolver = stub(bad, silent);
        net.run(() -> {
            SocketTimeoutException e = assertThrows(
                    SocketTimeoutException.class,
                    () -> resolver.query("www.leaf.test.", RecordType.A, Duration.ofSeconds(1)));
            assertTrue(e.getSuppressed()[0].getMessage().contains("its signature is not by the key"));
        });
    }

    @Test
    void proofsAreSharedByQueriesAtATime() throws Exception {
        ScriptedServer server = net.world.server(tree());
        Resolver resolver = stub(server);
        net.run(IntStream.range(0, 100)
                .mapToObj(i -> (Body) () -> {
                    Packet packet = resolver.query("n" + i + ".wild.leaf.test.", RecordType.A, LONG);
                    assertTrue(packet.flags().ad(), packet::toString);
                })
                .toArray(Body[]::new));
        for (String name : List.of("test.", "leaf.test.")) {
            assertEquals(1, count(server, "udp " + name + " DS"), name);
        }
        for (String name : List.of(".", "test.", "leaf.test.")) {
            assertEquals(1, count(server, "udp " + name + " DNSKEY"), name);
        }
        assertEquals(100 + 5, server.asked.size());
    }

    @Test
    void failureOfAProofIsSharedToo() throws Exception {
        ScriptedServer[] servers = {net.world.server(tree(Poison.KEYS)), net.world.server(tree(Poison.KEYS))};
        Resolver resolver = stub(servers);
        net.run(IntStream.range(0, 50)
                .mapToObj(i -> (Body) () -> assertBogus(resolver, "n" + i + ".wild.leaf.test."))
                .toArray(Body[]::new));
        for (ScriptedServer server : servers) {
            long asked = count(server, Poison.KEYS.asked());
            assertTrue(asked <= 4, () -> asked + " times");
        }
    }

    /** A server of a zone, which tells referrals with the addresses of servers, and is wrong about some. */
    private static Script zone(SignedZone zone, Map<String, String> glue, Poison... poisons) {
        return ask -> {
            String name = ask.name().toLowerCase(Locale.ROOT);
            Optional<Reply> referral = zone.referral(name, ask.type());
            if (referral.isPresent()) {
                List<ResourceRecord> records = new ArrayList<>(referral.get().records());
                glue.forEach((host, address) -> records.add(
                        ResourceRecord.of(host, RecordType.A, 300, address).in(Section.ADDITIONAL)));
                ask.refer(records.toArray(ResourceRecord[]::new));
                return;
            }
            Reply reply = zone.answer(name, ask.type());
            for (Poison poison : poisons) {
                boolean fits = poison.name.equals(name) && poison.type.equals(ask.type());
                reply = fits ? poison.change.apply(reply) : reply;
            }
            ask.authoritative(reply.rcode(), reply.records().toArray(ResourceRecord[]::new));
        };
    }

    private Resolver recursing() {
        ResourceRecord anchor = root.anchor();
        Hints hints =
                net.world.dns.hints().insert(".", net.address("127.0.1.2")).insert(".", net.address("127.0.1.1"));
        return net.resolver(
                Map.of("dnssec", true, "anchors", List.of(anchor.name() + ' ' + anchor.type() + ' ' + anchor)), hints);
    }

    /** Servers from the root down, two of each zone, the second of which is wrong about some. */
    private ScriptedServer[] servers(Poison... poisons) throws Exception {
        Map<String, String> tops = Map.of("ns.test.", "127.0.1.3", "ns2.test.", "127.0.1.4");
        Map<String, String> leaves = Map.of("ns.leaf.test.", "127.0.1.5", "ns2.leaf.test.", "127.0.1.6");
        root.add(". NS ns2.");
        root.add("ns. A 127.0.1.1");
        root.add("ns2. A 127.0.1.2");
        root.add("test. NS ns2.test.");
        top.add("leaf.test. NS ns2.leaf.test.");
        return new ScriptedServer[] {
            net.server("127.0.1.1", zone(root, tops)),
            net.server("127.0.1.2", zone(root, tops, poisons)),
            net.server("127.0.1.3", zone(top, leaves)),
            net.server("127.0.1.4", zone(top, leaves, poisons)),
            net.server("127.0.1.5", zone(leaf, Map.of())),
            net.server("127.0.1.6", zone(leaf, Map.of(), poisons))
        };
    }

    @ParameterizedTest
    @EnumSource
    void oneOfTwoServersOfAZoneMayBePoisoned(Poison poison) throws Exception {
        ScriptedServer[] servers = servers(poison);
        net.run(() -> {
            for (int i = 0;
                    i < 100 && Arrays.stream(servers).noneMatch(server -> isBad(server, servers, poison));
                    i++) {
                Resolver resolver = recursing();
                assertProven(resolver);
                resolver.close();
            }
        });
        assertTrue(Arrays.stream(servers).anyMatch(server -> isBad(server, servers, poison)), "a bad one was asked");
    }

    private static boolean isBad(ScriptedServer server, ScriptedServer[] servers, Poison poison) {
        return List.of(servers).indexOf(server) % 2 == 1 && count(server, poison.asked()) > 0;
    }

    @Test
    void serverOfTheParentMayReferToLiars() throws Exception {
        ScriptedServer[] servers = servers();
        SignedZone evil = new SignedZone("leaf.test.", P256, "www.leaf.test. A 192.0.2.66");
        ScriptedServer liar = net.server("127.0.1.66", zone(evil, Map.of()));
        Map<String, String> glue = Map.of("ns.leaf.test.", "127.0.1.66", "ns2.leaf.test.", "127.0.1.66");
        servers[3].close();
        net.server("127.0.1.4", zone(top, glue));
        net.run(() -> {
            for (int i = 0; i < 100 && liar.asked.isEmpty(); i++) {
                Resolver resolver = recursing();
                assertProven(resolver);
                resolver.close();
            }
        });
        assertTrue(liar.asked.size() > 0);
    }

    @Test
    void zoneWhoseServersAllLieCostsLittle() throws Exception {
        Map<String, String> leaves = new HashMap<>();
        root.add("ns. A 127.0.1.1");
        List<ScriptedServer> liars = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String host = "ns" + i + ".leaf.test.";
            leaves.put(host, "127.0.2." + i);
            top.add("leaf.test. NS " + host);
            liars.add(net.server("127.0.2." + i, zone(leaf, Map.of(), Poison.KEYS, Poison.ANSWER)));
        }
        net.server("127.0.1.1", zone(root, Map.of("ns.test.", "127.0.1.3")));
        net.server("127.0.1.3", zone(top, leaves));
        Resolver resolver = recursing();
        net.run(() -> {
            String detail = assertBogus(resolver, "www.leaf.test.").detail();
            assertTrue(detail.endsWith("; others are no better, 6 servers in all"), detail);
        });
        long keys = liars.stream()
                .mapToLong(server -> count(server, Poison.KEYS.asked()))
                .sum();
        long answers = liars.stream()
                .mapToLong(server -> count(server, Poison.ANSWER.asked()))
                .sum();
        assertEquals(6, keys);
        assertEquals(6, answers);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 6})
    void recordsThatComeWithAFailureAreNotTold(int rcode) throws Exception {
        leaf.add("alias.leaf.test. CNAME www.leaf.test.");
        SignedTree tree = tree();
        tree.change(
                "www.leaf.test.",
                RecordType.A,
                truth -> new Reply(new Rcode(rcode), forged(truth).records()));
        Resolver resolver = stub(net.world.server(tree));
        net.run(() -> {
            Packet packet = resolver.query("www.leaf.test.", RecordType.A, LONG);
            assertEquals(rcode, packet.flags().rcode().number());
            assertEquals(1, packet.count(), packet::toString); // the question
            Packet alias = resolver.query("alias.leaf.test.", RecordType.A, LONG);
            assertEquals(List.of("www.leaf.test."), answers(alias));
        });
    }

    @Test
    void signaturesThatAreAskedForComeAlone() throws Exception {
        SignedTree tree = tree();
        tree.change("www.leaf.test.", RecordType.RRSIG, truth -> {
            List<ResourceRecord> records =
                    new ArrayList<>(leaf.answer("www.leaf.test.", RecordType.A).records());
            records.addAll(leaf.answer("leaf.test.", RecordType.NS).records());
            return new Reply(Rcode.NOERROR, records);
        });
        Resolver resolver = stub(net.world.server(tree));
        net.run(() -> {
            Packet packet = resolver.query("www.leaf.test.", RecordType.RRSIG, LONG);
            assertEquals(2, packet.count(), packet::toString); // with the question
            assertEquals(1, answers(packet).size());
            assertTrue(answers(packet).get(0).startsWith("A "), packet::toString);
        });
    }

    /** {@return whether all queries to a server had an OPT record, which asks for signatures} */
    private static boolean allAskForSignatures(ScriptedServer server) {
        return server.queries.stream().allMatch(query -> query.count(Set.of(Section.ADDITIONAL)) > 0);
    }

    /** It may be forged, or an accident; without EDNS there are no signatures. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void serverThatOnceKnewNoEdnsIsAskedForSignaturesAgain(int rcode) throws Exception {
        SignedTree tree = tree();
        int[] asked = {0};
        ScriptedServer server = net.world.server(ask -> {
            if (asked[0]++ == 0) {
                ask.reply(new Rcode(rcode));
            } else {
                tree.answer(ask);
            }
        });
        Resolver resolver = stub(server);
        net.run(() -> assertProven(resolver));
        assertTrue(allAskForSignatures(server), server.queries::toString);
    }

    @Test
    void serverThatWasFoundToKnowNoEdnsIsAskedForSignaturesAllTheSame() throws Exception {
        SignedTree tree = tree();
        ScriptedServer server = net.world.server(ask -> {
            if (ask.edns() && ask.name().equalsIgnoreCase("first.test.")) {
                ask.reply(Rcode.FORMERR);
            } else {
                tree.answer(ask);
            }
        });
        Resolver resolver = stub(Map.of("dnssec", false, "edns0", true), server);
        net.run(() -> {
            resolver.config().set(Map.of("dnssec", false));
            resolver.query("first.test.", RecordType.A, LONG);
            assertFalse(allAskForSignatures(server));
            server.queries.clear();
            resolver.config().set(Map.of("dnssec", true));
            assertProven(resolver);
        });
        assertTrue(allAskForSignatures(server), server.queries::toString);
    }

    /** A header alone is guessed more easily than a question with its random case. */
    @Test
    void formatErrorWithoutAQuestionOnlyLeadsToTcp() throws Exception {
        SignedTree tree = tree();
        ScriptedServer server = net.world.server(ask -> {
            if (ask.tcp) {
                tree.answer(ask);
            } else {
                Packet header = net.world.dns.packet().setqid(ask.query.qid());
                ask.send(header.setflags(Flags.of(0x8181)).dump());
            }
        });
        Resolver resolver = stub(server);
        net.run(() -> assertProven(resolver));
        assertTrue(allAskForSignatures(server), server.queries::toString);
    }

    /** The wildcard's signature is genuine, but there is a name that it does not stand for. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0})
    void wildcardDoesNotHideADelegation(int iterations) throws Exception {
        SignedZone sub = new SignedZone("sub.any.leaf.test.", P256, "www.sub.any.leaf.test. A 192.0.2.7");
        leaf.iterations = iterations;
        leaf.add("*.any.leaf.test. CNAME www.leaf.test.");
        leaf.delegate(sub);
        SignedTree liar = new SignedTree(root, top, leaf, sub);
        liar.change("sub.any.leaf.test.", RecordType.DS, truth -> {
            List<ResourceRecord> records = new ArrayList<>();
            for (ResourceRecord record :
                    leaf.answer("x.any.leaf.test.", RecordType.DS).records()) {
                String owner = record.section() == Section.ANSWER ? "sub.any.leaf.test." : record.name();
                records.add(new ResourceRecord(
                        record.section(), owner, record.type(), record.recordClass(), record.ttl(), record.rdata()));
            }
            return new Reply(Rcode.NOERROR, records);
        });
        ScriptedServer bad = net.world.server(liar);
        ScriptedServer good = net.world.server(new SignedTree(root, top, leaf, sub));
        Resolver resolver = stub(bad, good);
        net.run(() -> {
            Packet packet = resolver.query("www.sub.any.leaf.test.", RecordType.A, LONG);
            assertEquals(List.of("192.0.2.7"), answers(packet));
            assertTrue(packet.flags().ad(), packet::toString);
        });
        assertEquals(List.of("udp sub.any.leaf.test. DS"), good.asked);
    }
}
