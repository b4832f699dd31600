package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.cqueues.controller.Body;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineCancelledException;
import org.cqueues.dns.ScriptedServer.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Zones and their servers that fail, lie or attack a resolver that recurses: work is bounded, the outcome is clear, and no descriptor is left. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
class HostileZoneTest {
    private Internet net;

    @BeforeEach
    void open() throws Exception {
        net = new Internet();
    }

    @AfterEach
    void close() throws Exception {
        net.close();
    }

    private static ResourceRecord record(String name, RecordType type, String data) {
        return ResourceRecord.of(name, type, 300, data);
    }

    private static ResourceRecord nameServer(String zone, String server) {
        return record(zone, RecordType.NS, server).in(Section.AUTHORITY);
    }

    private static ResourceRecord glue(String server, String address) {
        return record(server, RecordType.A, address).in(Section.ADDITIONAL);
    }

    private static String failure(Resolver resolver, String name) {
        return assertThrows(DnsException.class, () -> resolver.query(name, RecordType.A, LONG))
                .getMessage();
    }

    /** The zone {@code evil.} has a script for a server, {@code good.} a server that is one. */
    private ScriptedServer good(Script evil) throws IOException {
        net.root("evil. NS ns.evil.", "ns.evil. A 127.0.1.66", "good. NS ns.good.", "ns.good. A 127.0.1.2");
        net.server("127.0.1.66", evil);
        return net.zone("127.0.1.2", "good.", "www.good. A 192.0.2.1", "ns.good. A 127.0.1.2");
    }

