package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cqueues.controller.Body;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A resolver that recurses, and servers that behave. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class RecursionTest {
    private Internet net;
    private long before;

    @BeforeEach
    void open() throws Exception {
        before = World.openSockets();
        net = new Internet();
    }

    /** No test leaves a descriptor behind. */
    @AfterEach
    void close() throws Exception {
        net.world.dns.close();
        net.world.sockets.close();
        long after = World.openSockets();
        net.close();
        assertEquals(before, after);
    }

    private void run(Body... bodies) throws Exception {
        net.world.run(bodies);
    }

    private static Rcode rcode(Packet packet) {
        return packet.flags().rcode();
    }

    @Test
    void answerIsFoundFromTheRootDown() throws Exception {
        ScriptedServer root = net.root("com. NS ns.com.", "ns.com. A 127.0.1.2");
        ScriptedServer com =
                net.zone("127.0.1.2", "com.", "example.com. NS ns.example.com.", "ns.example.com. A 127.0.1.3");
        ScriptedServer example = net.zone("127.0.1.3", "example.com.", "www.example.com. A 192.0.2.1");
        Resolver resolver = net.resolver();
        run(() -> {
            Packet packet = resolver.query("www.Example.com.", RecordType.A, LONG);
            assertEquals(List.of("192.0.2.1"), answers(packet));
            assertEquals(Flags.of(0x8180), packet.flags());
        });
        assertEquals(List.of("udp . NS", "udp com. A"), root.asked);
        assertEquals(List.of("udp example.com. A"), com.asked);
        assertEquals(List.of("udp www.example.com. A"), example.asked);
        assertFalse(root.queries.get(1).flags().rd());
    }

    /** A world with example.com and example.net, each with its server. */
    private ScriptedServer[] examples(String[] com, String[] net) throws Exception {
        return new ScriptedServer[] {
            this.net.root("com. NS ns.com.", "ns.com. A 127.0.1.2", "net. NS ns.com."),
            this.net.server("127.0.1.2", ask -> {
                boolean isNet = ask.name().toLowerCase(Locale.ROOT).endsWith("net.");
                new ZoneScript(
                                isNet ? "net." : "com.",
                                isNet
                                        ? new String[] {"example.net. NS ns.example.net.", "ns.example.net. A 127.0.1.4"
                                        }
                                        : new String[] {"example.com. NS ns.example.com.", "ns.example.com. A 127.0.1.3"
                                        })
                        .answer(ask);
            }),
            this.net.zone("127.0.1.3", "example.com.", com),
            this.net.zone("127.0.1.4", "example.net.", net)
        };
    }

    @Test
    void whatIsKnownIsNotAskedAgain() throws Exception {
        ScriptedServer[] servers = examples(
                new String[] {"a.example.com. A 192.0.2.1", "b.example.com. A 192.0.2.2"},
                new String[] {"a.example.net. A 192.0.2.3"});
        Resolver resolver = net.resolver();
        run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.example.com.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.example.com.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.2"), answers(resolver.query("b.example.com.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.3"), answers(resolver.query("a.example.net.", RecordType.A, LONG)));
        });
        assertEquals(List.of("udp . NS", "udp com. A", "udp net. A"), servers[0].asked);
        assertEquals(List.of("udp example.com. A", "udp example.net. A"), servers[1].asked);
        assertEquals(List.of("udp a.example.com. A", "udp b.example.com. A"), servers[2].asked);
    }

    @Test
    void noSuchNameAndNoSuchTypeAreAnswersThatAreRemembered() throws Exception {
        ScriptedServer[] servers = examples(new String[] {"www.example.com. A 192.0.2.1"}, new String[0]);
        Resolver resolver = net.resolver();
        run(() -> {
            for (int i = 0; i < 2; i++) {
                Packet none = resolver.query("x.example.com.", RecordType.A, LONG);
                assertEquals(Rcode.NXDOMAIN, rcode(none));
                assertEquals(1, none.count(Set.of(Section.AUTHORITY)));
                Packet nothing = resolver.query("www.example.com.", RecordType.MX, LONG);
                assertEquals(Rcode.NOERROR, rcode(nothing));
                assertEquals(List.of(), answers(nothing));
            }
        });
        assertEquals(List.of("udp x.example.com. A", "udp www.example.com. MX"), servers[2].asked);
    }

    @Test
    void canonicalNamesLeadFromZoneToZone() throws Exception {
        ScriptedServer[] servers = examples(
                new String[] {"www.example.com. CNAME b.example.com.", "b.example.com. CNAME www.example.net."},
                new String[] {"www.example.net. A 192.0.2.3"});
        Resolver resolver = net.resolver();
        run(() -> assertEquals(
                List.of("b.example.com.", "www.example.net.", "192.0.2.3"),
                answers(resolver.query("www.example.com.", RecordType.A, LONG))));
        assertEquals(List.of("udp www.example.net. A"), servers[3].asked);
    }

    @Test
    void subtreesThatMovedAreFollowedToAnotherZone() throws Exception {
        examples(
                new String[] {"old.example.com. DNAME new.example.net."},
                new String[] {"www.new.example.net. A 192.0.2.3"});
        Resolver resolver = net.resolver();
        run(() -> assertEquals(
                List.of("new.example.net.", "www.new.example.net.", "192.0.2.3"),
                answers(resolver.query("www.old.example.com.", RecordType.A, LONG))));
    }

    @Test
    void canonicalNameThatDoesNotExistIsToldWithItsName() throws Exception {
        examples(new String[] {"www.example.com. CNAME x.example.net."}, new String[0]);
        Resolver resolver = net.resolver();
        run(() -> {
            Packet packet = resolver.query("www.example.com.", RecordType.A, LONG);
            assertEquals(Rcode.NXDOMAIN, rcode(packet));
            assertEquals(List.of("x.example.net."), answers(packet));
        });
    }

    @Test
    void nameWithoutRecordsThatHasOthersBelowIsPassed() throws Exception {
        ScriptedServer[] servers = examples(new String[] {"a.b.c.example.com. A 192.0.2.1"}, new String[0]);
        Resolver resolver = net.resolver();
        run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.b.c.example.com.", RecordType.A, LONG)));
            assertEquals(Rcode.NXDOMAIN, rcode(resolver.query("x.b.c.example.com.", RecordType.A, LONG)));
        });
        assertEquals(
                List.of(
                        "udp c.example.com. A",
                        "udp b.c.example.com. A",
                        "udp a.b.c.example.com. A",
                        "udp x.b.c.example.com. A"),
                servers[2].asked);
    }

    @Test
    void addressOfAServerThatIsMissingIsLookedUp() throws Exception {
        ScriptedServer root =
                net.root("com. NS ns.com.", "ns.com. A 127.0.1.2", "net. NS ns.net.", "ns.net. A 127.0.1.4");
        net.zone("127.0.1.2", "com.", "example.com. NS ns.example.net.");
        net.zone("127.0.1.3", "example.com.", "www.example.com. A 192.0.2.1");
        ScriptedServer other = net.zone("127.0.1.4", "net.", "ns.example.net. A 127.0.1.3");
        Resolver resolver = net.resolver();
        run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("www.example.com.", RecordType.A, LONG))));
        assertEquals(List.of("udp . NS", "udp com. A", "udp net. A"), root.asked);
        assertEquals(List.of("udp example.net. A", "udp ns.example.net. A"), other.asked);
    }

    @Test
    void configurationMayChangeWhileOpen() throws Exception {
        ZoneScript zone = new ZoneScript(".", ". NS a.root.", "a.root. A 127.0.1.1", "a. A 192.0.2.1");
        net.server(Internet.ROOT, ask -> {
            if (ask.query.flags().rd()) {
                ask.address("192.0.2.2");
            } else {
                zone.answer(ask);
            }
        });
        Resolver resolver = net.resolver(Map.of("recurse", false));
        run(() -> {
            assertEquals(List.of("192.0.2.2"), answers(resolver.query("b.", RecordType.A, LONG)));
            resolver.config().set(Map.of("recurse", true));
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
            resolver.config().set(Map.of("recurse", false));
            assertEquals(List.of("192.0.2.2"), answers(resolver.query("c.", RecordType.A, LONG)));
        });
    }

    @Test
    void rootConfigurationMakesAResolverThatRecurses() throws Exception {
        Resolver resolver = net.world.dns.root(Map.of("attempts", 7));

        assertTrue(resolver.config().settings().recurse());
        assertEquals(7, resolver.config().settings().attempts());
        assertTrue(net.world.dns.root().config().settings().recurse());
    }

    @Test
    void namesThatExistNowhereAreAskedOfNobody() throws Exception {
        ScriptedServer root = net.root();
        Resolver resolver = net.resolver();
        run(() -> {
            for (String name : List.of("a.invalid.", "invalid.", "x.Onion.")) {
                assertEquals(Rcode.NXDOMAIN, rcode(resolver.query(name, RecordType.A, LONG)));
            }
            assertEquals(List.of("127.0.0.1"), answers(resolver.query("localhost.", RecordType.A, LONG)));
        });
        assertEquals(List.of(), root.asked);
    }
}
