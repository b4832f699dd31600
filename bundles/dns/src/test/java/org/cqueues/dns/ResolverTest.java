package org.cqueues.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.cqueues.controller.Body;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineCancelledException;
import org.cqueues.controller.Runner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stub resolver and servers that behave. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class ResolverTest {
    static final Duration LONG = Duration.ofSeconds(20);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    static List<String> answers(Packet packet) {
        return StreamSupport.stream(
                        packet.grep(Criteria.any().section(Section.ANSWER)).spliterator(), false)
                .map(ResourceRecord::toString)
                .toList();
    }

    @Test
    void answerIsThatOfTheServer() throws Exception {
        ScriptedServer server = world.server(ask -> ask.reply(
                ResourceRecord.of(ask.name(), RecordType.MX, 300, "10 mail.Example.com."),
                ResourceRecord.of("mail.example.com.", RecordType.A, 300, "192.0.2.1")
                        .in(Section.ADDITIONAL)));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            Packet packet = resolver.query("Example.com.", RecordType.MX, LONG);

            assertEquals(List.of("10 mail.Example.com."), answers(packet));
            assertTrue(packet.toString().contains("\n;Example.com. IN MX\n"), packet.toString());
            assertTrue(packet.toString().contains("\nExample.com. 300 IN MX 10"), packet.toString());
            assertEquals(3, packet.count());
        });
        assertEquals(List.of("udp example.com. MX"), server.asked);
        assertTrue(server.queries.get(0).flags().rd());
    }

    @Test
    void typeIsAUnlessGiven() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.")));
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("b.", RecordType.A)));
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("c.", RecordType.A, RecordClass.IN, LONG)));
        });
    }

    @Test
    void everyQueryHasItsOwnPortNumberAndCase() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            for (int i = 0; i < 20; i++) {
                resolver.query("a" + i + ".an-example-name.example.", RecordType.A, LONG);
            }
        });

        Set<Integer> qids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Packet query : server.queries) {
            qids.add(query.qid());
            names.add(query.grep().iterator().next().name().replaceFirst("^.\\d+", ""));
        }
        assertTrue(new HashSet<>(server.ports).size() > 15, server.ports::toString);
        assertTrue(qids.size() > 15, qids::toString);
        assertTrue(names.size() > 15, names::toString);
    }

    @Test
    void noSuchNameIsAnAnswer() throws Exception {
        ScriptedServer server = world.server(ask -> ask.reply(Rcode.NXDOMAIN));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> assertEquals(
                Rcode.NXDOMAIN, resolver.query("a.", RecordType.A, LONG).flags().rcode()));
    }

    @Test
    void statisticsCountBothTransports() throws Exception {
        ScriptedServer server = world.server(ask -> {
            if (ask.tcp) {
                ask.address("192.0.2.1");
            } else {
                ask.send(ask.answer(Rcode.NOERROR).setflags(Flags.of(0x8380)).dump());
            }
        });
        Resolver resolver = world.resolver(server.address());
        world.run(() -> resolver.query("a.", RecordType.A, LONG));

        ResolverStat stat = resolver.stat();
        assertEquals(1, stat.queries());
        assertEquals(new ResolverStat.Tally(1, 19), stat.udp().sent());
        assertEquals(new ResolverStat.Tally(1, 19), stat.udp().rcvd());
        assertEquals(new ResolverStat.Tally(1, 19), stat.tcp().sent());
        assertEquals(new ResolverStat.Tally(1, 35), stat.tcp().rcvd());
    }

    @Test
    void truncatedAnswerIsAskedForAgainOverOneConnection() throws Exception {
        ScriptedServer server = world.server(ask -> {
            if (ask.tcp) {
                ask.address("192.0.2.1");
            } else {
                ask.send(ask.answer(Rcode.NOERROR).setflags(Flags.of(0x8380)).dump());
            }
        });
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("b.", RecordType.A, LONG)));
        });

        assertEquals(List.of("udp a. A", "tcp a. A", "udp b. A", "tcp b. A"), server.asked);
        assertEquals(1, server.accepted);
    }

    @Test
    void tcpOnlyNeverUsesUdpAndDisabledTcpNeverTcp() throws Exception {
        ScriptedServer server = world.server(ask ->
                ask.send(ask.answer(Rcode.NOERROR).setflags(Flags.of(0x8380)).dump()));
        Resolver only = world.resolver(Map.of("tcp", "only"), server.address());
        Resolver never = world.resolver(Map.of("tcp", "disable"), server.address());
        world.run(() -> {
            only.query("a.", RecordType.A, LONG);
            assertTrue(never.query("b.", RecordType.A, LONG).flags().tc());
        });

        assertEquals(List.of("tcp a. A", "udp b. A"), server.asked);
    }

    @Test
    void serverOverIpv6IsAsked() throws Exception {
        ScriptedServer server = world.server("::1", ask -> ask.address("192.0.2.1"));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));
    }

    /** The scope of ::1 matters to nobody, so that one server plays the same address on two interfaces: the second was not asked after the first had refused. */
    @Test
    void serverWithTheSameAddressOnAnotherInterfaceIsAskedToo() throws Exception {
        ScriptedServer[] server = new ScriptedServer[1];
        server[0] = world.server("::1", ask -> {
            if (server[0].asked.size() == 1) {
                ask.reply(Rcode.REFUSED);
            } else {
                ask.address("192.0.2.1");
            }
        });
        int port = server[0].address().getPort();
        Resolver resolver = world.resolver(
                Map.of("nameserver", List.of("[::1%1]:" + port, "[::1%2]:" + port), "attempts", 1),
                server[0].address());
        world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));
    }

    @Test
    void queriesLeaveFromTheConfiguredAddress() throws Exception {
        List<String> hosts = new ArrayList<>();
        ScriptedServer server = world.server(ask -> {
            hosts.add(ask.from().host());
            ask.address("192.0.2.1");
        });
        Resolver resolver = world.resolver(Map.of("interface", "127.0.0.7"), server.address());
        world.run(() -> resolver.query("a.", RecordType.A, LONG));

        assertEquals(List.of("127.0.0.7"), hosts);
    }

    @Test
    void filesAreAskedIfServersFail() throws Exception {
        ScriptedServer server = world.server(ask -> ask.send(new byte[] {1, 2, 3}));
        Hosts hosts = world.dns.hosts().insert("192.0.2.9", "here.example");
        Config config = world.config(
                Map.of("lookup", List.of("bind", "file"), "attempts", 1, "timeout", Duration.ofMillis(50)),
                server.address());
        Resolver resolver = world.dns.resolver(config, hosts);
        world.run(() -> {
            assertEquals(List.of("192.0.2.9"), answers(resolver.query("here.example.", RecordType.A, LONG)));
            DnsException e =
                    assertThrows(DnsException.class, () -> resolver.query("there.example.", RecordType.A, LONG));
            assertEquals(DnsException.Kind.FAIL, e.kind());
        });
    }

    @Test
    void ednsTellsTheSizeThatFitsEverywhere() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        Resolver resolver = world.resolver(Map.of("edns0", true), server.address());
        world.run(() -> resolver.query("a.", RecordType.A, LONG));

        assertTrue(server.queries.get(0).toString().endsWith("\n. 0 1232 OPT \"\"\n"));
    }

    @Test
    void serverThatDoesNotKnowEdnsIsAskedWithoutFromThenOn() throws Exception {
        for (Rcode rcode : List.of(Rcode.FORMERR, Rcode.NOTIMP)) {
            ScriptedServer server = world.server(ask -> {
                if (ask.edns()) {
                    ask.reply(rcode);
                } else {
                    ask.address("192.0.2.1");
                }
            });
            Resolver resolver = world.resolver(Map.of("edns0", true), server.address());
            world.run(() -> {
                assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
                assertEquals(List.of("192.0.2.1"), answers(resolver.query("b.", RecordType.A, LONG)));
            });
            assertEquals(List.of("udp a. A", "udp a. A", "udp b. A"), server.asked);
        }
    }

    @Test
    void formatErrorWithoutAQuestionCountsToo() throws Exception {
        ScriptedServer server = world.server(ask -> {
            if (ask.edns()) {
                ask.send(world.dns
                        .packet()
                        .setqid(ask.query.qid())
                        .setflags(Flags.of(0x8181))
                        .dump());
            } else {
                ask.address("192.0.2.1");
            }
        });
        Resolver resolver = world.resolver(Map.of("edns0", true), server.address());
        world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));
    }

    @Test
    void suffixesAreTriedInTheOrderThatNdotsSays() throws Exception {
        ScriptedServer server = world.server(ask -> {
            if (ask.name().equalsIgnoreCase("www.b.example.")) {
                ask.address("192.0.2.1");
            } else {
                ask.reply(Rcode.NXDOMAIN);
            }
        });
        Resolver resolver =
                world.resolver(Map.of("search", List.of("a.example", "b.example"), "ndots", 1), server.address());
        world.run(() -> {
            Packet packet = resolver.query("www", RecordType.A, LONG);
            assertEquals(List.of("192.0.2.1"), answers(packet));
            assertEquals("www.b.example.", packet.grep().iterator().next().name());
            assertEquals(
                    Rcode.NXDOMAIN,
                    resolver.query("x.y", RecordType.A, LONG).flags().rcode());
            resolver.query("alone.", RecordType.A, LONG);
        });

        assertEquals(
                List.of(
                        "udp www.a.example. A",
                        "udp www.b.example. A",
                        "udp x.y. A",
                        "udp x.y.a.example. A",
                        "udp x.y.b.example. A",
                        "udp alone. A"),
                server.asked);
    }

    @Test
    void canonicalNamesAreFollowedFromAnswerToAnswer() throws Exception {
        ScriptedServer server = world.server(ask -> {
            switch (ask.name().toLowerCase(Locale.ROOT)) {
                case "a." ->
                    ask.reply(
                            ResourceRecord.of("a.", RecordType.CNAME, 60, "b."),
                            ResourceRecord.of("b.", RecordType.CNAME, 60, "c."));
                case "c." -> ask.reply(ResourceRecord.of("c.", RecordType.CNAME, 60, "d."));
                default -> ask.address("192.0.2.1");
            }
        });
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            assertEquals(List.of("b.", "c.", "d.", "192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
            assertEquals(List.of("b.", "c."), answers(resolver.query("a.", RecordType.CNAME, LONG)));
        });
        assertEquals(List.of("udp a. A", "udp c. A", "udp d. A", "udp a. CNAME"), server.asked);
    }

    /** There may be thousands, and there are many names in a chain. */
    @Test
    void whatElseIsSaidOfANameThatIsAnAliasIsLeftOut() throws Exception {
        ScriptedServer server = world.server(ask -> {
            if (ask.name().equalsIgnoreCase("a.")) {
                ask.reply(
                        ResourceRecord.of("a.", RecordType.CNAME, 60, "b."),
                        ResourceRecord.of("a.", RecordType.of("TXT"), 60, "more"));
            } else {
                ask.address("192.0.2.1");
            }
        });
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            assertEquals(List.of("b.", "192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
        });
    }

    @Test
    void subtreesThatMovedAreFollowedWithoutHelp() throws Exception {
        ScriptedServer server = world.server(ask -> {
            if (ask.name().equalsIgnoreCase("www.old.example.")) {
                ask.reply(ResourceRecord.of("old.example.", RecordType.DNAME, 60, "new.example."));
            } else {
                ask.address("192.0.2.1");
            }
        });
        Resolver resolver = world.resolver(server.address());
        world.run(() -> assertEquals(
                List.of("new.example.", "192.0.2.1"), answers(resolver.query("www.old.example.", RecordType.A, LONG))));
        assertEquals(List.of("udp www.old.example. A", "udp www.new.example. A"), server.asked);
    }

    @Test
    void canonicalNameWithoutTheTypeIsAnAnswerWithout() throws Exception {
        ScriptedServer server = world.server(ask -> ask.reply(
                ResourceRecord.of(ask.name(), RecordType.CNAME, 60, "b."),
                ResourceRecord.of(".", RecordType.SOA, 60, "m. r. 1 2 3 4 60").in(Section.AUTHORITY)));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> assertEquals(List.of("b."), answers(resolver.query("a.", RecordType.AAAA, LONG))));

        assertEquals(List.of("udp a. AAAA"), server.asked);
    }

    @Test
    void packetIsTheCallersAndTheNextQueryAnsweredFromMemory() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            ResourceRecord more = ResourceRecord.of("x.", RecordType.A, 1, "192.0.2.9");
            assertEquals(3, resolver.query("a.", RecordType.A, LONG).push(more).count());
            assertEquals(2, resolver.query("A.", RecordType.A, Duration.ZERO).count());
        });
        assertEquals(1, server.asked.size());
    }

    @Test
    void hostsAnswerBeforeServersWhereTheLookupSaysSo() throws Exception {
        ScriptedServer server = world.server(ask -> ask.reply(Rcode.NXDOMAIN));
        Hosts hosts = world.dns.hosts().insert("192.0.2.7", "host.example").insert("2001:db8::7", "host.example");
        Resolver resolver =
                world.dns.resolver(world.config(Map.of("lookup", List.of("file", "bind")), server.address()), hosts);
        world.run(() -> {
            Packet packet = resolver.query("HOST.example.", RecordType.A, LONG);
            assertEquals(List.of("192.0.2.7"), answers(packet));
            assertTrue(packet.toString().contains("\nHOST.example. 0 IN A 192.0.2.7\n"), packet.toString());
            assertEquals(List.of("2001:db8::7"), answers(resolver.query("host.example.", RecordType.AAAA, LONG)));
            assertEquals(
                    List.of("host.example."), answers(resolver.query("7.2.0.192.in-addr.arpa.", RecordType.PTR, LONG)));
            assertEquals(
                    List.of("host.example."),
                    answers(resolver.query(
                            "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.",
                            RecordType.PTR,
                            LONG)));
            assertEquals(List.of(), server.asked);
            assertEquals(
                    Rcode.NXDOMAIN,
                    resolver.query("other.", RecordType.A, LONG).flags().rcode());
        });
        assertEquals(List.of("udp other. A"), server.asked);
    }

    @Test
    void hostsAloneKnowThatThereIsNoSuchName() throws Exception {
        Resolver resolver = world.resolver(Map.of("lookup", List.of("file")), new InetSocketAddress("127.0.0.1", 1));

        assertEquals(
                Rcode.NXDOMAIN, resolver.query("a.", RecordType.A, LONG).flags().rcode());
    }

    @Test
    void hintsSayWhichServerIsAskedForWhichZone() throws Exception {
        ScriptedServer one = world.server(ask -> ask.address("192.0.2.1"));
        ScriptedServer two = world.server(ask -> ask.address("192.0.2.2"));
        Hints hints = world.dns
                .hints()
                .insert(".", "[127.0.0.1]:" + one.address().getPort())
                .insert("corp.example.", "[127.0.0.1]:" + two.address().getPort());
        Resolver resolver = world.dns.resolver(
                world.config(Map.of(), new InetSocketAddress("127.0.0.1", 1)), world.dns.hosts(), hints);
        world.run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.example.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.2"), answers(resolver.query("a.corp.example.", RecordType.A, LONG)));
        });
    }

    @Test
    void smartResolverAddsTheAddressesThatAreMissing() throws Exception {
        ScriptedServer server = world.server(ask -> {
            if (ask.type().equals(RecordType.MX)) {
                ask.reply(
                        ResourceRecord.of(ask.name(), RecordType.MX, 60, "10 here.example."),
                        ResourceRecord.of(ask.name(), RecordType.MX, 60, "20 there.example."),
                        ResourceRecord.of("here.example.", RecordType.A, 60, "192.0.2.1")
                                .in(Section.ADDITIONAL));
            } else if (ask.type().equals(RecordType.A)) {
                ask.address("192.0.2.2");
            } else {
                ask.reply(Rcode.SERVFAIL);
            }
        });
        Resolver resolver = world.resolver(Map.of("smart", true), server.address());
        world.run(() -> assertTrue(resolver.query("example.", RecordType.MX, LONG)
                .toString()
                .endsWith(";; [ADDITIONAL:2]\nhere.example. 60 IN A 192.0.2.1\nthere.example. 300 IN A 192.0.2.2\n")));
    }

    @Test
    void smartResolverLeavesOutWhatThereWasNoTimeFor() throws Exception {
        JumpingClock clock = new JumpingClock();
        try (World jumping = new World(53, System::nanoTime, clock::of)) {
            ScriptedServer server = jumping.server(ask -> {
                if (ask.type().equals(RecordType.MX)) {
                    ask.reply(
                            ResourceRecord.of(ask.name(), RecordType.MX, 60, "10 quick.example."),
                            ResourceRecord.of(ask.name(), RecordType.MX, 60, "20 silent.example."),
                            ResourceRecord.of(ask.name(), RecordType.MX, 60, "30 never.example."));
                } else if (ask.name().equalsIgnoreCase("quick.example.")) {
                    ask.address("192.0.2.1");
                } else {
                    clock.jump(LONG);
                    ask.send(new byte[] {1, 2, 3}); // so that the resolver looks at the clock
                }
            });
            Resolver resolver = jumping.resolver(Map.of("smart", true, "family", List.of("inet4")), server.address());
            jumping.run(() -> assertTrue(resolver.query("example.", RecordType.MX, LONG)
                    .toString()
                    .endsWith(";; [ADDITIONAL:1]\nquick.example. 300 IN A 192.0.2.1\n")));
            assertEquals(List.of("udp example. MX", "udp quick.example. A", "udp silent.example. A"), server.asked);
        }
    }

    @Test
    void rotationAsksEveryServer() throws Exception {
        ScriptedServer one = world.server(ask -> ask.address("192.0.2.1"));
        ScriptedServer two = world.server(ask -> ask.address("192.0.2.2"));
        Resolver rotating = world.resolver(Map.of("rotate", true), one.address(), two.address());
        Resolver fixed = world.resolver(one.address(), two.address());
        world.run(() -> {
            for (int i = 0; i < 40; i++) {
                rotating.query("a" + i + ".", RecordType.A, LONG);
            }
            assertTrue(one.asked.size() > 0 && two.asked.size() > 0);
            int asked = two.asked.size();
            for (int i = 0; i < 40; i++) {
                fixed.query("a" + i + ".", RecordType.A, LONG);
            }
            assertEquals(asked, two.asked.size());
        });
    }

    @Test
    void thousandQueriesAtATimeAreAnswered() throws Exception {
        ScriptedServer server =
                world.server(ask -> ask.address("192.0.2." + (ask.name().length() - 4)));
        Resolver resolver = world.resolver(Map.of("timeout", Duration.ofSeconds(10)), server.address());
        List<String> answered = new ArrayList<>();
        world.run(IntStream.range(0, 1000)
                .mapToObj(i -> (Body)
                        () -> answered.addAll(answers(resolver.query(String.format("n%04d.", i), RecordType.A, LONG))))
                .toArray(Body[]::new));

        assertEquals(1000, answered.size());
        assertEquals(1000, resolver.stat().queries());
    }

    @Test
    void queriesBeyondALimitWaitTheirTurn() throws Exception {
        List<ScriptedServer.Ask> held = new ArrayList<>();
        ScriptedServer server = world.server(held::add);
        Resolver resolver = world.resolver(server.address());
        int[] ended = {0};
        List<Body> bodies = new ArrayList<>();
        IntStream.range(0, 600)
                .forEach(i -> bodies.add(() -> {
                    resolver.query("n" + i + ".", RecordType.A, LONG);
                    ended[0]++;
                }));
        bodies.add(() -> {
            world.await(() -> held.size() == 512);
            assertThrows(
                    SocketTimeoutException.class, () -> resolver.query("late.", RecordType.A, Duration.ofMillis(1)));
            Coroutine cancelled = world.loop.wrap(() -> resolver.query("never.", RecordType.A, LONG));
            world.controllers.poll();
            cancelled.cancel();
            cancelled.join();
            assertEquals(512, held.size());
            while (ended[0] < 600) {
                for (ScriptedServer.Ask ask : List.copyOf(held)) {
                    ask.address("192.0.2.1");
                    held.remove(ask);
                }
                world.controllers.poll();
            }
        });
        world.run(bodies.toArray(Body[]::new));
        assertEquals(600, server.asked.size());
    }

    @Test
    void closingEndsQueriesThatWaitTheirTurn() throws Exception {
        ScriptedServer silent = world.server(ask -> {});
        Resolver resolver = world.resolver(silent.address());
        List<Body> bodies = new ArrayList<>();
        IntStream.range(0, 520)
                .forEach(i -> bodies.add(() -> assertThrows(
                        ClosedChannelException.class, () -> resolver.query("n" + i + ".", RecordType.A, LONG))));
        bodies.add(() -> {
            world.await(() -> silent.asked.size() == 512);
            resolver.close();
        });
        world.run(bodies.toArray(Body[]::new));
    }

    @Test
    void threadOutsideOfCoroutinesIsBlocked() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        Resolver resolver = world.resolver(server.address());
        List<String> answered = new ArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                answered.addAll(answers(resolver.query("a.", RecordType.A, LONG)));
            } catch (Exception e) {
                answered.add(e.toString());
            }
            server.close();
        });
        thread.start();
        world.loop.loop();
        thread.join();

        assertEquals(List.of("192.0.2.1"), answered);
    }

    @Test
    void timeoutOfTheWholeComesBeforeAllAttempts() throws Exception {
        ScriptedServer silent = world.server(ask -> {});
        Resolver resolver = world.resolver(Map.of("timeout", Duration.ofHours(1)), silent.address());
        world.run(() -> {
            String message = assertThrows(
                            SocketTimeoutException.class,
                            () -> resolver.query("a.", RecordType.A, Duration.ofMillis(50)))
                    .getMessage();
            assertTrue(message.startsWith("query a. IN A: the time is over"), message);
            assertThrows(SocketTimeoutException.class, () -> resolver.query("b.", RecordType.A, Duration.ZERO));
            world.await(() -> silent.asked.size() > 0);
        });
        assertEquals(List.of("udp a. A"), silent.asked);
    }

    @Test
    void closingEndsQueriesUnderWayAndThoseToCome() throws Exception {
        ScriptedServer silent = world.server(ask -> {});
        Resolver resolver = world.resolver(Map.of("timeout", LONG), silent.address());
        Resolver overTcp = world.resolver(Map.of("timeout", LONG, "tcp", "only"), silent.address());
        world.run(
                () -> assertThrows(ClosedChannelException.class, () -> resolver.query("a.", RecordType.A, LONG)),
                () -> assertThrows(ClosedChannelException.class, () -> overTcp.query("a.", RecordType.A, LONG)),
                () -> {
                    while (silent.asked.size() < 2) {
                        world.controllers.sleep(Duration.ofMillis(1));
                    }
                    resolver.close();
                    overTcp.close();
                    resolver.close();
                    assertThrows(ClosedChannelException.class, () -> resolver.query("b.", RecordType.A, LONG));
                });
    }

    @Test
    void serviceThatClosesClosesItsResolvers() throws Exception {
        Resolver resolver = world.resolver(new InetSocketAddress("127.0.0.1", 1));
        world.dns.close();
        world.dns.close();

        assertThrows(ClosedChannelException.class, () -> resolver.query("a.", RecordType.A, LONG));
        assertThrows(IllegalStateException.class, () -> world.resolver(new InetSocketAddress("127.0.0.1", 1)));
    }

    @Test
    void cancelledCoroutineLeavesNoDescriptor() throws Exception {
        ScriptedServer silent = world.server(ask -> {});
        Resolver resolver = world.resolver(Map.of("timeout", LONG), silent.address());
        long open = World.openSockets();
        world.run(() -> {
            Coroutine asking = world.loop.wrap(() ->
                    assertThrows(CoroutineCancelledException.class, () -> resolver.query("a.", RecordType.A, LONG)));
            while (silent.asked.isEmpty()) {
                world.controllers.sleep(Duration.ofMillis(1));
            }
            asking.cancel();
            asking.join();
            assertEquals(open, World.openSockets());
        });
    }

    @Test
    void whatIsNoNameIsRefused() {
        Resolver resolver = world.resolver(new InetSocketAddress("127.0.0.1", 1));

        assertThrows(IllegalArgumentException.class, () -> resolver.query("a..b", RecordType.A, LONG));
        assertThrows(IllegalArgumentException.class, () -> resolver.query("x".repeat(64), RecordType.A, LONG));
        assertEquals(0, resolver.stat().queries());
    }

    @Test
    void systemsFilesMakeAStub() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        String address = "[127.0.0.1]:" + server.address().getPort();
        Resolver resolver =
                world.dns.stub(Map.of("nameserver", List.of(address), "lookup", List.of("bind"), "attempts", 1));
        world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));

        assertNotEquals(List.of(), world.dns.stub().config().settings().nameserver());
        world.dns.resolver(world.dns.config()).close();
    }

    @Test
    void replacedMethodSeesExistingResolvers() throws Exception {
        Resolver resolver = world.resolver(new InetSocketAddress("127.0.0.1", 1));
        Packet packet = world.dns.packet();
        world.dns.interpose(Resolver.class, "query", (self, arguments) -> packet);

        assertEquals(packet, resolver.query("a."));
        assertEquals(0, resolver.stat().queries());
        assertEquals(10_000, resolver.config().settings().timeout().toMillis());
        resolver.close();
        world.dns.interpose(
                Resolver.class,
                "twice",
                (self, arguments) -> self.query((String) arguments[0]).count() * 2);
        assertEquals(0, world.dns.call(Resolver.class, resolver, "twice", "a."));
    }

    @Test
    void resolverServesSeveralControllers() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        Resolver resolver = world.resolver(Map.of("timeout", LONG), server.address());
        List<String> answered = Collections.synchronizedList(new ArrayList<>());
        List<Runner> runners = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            String prefix = "t" + i + "-";
            runners.add(world.controllers.run(prefix, Thread::new, () -> {
                for (int n = 0; n < 50; n++) {
                    answered.addAll(answers(resolver.query(prefix + n + ".", RecordType.A, LONG)));
                }
                done.countDown();
            }));
        }
        world.run(() -> {
            while (done.getCount() > 0) {
                world.controllers.sleep(Duration.ofMillis(1));
            }
        });
        runners.forEach(Runner::close);

        assertEquals(150, answered.size());
    }
}
