package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cqueues.controller.Body;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DNS over TLS: who is asked, what is sent, and every way in which a server is not who it should be. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
class PrivateResolverTest {
    private static final int HANDSHAKE = 22; // RFC 8446, section 5.1

    private final World world = new World();

    @BeforeEach
    void open() throws Exception {
        world.dns.settls(Keys.trusting());
    }

    @AfterEach
    void close() {
        world.close();
    }

    private ScriptedServer server(String key, ScriptedServer.Script script) throws Exception {
        ScriptedServer server = world.server(script);
        server.tls = Keys.with(key);
        return server;
    }

    private ScriptedServer good() throws Exception {
        return server("server", ask -> ask.address("192.0.2.1"));
    }

    private static String named(ScriptedServer server, String name) {
        return "[127.0.0.1]:" + server.address().getPort() + '#' + name;
    }

    private Resolver resolver(Map<String, Object> more, String... servers) {
        Map<String, Object> values =
                new HashMap<>(Map.of("nameserver", List.of(servers), "timeout", 10, "lookup", List.of("bind")));
        values.putAll(more);
        return world.dns.resolver(world.dns.config(values), world.dns.hosts());
    }

    @Test
    void serverWithANameIsAskedOverTls() throws Exception {
        ScriptedServer server = good();
        Resolver resolver = resolver(Map.of(), named(server, "one.test"));
        world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));
        assertEquals(List.of("tls a. A"), server.asked);
    }

    @Test
    void certificateMayBeForTheAddress() throws Exception {
        ScriptedServer server = good();
        Resolver resolver = resolver(Map.of("tcp", "disable"), named(server, "127.0.0.1"));
        world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));
        assertEquals(List.of("tls a. A"), server.asked);
    }

    @Test
    void lengthsOfQueriesTellLittle() throws Exception {
        ScriptedServer server = good();
        Resolver resolver = resolver(Map.of(), named(server, "one.test"));
        world.run(() -> {
            for (int length = 1; length < 60; length++) {
                resolver.query("a".repeat(length) + ".example.", RecordType.A, LONG);
            }
            resolver.query(("a".repeat(63) + '.').repeat(3), RecordType.A, LONG);
        });
        assertEquals(
                List.of(128, 256),
                server.queries.stream()
                        .map(query -> query.dump().length)
                        .distinct()
                        .toList());
    }

    @Test
    void oneConnectionServesAThousandQueries() throws Exception {
        ScriptedServer server = good();
        Resolver resolver = resolver(Map.of(), named(server, "one.test"));
        world.run(() -> {
            for (int i = 0; i < 1000; i++) {
                resolver.query("a" + i + ".", RecordType.A, LONG);
            }
        });
        assertEquals(1000, server.asked.size());
        assertEquals(1, server.accepted);
    }

    @Test
    void manyAtATimeShareAFewConnections() throws Exception {
        ScriptedServer server = good();
        Resolver resolver = resolver(Map.of(), named(server, "one.test"));
        Body[] bodies = new Body[200];
        for (int i = 0; i < bodies.length; i++) {
            String name = "a" + i + ".";
            bodies[i] = () -> assertEquals(List.of("192.0.2.1"), answers(resolver.query(name, RecordType.A, LONG)));
        }
        world.run(bodies);
        assertEquals(200, server.asked.size());
        assertEquals(2, server.accepted);
    }

    @Test
    void connectionThatEndedBetweenQueriesIsMadeAnew() throws Exception {
        ScriptedServer server = server("server", ask -> {
            ask.address("192.0.2.1");
            ask.hangUp();
        });
        Resolver resolver = resolver(Map.of(), named(server, "one.test"));
        world.run(() -> {
            for (int i = 0; i < 5; i++) {
                assertEquals(List.of("192.0.2.1"), answers(resolver.query("a" + i + ".", RecordType.A, LONG)));
            }
        });
        assertEquals(5, server.accepted);
    }

    @ParameterizedTest
    @CsvSource({"server, three.test", "other, one.test", "expired, one.test", "stranger, one.test"})
    void serverThatIsAnotherIsNotBelieved(String key, String name) throws Exception {
        ScriptedServer bad = server(key, ask -> ask.address("192.0.2.66"));
        ScriptedServer next = good();
        Resolver alone = resolver(Map.of("attempts", 1), named(bad, name));
        Resolver both = resolver(Map.of(), named(bad, name), named(next, "one.test"));
        world.run(() -> {
            DnsException e = assertThrows(DnsException.class, () -> alone.query("a.", RecordType.A, LONG));
            assertTrue(e.detail().contains("no TLS with " + name + ": "), e.detail());
            assertEquals(List.of("192.0.2.1"), answers(both.query("a.", RecordType.A, LONG)));
        });
        assertEquals(List.of(), bad.asked);
    }

    @Test
    void authoritiesAreTheJdksUnlessSet() throws Exception {
        ScriptedServer server = good();
        try (Dns other = Dns.open(world.kernel, world.controllers, world.sockets)) {
            Config config =
                    other.config(Map.of("nameserver", List.of(named(server, "one.test")), "lookup", List.of("bind")));
            Resolver resolver = other.resolver(config, other.hosts());
            world.run(() -> {
                DnsException e = assertThrows(DnsException.class, () -> resolver.query("a.", RecordType.A, LONG));
                assertTrue(e.detail().contains("no TLS with one.test: "), e.detail());
            });
        }
    }

    @Test
    void serverWithoutTlsIsNeverAskedInClear() throws Exception {
        Socket clear = world.sockets.listen("127.0.0.1", 0).listen();
        List<Integer> first = new ArrayList<>();
        Resolver resolver = resolver(
                Map.of("attempts", 2), "[127.0.0.1]:" + clear.localname().port() + "#one.test");
        world.loop.wrap(() -> {
            for (Socket client : clear.clients()) {
                first.add((int) client.readBytes(Format.bytes(1))[0]);
                client.write("I speak no TLS\n");
                client.close();
            }
        });
        world.run(() -> {
            DnsException e = assertThrows(DnsException.class, () -> resolver.query("a.", RecordType.A, LONG));
            assertTrue(e.detail().contains("no TLS with one.test: "), e.detail());
            clear.close();
        });
        assertEquals(List.of(HANDSHAKE, HANDSHAKE), first);
    }

    @Test
    void serverThatNeverShakesHandsIsGivenUp() throws Exception {
        List<Socket> accepted = new ArrayList<>();
        Socket silent = world.sockets.listen("127.0.0.1", 0).listen();
        ScriptedServer next = good();
        String first = "[127.0.0.1]:" + silent.localname().port() + "#one.test";
        Resolver resolver = resolver(Map.of("timeout", 0.2), first, named(next, "one.test"));
        world.loop.wrap(() -> accepted.add(silent.accept()));
        world.run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
            accepted.forEach(Socket::close);
            silent.close();
        });
        assertEquals(1, accepted.size());
    }

    /** Reads to the end, which comes while the resolver is open. */
    private static void assertEnds(Socket client) throws Exception {
        client.setmode("b", "bn");
        while (client.readBytes(Format.upTo(4096)) != null) {
            // what was said of no importance
        }
    }

    private Body[] inVain(Resolver resolver, int count, Body last) {
        int[] left = {count};
        Body[] bodies = new Body[count];
        for (int i = 0; i < count; i++) {
            String name = "a" + i + ".";
            bodies[i] = () -> {
                DnsException e = assertThrows(DnsException.class, () -> resolver.query(name, RecordType.A, LONG));
                assertTrue(e.detail().contains("no answer within 300 ms"), e.detail());
                if (--left[0] == 0) {
                    last.run();
                }
            };
        }
        return bodies;
    }

    @Test
    void handshakeThatIsSilentLeavesNothing() throws Exception {
        Socket silent = world.sockets.listen("127.0.0.1", 0).listen();
        Resolver resolver = resolver(
                Map.of("timeout", 0.3, "attempts", 1),
                "[127.0.0.1]:" + silent.localname().port() + "#one.test");
        world.run(inVain(resolver, 20, () -> {
            Socket client = silent.accept();
            assertEnds(client);
            client.close();
            assertThrows(SocketTimeoutException.class, () -> silent.accept(Duration.ZERO));
            silent.close();
        }));
    }

    /** Whatever part of its first flight the server sends. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 60, 200, 700})
    void handshakeThatStallsHalfwayLeavesNothing(int sent) throws Exception {
        ScriptedServer server = good();
        Socket relay = world.sockets.listen("127.0.0.1", 0).listen();
        List<Socket> clients = new ArrayList<>();
        world.loop.wrap(() -> {
            Socket client = relay.accept();
            clients.add(client);
            Socket behind = world.sockets.connect("127.0.0.1", server.address().getPort());
            client.setmode("b", "bn");
            behind.setmode("b", "bn");
            byte[] hello = client.readBytes(Format.upTo(4096));
            behind.output().write(hello);
            client.output().write(behind.readBytes(Format.bytes(sent)));
            behind.close();
        });
        Resolver resolver = resolver(
                Map.of("timeout", 0.3, "attempts", 1),
                "[127.0.0.1]:" + relay.localname().port() + "#one.test");
        world.run(inVain(resolver, 20, () -> {
            assertEnds(clients.get(0));
            clients.get(0).close();
            assertThrows(SocketTimeoutException.class, () -> relay.accept(Duration.ZERO));
            relay.close();
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void nextConnectionResumesTheSession(String protocol) throws Exception {
        ScriptedServer server = server("server", ask -> {
            ask.address("192.0.2.1");
            ask.hangUp();
        });
        Resolver resolver = resolver(Map.of(), named(server, "one.test")).settls(Keys.trusting("authority", protocol));
        world.run(() -> {
            for (int i = 0; i < 4; i++) {
                assertEquals(List.of("192.0.2.1"), answers(resolver.query("a" + i + ".", RecordType.A, LONG)));
            }
        });
        assertEquals(4, server.accepted);
        assertEquals(3, server.resumed);
    }

    @Test
    void resolversAtATimeTrustTheirOwnAuthorities() throws Exception {
        ScriptedServer ours = good();
        ScriptedServer theirs = server("stranger", ask -> ask.address("192.0.2.2"));
        List<Body> bodies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean own = i % 2 == 0;
            Resolver resolver = resolver(Map.of("attempts", 1), named(own ? ours : theirs, "one.test"))
                    .settls(own ? Keys.trusting() : Keys.trusting("stranger", "TLS"));
            Resolver misled = resolver(Map.of("attempts", 1), named(own ? theirs : ours, "one.test"))
                    .settls(own ? Keys.trusting() : Keys.trusting("stranger", "TLS"));
            bodies.add(() -> {
                assertEquals(
                        List.of(own ? "192.0.2.1" : "192.0.2.2"), answers(resolver.query("a.", RecordType.A, LONG)));
                DnsException e = assertThrows(DnsException.class, () -> misled.query("a.", RecordType.A, LONG));
                assertTrue(e.detail().contains("no TLS with one.test: "), e.detail());
            });
        }
        world.run(bodies.toArray(Body[]::new));
    }

    @Test
    void otherTrustNeedsAnotherConnection() throws Exception {
        ScriptedServer server = good();
        Resolver resolver = resolver(Map.of("attempts", 1), named(server, "one.test"));
        world.run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
            resolver.settls(Keys.trusting("stranger", "TLS"));
            DnsException e = assertThrows(DnsException.class, () -> resolver.query("b.", RecordType.A, LONG));
            assertTrue(e.detail().contains("no TLS with one.test: "), e.detail());
        });
        assertEquals(List.of("tls a. A"), server.asked);
    }

    /** With a configuration that asks other servers. */
    private Resolver hinted(Hints hints, boolean recurse) {
        Config config = world.dns.config(Map.of(
                "nameserver", List.of("[127.0.0.1]:1"), "timeout", 10, "lookup", List.of("bind"), "recurse", recurse));
        return world.dns.resolver(config, world.dns.hosts(), hints);
    }

    @Test
    void hintsMayNameServersThatAreAskedOverTls() throws Exception {
        ScriptedServer near = good();
        ScriptedServer far = good();
        Hints hints = world.dns
                .hints()
                .insert("corp.example.", named(near, "one.test"))
                .insert(".", world.dns.config(Map.of("nameserver", List.of(named(far, "one.test")))));
        Resolver resolver = hinted(hints, false);
        world.run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("b.corp.example.", RecordType.A, LONG)));
        });
        assertEquals(List.of("tls a. A"), far.asked);
        assertEquals(List.of("tls b.corp.example. A"), near.asked);
    }

    @Test
    void recursionBeginsOverTlsWhereHintsSaySo() throws Exception {
        ScriptedServer root = server(
                "server",
                ask -> ask.authoritative(Rcode.NOERROR, ResourceRecord.of(ask.name(), RecordType.A, 300, "192.0.2.1")));
        Resolver resolver = hinted(world.dns.hints().insert(".", named(root, "one.test")), true);
        world.run(() -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG))));
        assertTrue(root.asked.stream().allMatch(asked -> asked.startsWith("tls ")), root.asked.toString());
    }

    @Test
    void nobodyAtThePortIsAReason() throws Exception {
        Socket gone = world.sockets.listen("127.0.0.1", 0).listen();
        int port = gone.localname().port();
        gone.close();
        Resolver resolver = resolver(Map.of("attempts", 1), "[127.0.0.1]:" + port + "#one.test");
        world.run(() -> {
            DnsException e = assertThrows(DnsException.class, () -> resolver.query("a.", RecordType.A, LONG));
            assertTrue(e.detail().contains("ECONNREFUSED"), e.detail());
        });
    }

    @Test
    void closingEndsAQueryInUse() throws Exception {
        ScriptedServer mute = server("server", ask -> {});
        Resolver resolver = resolver(Map.of(), named(mute, "one.test"));
        world.run(
                () -> assertThrows(ClosedChannelException.class, () -> resolver.query("a.", RecordType.A, LONG)),
                () -> {
                    world.await(() -> !mute.asked.isEmpty());
                    resolver.close();
                });
    }

    @Test
    void closingEndsAHandshake() throws Exception {
        Socket silent = world.sockets.listen("127.0.0.1", 0).listen();
        Resolver resolver =
                resolver(Map.of(), "[127.0.0.1]:" + silent.localname().port() + "#one.test");
        world.run(
                () -> assertThrows(ClosedChannelException.class, () -> resolver.query("a.", RecordType.A, LONG)),
                () -> {
                    Socket accepted = silent.accept();
                    accepted.fill(1);
                    resolver.close();
                    accepted.close();
                    silent.close();
                });
    }
}
