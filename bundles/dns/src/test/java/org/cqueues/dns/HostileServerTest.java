package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cqueues.dns.ScriptedServer.Script;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that fail, lie or attack: work is bounded, the outcome is clear, and no descriptor is left. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class HostileServerTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private ScriptedServer good() throws Exception {
        return world.server(ask -> ask.address("192.0.2.1"));
    }

    /** Asks a bad server first and a good one after it. */
    private void assertNextServerIsAsked(Map<String, Object> config, Script bad) throws Exception {
        ScriptedServer first = world.server(bad);
        ScriptedServer second = good();
        Resolver resolver = world.resolver(config, first.address(), second.address());
        world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));
        assertTrue(first.asked.size() >= 1);
        assertTrue(second.asked.size() >= 1);
    }

    /** Sends something that does not count, then the answer. */
    private void assertIgnored(Map<String, Object> config, Script noise) throws Exception {
        ScriptedServer server = world.server(ask -> {
            noise.answer(ask);
            ask.address("192.0.2.1");
        });
        Resolver resolver = world.resolver(config, server.address());
        world.run(
                () -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("abc.example.", RecordType.A, LONG))));
        assertEquals(List.of("udp abc.example. A"), server.asked);
        assertTrue(resolver.stat().udp().rcvd().count() >= 2);
    }

    private static ResourceRecord forged(String name) {
        return ResourceRecord.of(name, RecordType.A, 300, "192.0.2.66");
    }

    @Test
    void otherNumberIsIgnored() throws Exception {
        assertIgnored(
                Map.of(),
                ask -> ask.send(ask.answer(Rcode.NOERROR, forged(ask.name()))
                        .setqid(ask.query.qid() ^ 1)
                        .dump()));
    }

    @Test
    void otherNameTypeOrClassIsIgnored() throws Exception {
        assertIgnored(Map.of(), ask -> {
            for (ResourceRecord question : List.of(
                    ResourceRecord.question("abd.example.", RecordType.A, RecordClass.IN),
                    ResourceRecord.question(ask.name(), RecordType.MX, RecordClass.IN),
                    ResourceRecord.question(ask.name(), RecordType.A, new RecordClass(3)))) {
                ask.send(world.dns
                        .packet()
                        .setqid(ask.query.qid())
                        .setflags(Flags.of(0x8180))
                        .push(question)
                        .push(forged(ask.name()))
                        .dump());
            }
        });
    }

    @Test
    void otherCaseIsIgnoredWithoutTcp() throws Exception {
        assertIgnored(
                Map.of("tcp", "disable"),
                ask -> ask.send(world.dns
                        .packet()
                        .setqid(ask.query.qid())
                        .setflags(Flags.of(0x8180))
                        .push(swapped(ask.name()), RecordType.A, RecordClass.IN)
                        .push(forged("abc.example."))
                        .dump()));
    }

    private static String swapped(String name) {
        StringBuilder text = new StringBuilder(name);
        text.setCharAt(0, (char) (text.charAt(0) ^ 0x20));
        return text.toString();
    }

    @Test
    void otherCaseIsAskedForAgainOverTcp() throws Exception {
        ScriptedServer server = world.server(ask -> {
            Packet answer = world.dns
                    .packet()
                    .setqid(ask.query.qid())
                    .setflags(Flags.of(0x8180))
                    .push(swapped(ask.name()), RecordType.A, RecordClass.IN);
            ask.send(answer.push(
                            ask.tcp
                                    ? ResourceRecord.of(ask.name(), RecordType.A, 300, "192.0.2.1")
                                    : forged(ask.name()))
                    .dump());
        });
        Resolver resolver = world.resolver(server.address());
        world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("abc.", RecordType.A, LONG))));
        assertEquals(List.of("udp abc. A", "tcp abc. A"), server.asked);
    }

    @Test
    void queryIsNoAnswer() throws Exception {
        assertIgnored(Map.of(), ask -> ask.send(ask.query.dump()));
    }

    @Test
    void fragmentsOfPacketsAreIgnored() throws Exception {
        assertIgnored(Map.of(), ask -> {
            ask.send(new byte[0]);
            ask.send(new byte[5]);
            ask.send(Arrays.copyOf(ask.answer(Rcode.NOERROR).dump(), 14));
        });
    }

    @Test
    void otherPortOfTheServerIsIgnored() throws Exception {
        try (Socket stranger = world.sockets
                .listen(SocketOptions.builder()
                        .type(Type.DGRAM)
                        .host("127.0.0.1")
                        .port(0)
                        .build())
                .listen()) {
            ScriptedServer server = world.server(ask -> {
                stranger.sendto(ask.answer(Rcode.NOERROR, forged(ask.name())).dump(), ask.from());
                ask.address("192.0.2.1");
            });
            Resolver resolver = world.resolver(server.address());
            world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));
            assertEquals(1, resolver.stat().udp().rcvd().count());
        }
    }

    @Test
    void floodOfPacketsThatAnswerNothingIsLeftForTcp() throws Exception {
        ScriptedServer server = world.server(ask -> {
            for (int i = 0; i < 100 && !ask.tcp; i++) {
                ask.send(ask.answer(Rcode.NOERROR).setqid(ask.query.qid() ^ 1).dump());
            }
            if (ask.tcp) {
                ask.address("192.0.2.1");
            }
        });
        Resolver resolver = world.resolver(Map.of("timeout", LONG), server.address());
        world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));
        assertEquals(64, resolver.stat().udp().rcvd().count());
    }

    @Test
    void malformedAnswerLetsTheNextServerBeAsked() throws Exception {
        assertNextServerIsAsked(Map.of(), ask -> {
            byte[] wire = ask.answer(Rcode.NOERROR, forged(ask.name())).dump();
            wire[wire.length - 5] = 77; // the length of the data
            ask.send(wire);
        });
    }

    @Test
    void silenceLetsTheNextServerBeAsked() throws Exception {
        assertNextServerIsAsked(Map.of("timeout", Duration.ofMillis(30)), ask -> {});
    }

    @Test
    void failureOrRefusalLetsTheNextServerBeAsked() throws Exception {
        for (Rcode rcode : List.of(Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR, Rcode.NOTAUTH)) {
            assertNextServerIsAsked(Map.of(), ask -> ask.reply(rcode));
        }
    }

    @Test
    void serverThatRefersToOthersLetsTheNextBeAsked() throws Exception {
        assertNextServerIsAsked(
                Map.of(),
                ask -> ask.send(ask.answer(
                                Rcode.NOERROR,
                                ResourceRecord.of("example.", RecordType.NS, 60, "ns.example.")
                                        .in(Section.AUTHORITY))
                        .setflags(Flags.of(0x8100))
                        .dump()));
    }

    @Test
    void closedPortLetsTheNextServerBeAskedAndIsRemembered() throws Exception {
        Socket gone = world.sockets
                .listen(SocketOptions.builder()
                        .type(Type.DGRAM)
                        .host("127.0.0.1")
                        .port(0)
                        .build())
                .listen();
        InetSocketAddress closed = gone.localname().inet();
        gone.close();
        ScriptedServer server = good();
        Resolver resolver = world.resolver(Map.of("timeout", LONG), closed, server.address());
        world.run(() -> {
            resolver.query("a.", RecordType.A, LONG);
            assertEquals(2, resolver.stat().udp().sent().count());
            resolver.query("b.", RecordType.A, LONG);
            assertEquals(3, resolver.stat().udp().sent().count(), "the good one is asked first now");
        });
    }

    @Test
    void failureOfAllIsThatAnswerAndRemembered() throws Exception {
        ScriptedServer one = world.server(ask -> ask.reply(Rcode.SERVFAIL));
        ScriptedServer two = world.server(ask -> ask.reply(Rcode.REFUSED));
        Resolver resolver = world.resolver(one.address(), two.address());
        world.run(() -> {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        Rcode.SERVFAIL,
                        resolver.query("a.", RecordType.A, LONG).flags().rcode());
            }
        });
        assertEquals(1, one.asked.size());
        assertEquals(1, two.asked.size());
    }

    @Test
    void silenceOfAllIsAnErrorThatNamesEachAndIsRemembered() throws Exception {
        ScriptedServer one = world.server(ask -> {});
        ScriptedServer two = world.server(ask -> {});
        Resolver resolver =
                world.resolver(Map.of("timeout", Duration.ofMillis(20), "attempts", 3), one.address(), two.address());
        world.run(() -> {
            DnsException thrown = assertThrows(DnsException.class, () -> resolver.query("a.", RecordType.A, LONG));
            assertEquals(DnsException.Kind.FAIL, thrown.kind());
            for (ScriptedServer server : List.of(one, two)) {
                assertTrue(
                        thrown.getMessage().contains(":" + server.address().getPort() + "=no answer within 20 ms"),
                        thrown::getMessage);
            }
            String again = assertThrows(DnsException.class, () -> resolver.query("a.", RecordType.A, LONG))
                    .getMessage();
            assertEquals(thrown.getMessage() + ", as found just before", again);
            world.await(() -> one.asked.size() == 3 && two.asked.size() == 3);
        });
    }

    @Test
    void tcpThatClosesEarlyLetsTheNextServerBeAsked() throws Exception {
        List<String> beginnings = List.of("", "\0", "\0\50", "\0\50abc");
        for (String beginning : beginnings) {
            assertNextServerIsAsked(Map.of("tcp", "only"), ask -> {
                ask.raw(beginning);
                ask.hangUp();
            });
        }
    }

    @Test
    void tcpThatNeverAnswersLetsTheNextServerBeAsked() throws Exception {
        assertNextServerIsAsked(Map.of("tcp", "only", "timeout", Duration.ofMillis(100)), ask -> ask.raw("\0"));
    }

    @Test
    void tcpThatAnswersSomethingElseLetsTheNextServerBeAsked() throws Exception {
        Map<String, Object> impatient = Map.of("tcp", "only", "timeout", Duration.ofMillis(100));
        assertNextServerIsAsked(
                impatient,
                ask -> ask.send(
                        ask.answer(Rcode.NOERROR).setqid(ask.query.qid() ^ 1).dump()));
        assertNextServerIsAsked(Map.of("tcp", "only"), ask -> ask.send(new byte[0]));
        assertNextServerIsAsked(Map.of("tcp", "only"), ask -> ask.send(new byte[65535]));
    }

    @Test
    void connectionThatEndedWhileIdleIsMadeAnew() throws Exception {
        ScriptedServer server = world.server(ask -> {
            ask.address("192.0.2.1");
            ask.hangUp();
        });
        Resolver resolver = world.resolver(Map.of("tcp", "only"), server.address());
        world.run(() -> {
            resolver.query("a.", RecordType.A, LONG);
            resolver.query("b.", RecordType.A, LONG);
        });
        assertEquals(2, server.accepted);
    }

    @Test
    void loopOfCanonicalNamesIsAnError() throws Exception {
        ScriptedServer server = world.server(ask -> ask.reply(
                ResourceRecord.of(ask.name(), RecordType.CNAME, 60, ask.name().equalsIgnoreCase("a.") ? "b." : "a.")));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            String message = assertThrows(DnsException.class, () -> resolver.query("a.", RecordType.A, LONG))
                    .getMessage();
            assertTrue(message.endsWith("a. IN A: a loop of canonical names: a. -> b. -> a."), message);
        });
        assertEquals(2, server.asked.size());
    }

    @Test
    void endlessCanonicalNamesAreAnError() throws Exception {
        ScriptedServer server =
                world.server(ask -> ask.reply(ResourceRecord.of(ask.name(), RecordType.CNAME, 60, "x" + ask.name())));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            String message = assertThrows(DnsException.class, () -> resolver.query("a.", RecordType.A, LONG))
                    .getMessage();
            assertTrue(message.contains("more than 16 canonical names"), message);
        });
        assertEquals(16, server.asked.size());
    }

    @Test
    void subtreeThatGrowsIsAnError() throws Exception {
        ScriptedServer server = world.server(ask -> ask.reply(ResourceRecord.of("a.", RecordType.DNAME, 60, "b.a.")));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> assertThrows(DnsException.class, () -> resolver.query("x.a.", RecordType.A, LONG)));
        assertTrue(server.asked.size() <= 16);
    }

    @Test
    void manyTargetsCostFewQueries() throws Exception {
        ScriptedServer server = world.server(ask -> {
            if (ask.type().equals(RecordType.NS)) {
                Packet answer = ask.answer(Rcode.NOERROR);
                for (int i = 0; i < 100; i++) {
                    answer.push(ResourceRecord.of(ask.name(), RecordType.NS, 60, "ns" + i + ".example."));
                }
                ask.send(answer.dump());
            } else {
                ask.reply(Rcode.NXDOMAIN);
            }
        });
        Resolver resolver = world.resolver(Map.of("smart", true), server.address());
        world.run(() -> resolver.query("example.", RecordType.NS, LONG));

        assertEquals(1 + 2 * 16, server.asked.size());
    }
}