    @Test
    void glueOfAStrangersZoneIsNotUsed() throws Exception {
        ScriptedServer good = good(ask -> ask.refer(
                nameServer("sub.evil.", "ns.good."), glue("ns.good.", "127.0.1.67"), glue("www.good.", "127.0.1.67")));
        ScriptedServer forged = net.server("127.0.1.67", ask -> ask.address("192.0.2.66"));
        Resolver resolver = net.resolver();
        net.run(() -> {
            assertThrows(DnsException.class, () -> resolver.query("x.sub.evil.", RecordType.A, LONG));
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("www.good.", RecordType.A, LONG)));
        });
        assertEquals(List.of(), forged.asked);
        assertTrue(good.asked.containsAll(List.of("udp ns.good. A", "udp www.good. A")), good.asked::toString);
    }

    @Test
    void whatIsSaidOfAnotherZoneIsNotBelieved() throws Exception {
        ScriptedServer good = good(ask -> ask.authoritative(
                Rcode.NOERROR,
                record("www.evil.", RecordType.CNAME, "www.good."),
                record("www.good.", RecordType.A, "192.0.2.66"),
                nameServer("good.", "ns.evil."),
                nameServer(".", "ns.evil."),
                glue("ns.good.", "127.0.1.66"),
                glue("a.root.", "127.0.1.66")));
        Resolver resolver = net.resolver();
        net.run(() -> {
            Packet packet = resolver.query("www.evil.", RecordType.A, LONG);
            assertEquals(List.of("www.good.", "192.0.2.1"), answers(packet));
            assertEquals(3, packet.count());
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("www.good.", RecordType.A, LONG)));
            assertEquals(List.of("127.0.1.2"), answers(resolver.query("ns.good.", RecordType.A, LONG)));
            assertEquals(
                    Rcode.NXDOMAIN,
                    resolver.query("new.", RecordType.A, LONG).flags().rcode());
        });
        assertEquals(List.of("udp www.good. A", "udp ns.good. A"), good.asked);
    }

    @Test
    void nameOfAnotherZoneIsNotDeniedByItsAlias() throws Exception {
        good(ask -> ask.authoritative(
                Rcode.NXDOMAIN,
                record("www.evil.", RecordType.CNAME, "www.good."),
                record("good.", RecordType.SOA, "m. r. 1 2 3 4 300").in(Section.AUTHORITY)));
        Resolver resolver = net.resolver();
        net.run(() -> {
            assertEquals(List.of("www.good.", "192.0.2.1"), answers(resolver.query("www.evil.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("www.good.", RecordType.A, LONG)));
        });
    }

    @Test
    void zoneThatIsNoMoreCannotKeepItselfAlive() throws Exception {
        ZoneScript zone = Internet.rootZone("a. 100 NS ns.a.", "ns.a. 100 A 127.0.1.2");
        net.server(Internet.ROOT, zone);
        net.zone(
                "127.0.1.2",
                "a.",
                "a. 9999 NS ns.a.",
                "ns.a. 9999 A 127.0.1.2",
                "x.a. A 192.0.2.1",
                "y.a. A 192.0.2.2");
        Resolver resolver = net.resolver();
        net.run(() -> {
            resolver.query("x.a.", RecordType.A, LONG);
            zone.remove("a.");
            zone.remove("ns.a.");
            net.pass(99);
            resolver.query("a.", RecordType.NS, LONG);
            net.pass(1);
            assertEquals(
                    Rcode.NXDOMAIN,
                    resolver.query("y.a.", RecordType.A, LONG).flags().rcode());
        });
    }

    /** A server that is no use, and one that is, of the same zone. */
    private void assertOtherServerIsAsked(Script bad, boolean isRemembered) throws Exception {
        try (Internet own = new Internet()) {
            own.root("a. NS ns1.a.", "a. NS ns2.a.", "ns1.a. A 127.0.1.2", "ns2.a. A 127.0.1.3");
            ScriptedServer first = own.server("127.0.1.2", bad);
            own.server(
                    "127.0.1.3",
                    ask -> ask.authoritative(Rcode.NOERROR, record(ask.name(), RecordType.A, "192.0.2.1")));
            Resolver resolver = own.resolver(Map.of("tcp", "disable"));
            own.run(() -> {
                for (int i = 0; first.asked.isEmpty() && i < 1000; i++) {
                    assertEquals(List.of("192.0.2.1"), answers(resolver.query("x" + i + ".a.", RecordType.A, LONG)));
                }
                int asked = first.asked.size();
                for (int i = 0; i < 50 && isRemembered; i++) {
                    assertEquals(List.of("192.0.2.1"), answers(resolver.query("y" + i + ".a.", RecordType.A, LONG)));
                }
                assertTrue(asked > 0);
                assertTrue(!isRemembered || first.asked.size() == asked, "it is asked last now");
            });
        }
    }

    @Test
    void lameServerIsAskedLastFromThenOn() throws Exception {
        assertOtherServerIsAsked(ask -> ask.reply(Rcode.REFUSED), true);
        assertOtherServerIsAsked(ask -> ask.address("192.0.2.66"), true);
        assertOtherServerIsAsked(ask -> ask.refer(record(ask.name(), RecordType.A, "192.0.2.66")), true);
        assertOtherServerIsAsked(ask -> ask.reply(Rcode.NXDOMAIN), true);
        assertOtherServerIsAsked(ask -> ask.reply(), true);
        assertOtherServerIsAsked(ask -> ask.refer(nameServer(".", "a.root."), glue("a.root.", "127.0.1.2")), true);
        assertOtherServerIsAsked(ask -> ask.refer(nameServer("a.", "ns1.a."), glue("ns1.a.", "127.0.1.2")), true);
        assertOtherServerIsAsked(ask -> ask.refer(nameServer("b.a.", "ns1.a."), glue("ns1.a.", "127.0.1.2")), true);
    }

    @Test
    void answerWithoutAuthorityIsTakenIfThereIsNoBetter() throws Exception {
        net.root("a. NS ns1.a.", "a. NS ns2.a.", "ns1.a. A 127.0.1.2", "ns2.a. A 127.0.1.3");
        ScriptedServer one = net.server("127.0.1.2", ask -> ask.refer(record(ask.name(), RecordType.A, "192.0.2.1")));
        ScriptedServer other = net.server("127.0.1.3", ask -> ask.reply(Rcode.SERVFAIL));
        Resolver resolver = net.resolver();
        net.run(() -> {
            for (int i = 0; other.asked.isEmpty() && i < 100; i++) {
                assertEquals(List.of("192.0.2.1"), answers(resolver.query("x" + i + ".a.", RecordType.A, LONG)));
            }
        });
        assertTrue(other.asked.size() > 0);
        assertEquals(one.asked.size(), other.asked.size());
    }

    @Test
    void denialWithoutAuthorityIsNotTaken() throws Exception {
        ResourceRecord soa = record("a.", RecordType.SOA, "m. r. 1 2 3 4 300").in(Section.AUTHORITY);
        net.root("a. NS ns1.a.", "a. NS ns2.a.", "ns1.a. A 127.0.1.2", "ns2.a. A 127.0.1.3");
        net.server("127.0.1.2", ask -> ask.refer(soa));
        net.server("127.0.1.3", ask -> ask.reply(record(ask.name(), RecordType.A, "192.0.2.66")));
        Resolver resolver = net.resolver();
        net.run(() -> {
            String message = failure(resolver, "x.a.");
            assertTrue(message.contains("x.a. IN A (by . > a.): {/127.0.1."), message);
            assertTrue(message.contains("=lame: not authoritative (no flag aa), but one that recurses"), message);
            assertTrue(message.matches(".*=lame: not authoritative \\(no flag aa\\)[,}].*"), message);
        });
    }

    @Test
    void serverThatFailsLetsTheOtherBeAsked() throws Exception {
        assertOtherServerIsAsked(ask -> ask.reply(Rcode.SERVFAIL), false);
        assertOtherServerIsAsked(ask -> ask.reply(Rcode.NOTIMP), false);
        assertOtherServerIsAsked(ask -> ask.send(new byte[] {1, 2, 3}), false);
        assertOtherServerIsAsked(ask -> {}, false);
    }

    @Test
    void failureOfAllTellsTheWayAndEachReason() throws Exception {
        net.root("a. NS ns.a.", "ns.a. A 127.0.1.2", "a. NS ns.b.", "b. NS ns.a.");
        ScriptedServer bad = net.server("127.0.1.2", ask -> ask.reply(Rcode.REFUSED));
        Resolver resolver = net.resolver();
        net.run(() -> {
            String message = failure(resolver, "x.a.");
            assertTrue(message.contains("x.a. IN A (by . > a.): {/127.0.1.2:"), message);
            assertTrue(message.contains("=REFUSED}"), message);
            assertTrue(message.contains("ns.b.=ns.b. IN A (by . > b.): {/127.0.1.2:"), message);
            assertEquals(message + ", as found just before", failure(resolver, "x.a."));
        });
        assertTrue(bad.asked.size() <= 6, bad.asked::toString);
    }

    @Test
    void silenceOfAllIsAnErrorOrTheEndOfTheTime() throws Exception {
        net.root("a. NS ns.a.", "ns.a. A 127.0.1.2");
        ScriptedServer silent = net.server("127.0.1.2", ask -> {});
        Resolver resolver = net.resolver(Map.of("timeout", Duration.ofMillis(20), "attempts", 2));
        Resolver patient = net.resolver();
        net.run(() -> {
            String message = failure(resolver, "x.a.");
            assertTrue(message.contains("(by . > a.): {/127.0.1.2:"), message);
            assertTrue(message.contains("=no answer within 20 ms}"), message);
            String late = assertThrows(
                            SocketTimeoutException.class,
                            () -> patient.query("x.a.", RecordType.A, Duration.ofMillis(50)))
                    .getMessage();
            assertTrue(late.startsWith("x.a. IN A (by . > a.): query x.a. IN A: the time is over"), late);
            net.world.await(() -> silent.asked.size() == 3);
        });
    }

    @Test
    void loopOfCanonicalNamesOverZonesIsAnError() throws Exception {
        ScriptedServer good = net.root("a. NS ns.a.", "ns.a. A 127.0.1.2", "b. NS ns.b.", "ns.b. A 127.0.1.3");
        net.zone("127.0.1.2", "a.", "x.a. CNAME x.b.");
        net.zone("127.0.1.3", "b.", "x.b. CNAME x.a.");
        Resolver resolver = net.resolver();
        net.run(() -> {
            String message = failure(resolver, "x.a.");
            assertTrue(message.endsWith("a loop of canonical names: x.a. -> x.b. -> x.a."), message);
        });
        assertEquals(5, resolver.stat().udp().sent().count());
        assertEquals(3, good.asked.size());
    }

    /** Refers from label to label, and from the whole name to one with other letters, or at last to another. */
    private static void referEndlessly(ScriptedServer.Ask ask, String last, String target) throws IOException {
        String name = ask.name().toLowerCase(Locale.ROOT);
        if (ask.type().equals(RecordType.NS)) {
            Internet.rootZone().answer(ask);
        } else if (name.split("\\.").length < 100) {
            ask.refer(nameServer(name, "ns." + name).withTtl(0), glue("ns." + name, Internet.ROOT));
        } else {
            String next = String.valueOf((char) (name.charAt(0) + 1));
            String alias = name.startsWith(last) ? target : name.replaceAll("[a-z]", next);
            ask.authoritative(Rcode.NOERROR, record(name, RecordType.CNAME, alias));
        }
    }

    @Test
    void endlessReferralsAreAnError() throws Exception {
        ScriptedServer server = net.server(Internet.ROOT, ask -> referEndlessly(ask, "z", "a."));
        Resolver resolver = net.resolver();
        net.run(() -> {
            String message = failure(resolver, "a.".repeat(100));
            assertTrue(message.endsWith("more than 130 referrals"), message);
        });
        assertTrue(server.asked.size() <= 200, () -> "" + server.asked.size());
    }

    /** Who leads to a name at the end of his means must not make it fail for those who ask for it themselves. */
    @Test
    void failureOfAQueryThatIsOverspentIsItsOwn() throws Exception {
        Script root = Internet.rootZone("good. NS ns.good.", "ns.good. A 127.0.1.2")::answer;
        net.server(Internet.ROOT, ask -> {
            if (ask.name().toLowerCase(Locale.ROOT).endsWith("good.")) {
                root.answer(ask);
            } else {
                referEndlessly(ask, "m", "www.good.");
            }
        });
        net.zone("127.0.1.2", "good.", "www.good. A 192.0.2.1");
        Resolver resolver = net.resolver();
        net.run(() -> {
            String message = failure(resolver, "a.".repeat(100));
            assertTrue(message.endsWith("www.good. IN A (by ): more than 130 referrals"), message);
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("www.good.", RecordType.A, LONG)));
        });
    }

    /** CVE-2020-12662: a referral to a thousand servers of somebody else, which do not exist. */
    @Test
    void referralToAThousandServersCostsFewQueries() throws Exception {
        ScriptedServer victim = good(ask -> {
            if (ask.tcp) {
                ask.refer(IntStream.range(0, 1000)
                        .mapToObj(i -> nameServer("sub.evil.", "ns" + i + ".good."))
                        .toArray(ResourceRecord[]::new));
            } else {
                ask.send(ask.answer(Rcode.NOERROR).setflags(Flags.of(0x8200)).dump());
            }
        });
        Resolver resolver = net.resolver();
        net.run(() -> {
            String message = failure(resolver, "x.sub.evil.");
            assertTrue(message.contains(".good.=no such name"), message);
            assertEquals(5, victim.asked.size(), victim.asked::toString);
            for (int i = 0; i < 100; i++) {
                failure(resolver, "x" + i + ".sub.evil.");
            }
        });
        assertTrue(victim.asked.size() <= 16, victim.asked::toString);
    }

    @Test
    void serversThatExistNowhereAndNobodyDeniesCostFewQueriesToo() throws Exception {
        ResourceRecord[] referral = IntStream.range(0, 16)
                .mapToObj(i -> nameServer("sub.evil.", "ns" + i + ".good."))
                .toArray(ResourceRecord[]::new);
        net.root("evil. NS ns.evil.", "ns.evil. A 127.0.1.66", "good. NS ns.good.", "ns.good. A 127.0.1.2");
        net.server("127.0.1.66", ask -> ask.refer(referral));
        ScriptedServer victim = net.server("127.0.1.2", ask -> ask.reply(Rcode.SERVFAIL));
        Resolver resolver = net.resolver();
        net.run(() -> {
            for (int i = 0; i < 100; i++) {
                failure(resolver, "x" + i + ".sub.evil.");
            }
        });
        assertTrue(victim.asked.size() <= 16 * 2 * 2 * 2, victim.asked::toString);
    }

    /** TsuNAME: two zones that have their servers in each other. */
    @Test
    void zonesThatNeedEachOtherAreAnError() throws Exception {
        ScriptedServer root = net.root("a. NS ns.b.", "b. NS ns.a.");
        Resolver resolver = net.resolver();
        net.run(() -> {
            String message = failure(resolver, "x.a.");
            assertTrue(message.contains("needs itself"), message);
            assertEquals(List.of("udp . NS", "udp a. A", "udp b. A"), root.asked);
            for (int i = 0; i < 100; i++) {
                failure(resolver, "x" + i + ".a.");
                failure(resolver, "x" + i + ".b.");
            }
        });
        assertEquals(List.of("udp . NS", "udp a. A", "udp b. A"), root.asked);
    }

    @Test
    void zonesThatNeedEachOtherDoNotLockThoseWhoAskAtATime() throws Exception {
        ScriptedServer root = net.root("a. NS ns.b.", "b. NS ns.c.", "c. NS ns.a.");
        Resolver resolver = net.resolver();
        net.run(Arrays.stream(new String[] {"ns.a.", "ns.b.", "ns.c.", "x.a.", "x.b.", "x.c."})
                .map(name -> (Body) () -> failure(resolver, name))
                .toArray(Body[]::new));
        assertEquals(4, root.asked.size(), root.asked::toString);
    }

    @Test
    void longWaysToServersAreCutShort() throws Exception {
        List<String> lines = new ArrayList<>(List.of("ns.z9. A 127.0.1.2"));
        for (int i = 0; i < 9; i++) {
            lines.add("z" + i + ". NS ns.z" + (i + 1) + ".sub.");
        }
        net.root(lines.toArray(String[]::new));
        Resolver resolver = net.resolver();
        net.run(() -> failure(resolver, "x.z0."));
        assertTrue(resolver.stat().udp().sent().count() <= 200);
    }

    @Test
    void aliasOfAServerIsNotFollowed() throws Exception {
        net.root("a. NS ns.b.", "b. NS ns1.b.", "ns1.b. A 127.0.1.2");
        net.zone("127.0.1.2", "b.", "ns.b. CNAME ns2.b.", "ns2.b. A 127.0.1.3");
        ScriptedServer other = net.zone("127.0.1.3", "a.", "x.a. A 192.0.2.1");
        Resolver resolver = net.resolver();
        net.run(() -> {
            String message = failure(resolver, "x.a.");
            assertTrue(message.contains("ns.b.=no address"), message);
        });
        assertEquals(List.of(), other.asked);
    }

    @Test
    void serverInTheZoneWithoutGlueIsNotLookedFor() throws Exception {
        ScriptedServer root = net.server(Internet.ROOT, ask -> {
            if (ask.type().equals(RecordType.NS)) {
                Internet.rootZone().answer(ask);
            } else {
                ask.refer(nameServer("a.", "ns.a."));
            }
        });
        Resolver resolver = net.resolver();
        net.run(() -> {
            String message = failure(resolver, "x.a.");
            assertTrue(message.endsWith("(by . > a.): {ns.a.=has no glue}"), message);
        });
        assertEquals(List.of("udp . NS", "udp a. A"), root.asked);
    }

    /** A server that does something else if it is asked for less than the whole name. */
    private void assertWholeNameIsAskedFor(int more, Script part) throws Exception {
        try (Internet own = new Internet()) {
            own.root("a. NS ns.a.", "ns.a. A 127.0.1.2");
            own.server("127.0.1.2", ask -> {
                if (ask.name().toLowerCase(Locale.ROOT).startsWith("w.")) {
                    ask.authoritative(Rcode.NOERROR, record(ask.name(), RecordType.A, "192.0.2.1"));
                } else {
                    part.answer(ask);
                }
            });
            Resolver resolver = own.resolver(Map.of("timeout", Duration.ofMillis(100)));
            own.run(() ->
                    assertEquals(List.of("192.0.2.1"), answers(resolver.query("w.x.y.z.a.", RecordType.A, LONG))));
            assertEquals(2 + 2 + more, resolver.stat().udp().sent().count());
        }
    }

    @Test
    void serversThatDoNotKnowPartsOfNamesAreAskedForTheWhole() throws Exception {
        assertWholeNameIsAskedFor(
                0,
                ask -> ask.authoritative(
                        Rcode.NXDOMAIN,
                        record("a.", RecordType.SOA, "m. r. 1 2 3 4 300").in(Section.AUTHORITY)));
        assertWholeNameIsAskedFor(0, ask -> ask.reply(Rcode.REFUSED));
        assertWholeNameIsAskedFor(1, ask -> ask.reply(Rcode.FORMERR)); // without EDNS too
        assertWholeNameIsAskedFor(0, ask -> ask.reply(Rcode.SERVFAIL));
        assertWholeNameIsAskedFor(1, ask -> ask.reply(Rcode.NOTIMP)); // without EDNS too
        assertWholeNameIsAskedFor(0, ask -> ask.refer(nameServer(".", "a.root.")));
        assertWholeNameIsAskedFor(0, ask -> {});
    }

    @Test
    void wholeQueryIsBounded() throws Exception {
        ZoneScript zone = Internet.rootZone();
        List<ResourceRecord> targets = IntStream.range(0, 16)
                .mapToObj(i -> record("a.", RecordType.MX, "10 k.j.i.h.g.f.e.d.c.b.t" + i + "."))
                .toList();
        ScriptedServer root = net.server(Internet.ROOT, ask -> {
            if (ask.type().equals(RecordType.NS)) {
                zone.answer(ask);
            } else if (ask.type().equals(RecordType.MX)) {
                ask.authoritative(Rcode.NOERROR, targets.toArray(ResourceRecord[]::new));
            } else {
                ask.authoritative(Rcode.NOERROR);
            }
        });
        Resolver resolver = net.resolver(Map.of("smart", true));
        net.run(() -> assertEquals(
                16, answers(resolver.query("a.", RecordType.MX, LONG)).size()));
        assertEquals(200, root.asked.size());
    }

    /** By a clock that stands still, so that no packet is sent again where a busy machine answers late. There are as many leaves as it takes for their buffers to lose none. */
    @Test
    @Timeout(value = 200, threadMode = SEPARATE_THREAD)
    void manyQueriesForNamesOfOneZoneAskTheRootOnce() throws Exception {
        try (Internet still = new Internet(StillClock::of)) {
            ScriptedServer root =
                    still.root("com. NS ns.com.", "ns.com. A 127.0.1.2", "net. NS ns.net.", "ns.net. A 127.0.1.3");
            ScriptedServer com = still.zone("127.0.1.2", "com.", "a.com. NS ns.a.net.");
            ScriptedServer other = still.zone(
                    "127.0.1.3", "net.", "ns.a.net. A 127.0.1.4", "ns.a.net. A 127.0.1.5", "ns.a.net. A 127.0.1.6");
            List<ScriptedServer> leaves = new ArrayList<>();
            for (String host : List.of("127.0.1.4", "127.0.1.5", "127.0.1.6")) {
                leaves.add(still.server(
                        host, ask -> ask.authoritative(Rcode.NOERROR, record(ask.name(), RecordType.A, "192.0.2.1"))));
            }
            int queries = askForPairs(still, "a.com.");
            assertEquals(List.of("udp . NS", "udp com. A", "udp net. A"), root.asked);
            assertEquals(List.of("udp a.com. A"), com.asked);
            assertEquals(List.of("udp a.net. A", "udp ns.a.net. A"), other.asked);
            List<String> asked =
                    leaves.stream().flatMap(leaf -> leaf.asked.stream()).toList();
            assertEquals(queries / 2, asked.size());
            assertEquals(queries / 2, Set.copyOf(asked).size());
        }
    }

    /** {@return how many queries at a time were answered, each of which was made twice} */
    private static int askForPairs(Internet net, String zone) throws Exception {
        Resolver resolver = net.resolver();
        boolean light = net.world.controllers.engine().name().equals("virtual");
        int queries = light ? 10_000 : 1_000; // else each is a thread of the system
        int[] answered = {0};
        net.run(IntStream.range(0, queries)
                .mapToObj(i -> (Body) () -> {
                    Packet packet = resolver.query("n" + i / 2 + '.' + zone, RecordType.A, Duration.ofHours(1));
                    assertEquals(List.of("192.0.2.1"), answers(packet));
                    answered[0]++;
                })
                .toArray(Body[]::new));
        assertEquals(queries, answered[0]);
        return queries;
    }

    /** Each zone has its servers in five others, each of which has its own in five others. */
    @Test
    void serversThatNeedEverMoreServersCostThoseWhoAskTheSameNoMoreThanOne() throws Exception {
        int[] zones = {0};
        ZoneScript zone = Internet.rootZone();
        ScriptedServer root = net.server(Internet.ROOT, ask -> {
            if (ask.type().equals(RecordType.NS)) {
                zone.answer(ask);
            } else {
                ask.refer(IntStream.range(0, 5)
                        .mapToObj(i -> nameServer(ask.name(), "ns.t" + zones[0]++ + "."))
                        .toArray(ResourceRecord[]::new));
            }
        });
        Resolver resolver = net.resolver();
        net.run(IntStream.range(0, 100)
                .mapToObj(i -> (Body) () -> {
                    String message = failure(resolver, "x.evil.");
                    assertTrue(message.contains("more than 64 names of servers"), message);
                })
                .toArray(Body[]::new));
        assertTrue(root.asked.size() <= 200, () -> "" + root.asked.size());
    }

    @Test
    void equalQueriesAtATimeAreAskedOnceByAStubToo() throws Exception {
        ScriptedServer server = net.world.server(ask -> ask.address("192.0.2.1"));
        Resolver resolver = net.world.resolver(server.address());
        net.run(IntStream.range(0, 1000)
                .mapToObj(i -> (Body)
                        () -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))))
                .toArray(Body[]::new));
        assertEquals(List.of("udp a. A"), server.asked);
    }

    @Test
    void whoWaitsAsksIfTheOneWhoAskedIsCancelled() throws Exception {
        net.root("a. NS ns.a.", "ns.a. A 127.0.1.2");
        boolean[] silent = {true};
        ScriptedServer server = net.server("127.0.1.2", ask -> {
            if (!silent[0]) {
                ask.authoritative(Rcode.NOERROR, record(ask.name(), RecordType.A, "192.0.2.1"));
            }
        });
        Resolver resolver = net.resolver(Map.of("timeout", LONG, "attempts", 1));
        net.run(() -> {
            resolver.query("b.", RecordType.A, LONG);
            long open = World.openSockets(); // with one that is kept for the next query
            Coroutine asking = net.world.loop.wrap(() ->
                    assertThrows(CoroutineCancelledException.class, () -> resolver.query("x.a.", RecordType.A, LONG)));
            net.world.await(() -> server.asked.size() == 1);
            Coroutine cancelled = net.world.loop.wrap(() ->
                    assertThrows(CoroutineCancelledException.class, () -> resolver.query("x.a.", RecordType.A, LONG)));
            List<String> answered = new ArrayList<>();
            Coroutine waiting =
                    net.world.loop.wrap(() -> answered.addAll(answers(resolver.query("x.a.", RecordType.A, LONG))));
            net.world.controllers.poll();
            net.world.controllers.poll();
            silent[0] = false;
            cancelled.cancel();
            asking.cancel();
            waiting.join();
            assertEquals(List.of("192.0.2.1"), answered);
            assertEquals(List.of("udp x.a. A", "udp x.a. A"), server.asked);
            assertEquals(open, World.openSockets());
        });
    }

    @Test
    void closingEndsThoseWhoAskAndThoseWhoWait() throws Exception {
        net.root("a. NS ns.a.", "ns.a. A 127.0.1.2");
        ScriptedServer silent = net.server("127.0.1.2", ask -> {});
        Resolver resolver = net.resolver(Map.of("timeout", LONG));
        Body asks = () -> assertThrows(ClosedChannelException.class, () -> resolver.query("x.a.", RecordType.A, LONG));
        net.run(asks, asks, asks, () -> {
            net.world.await(() -> silent.asked.size() == 1);
            resolver.close();
            assertThrows(ClosedChannelException.class, () -> resolver.query("y.a.", RecordType.A, LONG));
        });
        assertEquals(1, silent.asked.size());
    }

    /** Who asks for its digest asks the parent, which refers to its own idea of the zone. */
    @Test
    void hintedZoneIsNotTakenOverByItsParent() throws Exception {
        net.root("example. NS ns.example.", "ns.example. A 127.0.1.2");
        net.server(
                "127.0.1.2",
                ask -> ask.refer(
                        nameServer("corp.example.", "ns.corp.example."),
                        record("ns.corp.example.", RecordType.A, "127.0.1.66").in(Section.ADDITIONAL)));
        ScriptedServer evil = net.zone("127.0.1.66", "corp.example.", "www.corp.example. A 192.0.2.66");
        net.zone("127.0.1.3", "corp.example.", "www.corp.example. A 192.0.2.1");
        Hints hints = net.hints().insert("corp.example.", net.address("127.0.1.3"));
        Resolver resolver = net.resolver(Map.of(), hints);
        net.run(() -> {
            assertEquals(List.of(), answers(resolver.query("corp.example.", RecordType.DS, LONG)));
            Packet packet = resolver.query("www.corp.example.", RecordType.A, LONG);
            assertEquals(List.of("192.0.2.1"), answers(packet));
        });
        assertEquals(List.of(), evil.asked);
    }
}
