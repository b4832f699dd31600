package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cqueues.dns.impl.SignedZone;
import org.cqueues.dns.impl.SignedZone.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DNSSEC where we recurse, over servers of signed zones. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class ValidatedRecursionTest {
    private static final int P256 = 13;

    private Internet internet;
    private SignedZone root;
    private SignedZone top;
    private SignedZone leaf;

    @BeforeEach
    void open() throws Exception {
        internet = new Internet();
        root = new SignedZone(".", P256, "ns. A 127.0.1.1");
        top = new SignedZone("test.", P256, "plain.test. NS ns.plain.test.");
        leaf = new SignedZone(
                "leaf.test.",
                P256,
                "www.leaf.test. A 192.0.2.1",
                "*.leaf.test. CNAME www.plain.test.",
                "alias.leaf.test. CNAME www.test.");
        top.add("www.test. A 192.0.2.2");
        root.delegate(top);
        top.delegate(leaf);
    }

    @AfterEach
    void close() {
        internet.close();
    }

    private Resolver resolver(int iterations) throws IOException {
        for (SignedZone zone : List.of(root, top, leaf)) {
            zone.iterations = iterations;
        }
        internet.server("127.0.1.1", ask -> serve(root, ask, "127.0.1.2"));
        internet.server(
                "127.0.1.2",
                ask -> serve(
                        top,
                        ask,
                        ask.name().toLowerCase(Locale.ROOT).endsWith("leaf.test.") ? "127.0.1.3" : "127.0.1.4"));
        internet.server("127.0.1.3", ask -> serve(leaf, ask, "none"));
        internet.zone("127.0.1.4", "plain.test.", "www.plain.test. A 192.0.2.9");
        ResourceRecord anchor = root.anchor();
        return internet.resolver(
                Map.of("dnssec", true, "anchors", List.of(anchor.name() + " " + anchor.type() + " " + anchor)));
    }

    private static void serve(SignedZone zone, ScriptedServer.Ask ask, String below) throws IOException {
        String name = ask.name().toLowerCase(Locale.ROOT);
        Optional<Reply> referral = zone.referral(name, ask.type());
        if (referral.isEmpty()) {
            Reply reply = zone.answer(name, ask.type());
            ask.authoritative(reply.rcode(), reply.records().toArray(ResourceRecord[]::new));
            return;
        }
        List<ResourceRecord> records = new ArrayList<>(referral.get().records());
        for (ResourceRecord record : referral.get().records()) {
            if (record.data() instanceof Rdata.Ns ns) {
                records.add(
                        ResourceRecord.of(ns.host(), RecordType.A, 300, below).in(Section.ADDITIONAL));
            }
        }
        ask.refer(records.toArray(ResourceRecord[]::new));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5})
    void answersOfSignedZonesAreAuthentic(int iterations) throws Exception {
        Resolver resolver = resolver(iterations);
        internet.world.run(() -> {
            Packet packet = resolver.query("www.leaf.test.", RecordType.A, LONG);
            assertEquals(List.of("192.0.2.1"), answers(packet));
            assertTrue(packet.flags().ad(), packet::toString);
            Packet alias = resolver.query("alias.leaf.test.", RecordType.A, LONG);
            assertEquals(List.of("www.test.", "192.0.2.2"), answers(alias));
            assertTrue(alias.flags().ad(), alias::toString);
            Packet none = resolver.query("none.test.", RecordType.A, LONG);
            assertEquals(Rcode.NXDOMAIN, none.flags().rcode());
            assertTrue(none.flags().ad(), none::toString);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5})
    void answersOfOthersAreNot(int iterations) throws Exception {
        Resolver resolver = resolver(iterations);
        internet.world.run(() -> {
            Packet packet = resolver.query("www.plain.test.", RecordType.A, LONG);
            assertEquals(List.of("192.0.2.9"), answers(packet));
            assertFalse(packet.flags().ad(), packet::toString);
            Packet none = resolver.query("none.plain.test.", RecordType.A, LONG);
            assertEquals(Rcode.NXDOMAIN, none.flags().rcode());
            assertFalse(none.flags().ad(), none::toString);
            Packet alias = resolver.query("any.leaf.test.", RecordType.A, LONG);
            assertEquals(List.of("www.plain.test.", "192.0.2.9"), answers(alias));
            assertFalse(alias.flags().ad(), alias::toString);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5})
    void signaturesThatExpiredAreBogus(int iterations) throws Exception {
        top.until = top.from.plusSeconds(60);
        Resolver resolver = resolver(iterations);
        internet.world.run(() -> {
            DnsException e =
                    assertThrows(DnsException.class, () -> resolver.query("www.leaf.test.", RecordType.A, LONG));
            assertEquals(DnsException.Kind.BOGUS, e.kind());
            assertTrue(e.detail().contains("its signature expired at "), e.detail());
        });
    }
}
