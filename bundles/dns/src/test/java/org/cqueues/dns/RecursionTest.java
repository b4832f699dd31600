package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cqueues.controller.Body;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A resolver that recurses, and servers that behave. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class RecursionTest {
    private Internet net;

    @BeforeEach
    void open() throws Exception {
        net = new Internet();
    }

    @AfterEach
    void close() throws Exception {
        net.close();
    }

    private void run(Body... bodies) throws Exception {
        net.run(bodies);
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
            this.net.server(
                    "127.0.1.2",
                    Internet.zones(
                            new ZoneScript("com.", "example.com. NS ns.example.com.", "ns.example.com. A 127.0.1.3"),
                            new ZoneScript("net.", "example.net. NS ns.example.net.", "ns.example.net. A 127.0.1.4"))),
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

    @Test
    void serversOfTheRootAreThoseThatItTells() throws Exception {
        net.server(Internet.ROOT, new ZoneScript(".", ". 100 NS b.root.", "b.root. 100 A 127.0.1.2"));
        ScriptedServer other = net.zone("127.0.1.2", ".", "a. A 192.0.2.1", "b. A 192.0.2.2");
        Resolver resolver = net.resolver();
        run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.2"), answers(resolver.query("b.", RecordType.A, LONG)));
        });
        assertEquals(List.of("udp a. A", "udp b. A"), other.asked);
    }

    @Test
    void rootIsAskedForItsServersAgainWhenTheirTimeIsOver() throws Exception {
        ScriptedServer root =
                net.server(Internet.ROOT, new ZoneScript(".", ". 100 NS a.root.", "a.root. 200 A 127.0.1.1"));
        Resolver resolver = net.resolver();
        run(() -> {
            resolver.query("a.", RecordType.A, LONG);
            net.pass(99);
            resolver.query("b.", RecordType.A, LONG);
            net.pass(1);
            resolver.query("c.", RecordType.A, LONG);
        });
        assertEquals(List.of("udp . NS", "udp a. A", "udp b. A", "udp . NS", "udp c. A"), root.asked);
    }

    @Test
    void hintsAreUsedIfTheRootDoesNotTellItsServers() throws Exception {
        for (Rcode rcode : List.of(Rcode.REFUSED, Rcode.NXDOMAIN)) {
            try (Internet other = new Internet()) {
                ScriptedServer root = other.server(Internet.ROOT, ask -> {
                    if (ask.type().equals(RecordType.NS)) {
                        ask.authoritative(rcode);
                    } else {
                        ask.authoritative(Rcode.NOERROR, ResourceRecord.of(ask.name(), RecordType.A, 300, "192.0.2.1"));
                    }
                });
                Resolver resolver = other.resolver();
                other.run(() -> {
                    assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
                    assertEquals(List.of("192.0.2.1"), answers(resolver.query("b.", RecordType.A, LONG)));
                });
                assertEquals(List.of("udp . NS", "udp a. A", "udp b. A"), root.asked);
            }
        }
    }

    @Test
    void zonesOfHintsBeginThereWithTheirPortsAndPriorities() throws Exception {
        ScriptedServer root = net.root();
        ScriptedServer first = net.world.server(new ZoneScript("corp.", "a.corp. A 192.0.2.1", "b.corp. A 192.0.2.2"));
        ScriptedServer second = net.world.server(new ZoneScript("corp.", "a.corp. A 192.0.2.9"));
        Hints hints = net.hints()
                .insert("corp.", "[127.0.0.1]:" + second.address().getPort(), 2)
                .insert("corp.", "[127.0.0.1]:" + first.address().getPort(), 1);
        Resolver resolver = net.resolver(Map.of(), hints);
        run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.corp.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.2"), answers(resolver.query("b.corp.", RecordType.A, LONG)));
        });
        assertEquals(List.of(), root.asked);
        assertEquals(List.of(), second.asked);
    }

    @Test
    void rootMayHaveAnotherPort() throws Exception {
        ScriptedServer root = net.world.server(
                new ZoneScript(".", ". NS a.root.", "a.root. A 127.0.0.1", "com. NS ns.com.", "ns.com. A 127.0.1.2"));
        net.zone("127.0.1.2", "com.", "a.com. A 192.0.2.1");
        Hints hints = net.world
                .dns
                .hints()
                .insert(".", "[127.0.0.1]:" + root.address().getPort());
        Resolver resolver = net.resolver(Map.of(), hints);
        run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.com.", RecordType.A, LONG))));
        assertEquals(List.of("udp . NS", "udp com. A"), root.asked);
    }

    @Test
    void cutHoldsAsLongAsItsParentSays() throws Exception {
        ScriptedServer root = net.root("com. 100 NS ns.com.", "ns.com. 100 A 127.0.1.2");
        net.zone("127.0.1.2", "com.", "com. 9999 NS ns.com.", "ns.com. 9999 A 127.0.1.2");
        Resolver resolver = net.resolver();
        run(() -> {
            resolver.query("a.com.", RecordType.A, LONG);
            assertEquals(List.of("ns.com."), answers(resolver.query("com.", RecordType.NS, LONG)));
            net.pass(99);
            resolver.query("b.com.", RecordType.A, LONG);
            assertEquals(List.of("udp . NS", "udp com. A"), root.asked);
            net.pass(1);
            resolver.query("c.com.", RecordType.A, LONG);
        });
        assertEquals(List.of("udp . NS", "udp com. A", "udp com. A"), root.asked);
    }

    @Test
    void parentIsAskedAgainIfTheServersOfAZoneChanged() throws Exception {
        ZoneScript zone = Internet.rootZone("com. NS ns.com.", "ns.com. A 127.0.1.2");
        ScriptedServer root = net.server(Internet.ROOT, zone);
        ZoneScript com = new ZoneScript("com.", "a.com. A 192.0.2.1", "b.com. A 192.0.2.2");
        boolean[] moved = {false};
        net.server("127.0.1.2", ask -> {
            if (moved[0]) {
                ask.reply(Rcode.REFUSED);
            } else {
                com.answer(ask);
            }
        });
        net.server("127.0.1.3", com);
        Resolver resolver = net.resolver();
        run(() -> {
            resolver.query("a.com.", RecordType.A, LONG);
            moved[0] = true;
            net.pass(5);
            zone.remove("ns.com.");
            zone.add("ns.com. A 127.0.1.3");
            assertEquals(List.of("192.0.2.2"), answers(resolver.query("b.com.", RecordType.A, LONG)));
        });
        assertEquals(List.of("udp . NS", "udp com. A", "udp com. A"), root.asked);
    }

    @Test
    void signersOfADelegationAreItsParentsMatter() throws Exception {
        String signer = "1 8 2 0000000000000000000000000000000000000000000000000000000000000000";
        ScriptedServer root = net.root("com. NS ns.com.", "ns.com. A 127.0.1.2", "com. DS " + signer);
        ScriptedServer com = net.zone("127.0.1.2", "com.", "a.com. A 192.0.2.1");
        Resolver resolver = net.resolver();
        run(() -> {
            resolver.query("a.com.", RecordType.A, LONG);
            assertEquals(1, answers(resolver.query("com.", RecordType.DS, LONG)).size());
            assertEquals(List.of(), answers(resolver.query(".", RecordType.DS, LONG)));
        });
        assertEquals(List.of("udp a.com. A"), com.asked);
        assertEquals(List.of("udp . NS", "udp com. A", "udp com. DS", "udp . DS"), root.asked);
    }

    @Test
    void serverThatKnowsNoSignersHasNone() throws Exception {
        net.server(Internet.ROOT, ask -> {
            if (ask.type().equals(RecordType.DS)) {
                ask.refer(
                        ResourceRecord.of("com.", RecordType.NS, 60, "ns.com.").in(Section.AUTHORITY));
            } else {
                Internet.rootZone().answer(ask);
            }
        });
        Resolver resolver = net.resolver();
        run(() -> {
            Packet packet = resolver.query("com.", RecordType.DS, LONG);
            assertEquals(Rcode.NOERROR, rcode(packet));
            assertEquals(1, packet.count());
        });
    }

    @Test
    void nothingMoreOfANameIsToldThanIsNeeded() throws Exception {
        String name = "n.m.l.k.j.i.h.g.f.e.d.c.b.a.";
        ScriptedServer root = net.root(name + " A 192.0.2.1");
        Resolver resolver = net.resolver();
        run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query(name, RecordType.A, LONG))));
        assertEquals(
                List.of(
                        "udp . NS",
                        "udp a. A",
                        "udp b.a. A",
                        "udp c.b.a. A",
                        "udp d.c.b.a. A",
                        "udp f.e.d.c.b.a. A",
                        "udp h.g.f.e.d.c.b.a. A",
                        "udp j.i.h.g.f.e.d.c.b.a. A",
                        "udp l.k.j.i.h.g.f.e.d.c.b.a. A",
                        "udp m.l.k.j.i.h.g.f.e.d.c.b.a. A",
                        "udp " + name + " A"),
                root.asked);
    }

    @Test
    void glueOfASiblingIsUsed() throws Exception {
        ScriptedServer root = net.root("com. NS ns.com.", "ns.com. A 127.0.1.2");
        net.zone("127.0.1.2", "com.", "a.com. NS ns.b.com.", "ns.b.com. A 127.0.1.3");
        net.zone("127.0.1.3", "a.com.", "www.a.com. A 192.0.2.1");
        Resolver resolver = net.resolver();
        run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("www.a.com.", RecordType.A, LONG))));
        assertEquals(2, root.asked.size());
        assertEquals(4, resolver.stat().udp().sent().count());
    }

    @Test
    void whatAServersOwnZoneSaysOfItsAddressCountsMoreThanGlue() throws Exception {
        net.root("a. NS ns.b.", "ns.b. A 127.0.1.3", "b. NS ns1.b.", "ns1.b. A 127.0.1.2", "d. NS ns1.b.");
        ScriptedServer old = net.zone("127.0.1.3", "a.", "x.a. A 192.0.2.9");
        net.server(
                "127.0.1.2",
                Internet.zones(new ZoneScript("b.", "ns.b. A 127.0.1.4"), new ZoneScript("d.", "sub.d. NS ns.b.")));
        net.server(
                "127.0.1.4",
                Internet.zones(
                        new ZoneScript("a.", "x.a. A 192.0.2.1"), new ZoneScript("sub.d.", "x.sub.d. A 192.0.2.2")));
        Resolver resolver = net.resolver();
        run(() -> {
            assertEquals(List.of("192.0.2.2"), answers(resolver.query("x.sub.d.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("x.a.", RecordType.A, LONG)));
        });
        assertEquals(List.of(), old.asked);
    }

    @Test
    void truncatedReferralIsAskedForOverTcp() throws Exception {
        ZoneScript zone = Internet.rootZone("com. NS ns.com.", "ns.com. A 127.0.1.2");
        ScriptedServer root = net.server(Internet.ROOT, ask -> {
            if (ask.tcp) {
                zone.answer(ask);
            } else {
                ask.send(ask.answer(Rcode.NOERROR).setflags(Flags.of(0x8600)).dump());
            }
        });
        net.zone("127.0.1.2", "com.", "a.com. A 192.0.2.1");
        Resolver resolver = net.resolver();
        run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.com.", RecordType.A, LONG))));
        assertEquals(List.of("udp . NS", "tcp . NS", "udp com. A", "tcp com. A"), root.asked);
        assertEquals(1, root.accepted);
    }

    @Test
    void ednsIsUsedWhateverTheConfigurationSays() throws Exception {
        ScriptedServer[] servers =
                examples(new String[] {"www.example.com. A 192.0.2.1"}, new String[] {"www.example.net. A 192.0.2.2"});
        Resolver resolver = net.resolver(Map.of("edns0", false));
        run(() -> resolver.query("www.example.com.", RecordType.A, LONG));
        for (ScriptedServer server : servers) {
            for (Packet query : server.queries) {
                assertTrue(query.toString().endsWith("\n. 0 1232 OPT \"\"\n"), query.toString());
            }
        }
        assertEquals(2, servers[0].queries.size());
    }

    /** A root server that does not know EDNS, and a zone below. */
    private ScriptedServer oldRoot(Rcode rcode) throws Exception {
        ZoneScript zone = Internet.rootZone("a. A 192.0.2.1", "b. A 192.0.2.2", "c. NS ns.c.", "ns.c. A 127.0.1.2");
        net.zone("127.0.1.2", "c.", "www.c. A 192.0.2.3");
        return net.server(Internet.ROOT, ask -> {
            if (ask.edns()) {
                ask.reply(rcode);
            } else {
                zone.answer(ask);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void serverThatDoesNotKnowEdnsIsAskedWithoutForAWhile(int rcode) throws Exception {
        ScriptedServer root = oldRoot(new Rcode(rcode));
        Resolver resolver = net.resolver();
        run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.3"), answers(resolver.query("www.c.", RecordType.A, LONG)));
            net.pass(901);
            assertEquals(List.of("192.0.2.2"), answers(resolver.query("b.", RecordType.A, LONG)));
        });
        assertEquals(List.of("udp . NS", "udp . NS", "udp a. A", "udp c. A", "udp b. A", "udp b. A"), root.asked);
    }

    @Test
    void familiesAreThoseOfTheConfiguration() throws Exception {
        ScriptedServer six = net.server(
                "::1",
                Internet.zones(
                        new ZoneScript(".", ". NS a.root.", "a.root. AAAA ::1", "com. NS ns.com.", "ns.com. AAAA ::1"),
                        new ZoneScript("com.", "com. NS ns.com.", "www.com. A 192.0.2.1")));
        ScriptedServer four = net.zone(Internet.ROOT, ".", "x. A 192.0.2.9");
        Hints hints = net.hints().insert(".", net.address("::1"));
        Resolver resolver = net.resolver(Map.of("family", List.of("inet6")), hints);
        run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("www.com.", RecordType.A, LONG))));
        assertEquals(List.of("udp . NS", "udp com. A", "udp www.com. A"), six.asked);
        assertEquals(List.of(), four.asked);
    }

    @Test
    void otherFamilyIsLookedUpIfTheFirstHasNoAddress() throws Exception {
        net.root("com. NS ns.net.", "net. NS ns1.net.", "ns1.net. A 127.0.1.3");
        ScriptedServer other = net.zone("127.0.1.3", "net.", "ns.net. AAAA ::1");
        net.zone("::1", "com.", "a.com. A 192.0.2.1");
        Resolver resolver = net.resolver();
        run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.com.", RecordType.A, LONG))));
        assertEquals(List.of("udp ns.net. A", "udp ns.net. AAAA"), other.asked);
    }

    @Test
    void smartResolverAddsAddressesOfOtherZones() throws Exception {
        examples(new String[] {"example.com. MX 10 mail.example.net."}, new String[] {"mail.example.net. A 192.0.2.1"});
        Resolver resolver = net.resolver(Map.of("smart", true));
        run(() -> assertTrue(resolver.query("example.com.", RecordType.MX, LONG)
                .toString()
                .endsWith(";; [ADDITIONAL:1]\nmail.example.net. 3600 IN A 192.0.2.1\n")));
    }

    @Test
    void canonicalNameIsRememberedAsLongAsItHolds() throws Exception {
        ScriptedServer[] servers = examples(
                new String[] {"www.example.com. 100 CNAME www.example.net."},
                new String[] {"www.example.net. 50 A 192.0.2.1"});
        Resolver resolver = net.resolver();
        run(() -> {
            resolver.query("www.example.com.", RecordType.A, LONG);
            net.pass(50);
            resolver.query("www.example.com.", RecordType.A, LONG);
        });
        assertEquals(1, servers[2].asked.size());
        assertEquals(2, servers[3].asked.size());
    }

    @Test
    void otherClassesAreNotRecursed() throws Exception {
        Resolver resolver = net.resolver();
        run(() -> assertThrows(DnsException.class, () -> resolver.query("a.", RecordType.A, new RecordClass(3), LONG)));
    }

    @Test
    void hintsMustHaveAZoneAbove() throws Exception {
        Resolver resolver = net.resolver(Map.of(), net.world.dns.hints().insert("corp.", "127.0.0.1"));
        run(() -> {
            String message = assertThrows(DnsException.class, () -> resolver.query("a.example.", RecordType.A, LONG))
                    .getMessage();
            assertTrue(message.endsWith("a.example.: the hints have no server of a zone above"), message);
        });
    }

    @Test
    void dotsInsideOfLabelsBeginNoZone() throws Exception {
        ScriptedServer root = net.root("b.a. NS ns.b.a.", "ns.b.a. A 127.0.1.2");
        net.zone("127.0.1.2", "b.a.", "x\\.y.b.a. A 192.0.2.1");
        Resolver resolver = net.resolver();
        run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("x\\.y.b.a.", RecordType.A, LONG))));
        assertEquals(List.of("udp . NS", "udp a. A", "udp b.a. A"), root.asked);
    }

    @Test
    void cutWithoutTimeServesTheQueryThatFoundIt() throws Exception {
        ScriptedServer root = net.root("a. 0 NS ns.a.", "ns.a. 0 A 127.0.1.2");
        net.zone("127.0.1.2", "a.", "x.a. A 192.0.2.1", "y.a. A 192.0.2.2");
        Resolver resolver = net.resolver();
        run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("x.a.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.2"), answers(resolver.query("y.a.", RecordType.A, LONG)));
        });
        assertEquals(List.of("udp . NS", "udp a. A", "udp a. A"), root.asked);
    }

    @Test
    void recordsOfTheWholeNameAreAskedForByTheirType() throws Exception {
        ScriptedServer root = net.root("a. NS ns.a.", "ns.a. A 127.0.1.2");
        ScriptedServer a = net.zone("127.0.1.2", "a.", "a. NS ns.a.", "a. TXT text", "ns.a. A 127.0.1.2");
        Resolver resolver = net.resolver();
        run(() -> {
            assertEquals(List.of("\"text\""), answers(resolver.query("a.", RecordType.TXT, LONG)));
            assertEquals(List.of("ns.a."), answers(resolver.query("a.", RecordType.NS, LONG)));
            assertEquals(List.of("a.root."), answers(resolver.query(".", RecordType.NS, LONG)));
        });
        assertEquals(List.of("udp . NS", "udp a. TXT", "udp . NS"), root.asked);
        assertEquals(List.of("udp a. TXT", "udp a. NS"), a.asked);
    }

    @Test
    void hintsAreUsedIfTheRootTellsServersThatCannotBeReached() throws Exception {
        ScriptedServer root = net.server(
                Internet.ROOT, new ZoneScript(".", ". NS a.root.", "a.root. AAAA 2001:db8::1", "a. A 192.0.2.1"));
        Resolver resolver = net.resolver(Map.of("family", List.of("inet4")));
        run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));
        assertEquals(List.of("udp . NS", "udp a. A"), root.asked);
    }

    @Test
    void answerThatIsTruncatedForWantOfTcpIsNotRemembered() throws Exception {
        ScriptedServer root = net.server(
                Internet.ROOT,
                ask -> ask.send(ask.answer(Rcode.NOERROR, ResourceRecord.of(ask.name(), RecordType.A, 300, "192.0.2.1"))
                        .setflags(Flags.of(0x8600))
                        .dump()));
        Resolver resolver = net.resolver(Map.of("tcp", "disable"));
        run(() -> {
            assertTrue(resolver.query("a.", RecordType.A, LONG).flags().tc());
            assertTrue(resolver.query("a.", RecordType.A, LONG).flags().tc());
        });
        assertEquals(List.of("udp . NS", "udp a. A", "udp a. A"), root.asked);
    }
}
