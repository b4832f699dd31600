package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.socket.NameLookup;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets that look hosts up with a resolver. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class LookupTest {
    private final World world = new World();
    private final List<AutoCloseable> closing = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : closing) {
            one.close();
        }
        world.close();
    }

    private Sockets sockets(Resolver resolver) {
        Sockets sockets = Sockets.open(world.kernel, world.controllers, world.dns.lookup(resolver, LONG));
        closing.add(sockets);
        return sockets;
    }

    /** Knows one host, under its IPv4 address. */
    private ScriptedServer server() throws IOException {
        return world.server(ask -> {
            if (!ask.name().equalsIgnoreCase("www.example.")) {
                ask.reply(Rcode.NXDOMAIN);
            } else if (ask.type().equals(RecordType.A)) {
                ask.address("127.0.0.1");
            } else {
                ask.reply();
            }
        });
    }

    /** Tells of each family what was found, or that it failed. */
    private static final class Told implements NameLookup.Answers {
        final List<String> log = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void found(Family family, List<InetAddress> addresses) {
            log.add(family + " "
                    + addresses.stream().map(InetAddress::getHostAddress).toList());
        }

        @Override
        public void failed(Family family, IOException reason) {
            log.add(family + " " + reason.getMessage());
        }
    }

    private static List<String> sorted(Told told) {
        return told.log.stream().sorted().toList();
    }

    @Test
    void hostIsConnectedByItsName() throws Exception {
        ScriptedServer server = server();
        try (Socket listener = world.sockets.listen("127.0.0.1", 0).listen()) {
            Sockets named = sockets(world.resolver(server.address()));
            world.run(() -> {
                try (Socket client = named.connect(
                                "www.example", listener.localname().port())
                        .connect()) {
                    assertEquals(listener.localname(), client.peername());
                }
            });
        }
        assertEquals(
                List.of("udp www.example. A", "udp www.example. AAAA"),
                server.asked.stream().sorted().toList());
    }

    @Test
    void threadOutsideOfCoroutinesConnectsByNameToo() throws Exception {
        ScriptedServer server = server();
        Sockets named = sockets(world.resolver(server.address()));
        List<Object> peers = Collections.synchronizedList(new ArrayList<>());
        try (Socket listener = world.sockets.listen("127.0.0.1", 0).listen()) {
            int port = listener.localname().port();
            Thread thread = new Thread(() -> {
                try (Socket client = named.connect("www.example", port).connect()) {
                    peers.add(client.peername());
                } catch (IOException e) {
                    peers.add(e);
                }
                server.close();
            });
            thread.start();
            world.loop.loop();
            thread.join();
            assertEquals(List.of(listener.localname()), peers);
        }
    }

    @Test
    void hostThatDoesNotExistIsUnknown() throws Exception {
        Sockets named = sockets(world.resolver(server().address()));
        world.run(() -> {
            UnknownHostException thrown =
                    assertThrows(UnknownHostException.class, () -> named.connect("other.example", 1)
                            .connect());
            assertEquals(
                    DnsException.Kind.NONAME,
                    assertInstanceOf(DnsException.class, thrown.getCause()).kind());
        });
    }

    @Test
    void eachFamilyIsToldOnItsOwn() throws Exception {
        ScriptedServer server = server();
        NameLookup lookup = world.dns.lookup(world.resolver(server.address()), LONG);
        Told both = new Told();
        Told one = new Told();
        Told none = new Told();
        world.run(() -> {
            lookup.begin("www.example", Family.UNSPEC, both);
            lookup.begin("www.example", Family.INET, one);
            lookup.begin("a..b", Family.INET6, none);
            while (both.log.size() + one.log.size() + none.log.size() < 4) {
                world.controllers.poll();
            }
        });
        assertEquals(List.of("INET [127.0.0.1]", "INET6 []"), sorted(both));
        assertEquals(List.of("INET [127.0.0.1]"), sorted(one));
        assertEquals(List.of("INET6 looking up a..b threw"), sorted(none));
    }

    @Test
    void familyThatIsNotConfiguredHasNoAddress() throws Exception {
        ScriptedServer server = server();
        NameLookup lookup =
                world.dns.lookup(world.resolver(Map.of("family", List.of("inet4")), server.address()), LONG);
        Told both = new Told();
        Told six = new Told();
        world.run(() -> {
            lookup.begin("www.example", Family.UNSPEC, both);
            lookup.begin("www.example", Family.INET6, six);
            while (both.log.size() < 2) {
                world.controllers.poll();
            }
        });
        assertEquals(List.of("INET [127.0.0.1]", "INET6 []"), sorted(both));
        assertEquals(List.of("INET6 []"), sorted(six));
        assertEquals(List.of("udp www.example. A"), server.asked);
    }

    @Test
    void cancelledLookupAsksNoMore() throws Exception {
        ScriptedServer silent = world.server(ask -> {});
        NameLookup lookup = world.dns.lookup(world.resolver(Map.of("timeout", LONG), silent.address()), LONG);
        Told told = new Told();
        world.run(() -> {
            NameLookup.Lookup under = lookup.begin("www.example", Family.UNSPEC, told);
            while (silent.asked.size() < 2) {
                world.controllers.poll(0.001);
            }
            under.cancel();
        });
        assertEquals(2, told.log.size());
    }

    /** Whoever begins does not wait, so somebody else has to do the work. */
    @Test
    void outsideOfCoroutinesALookupGoesOnInTheBackground() throws Exception {
        ScriptedServer server = server();
        NameLookup lookup = world.dns.lookup(world.resolver(server.address()), LONG);
        Told told = new Told();
        Told again = new Told();
        lookup.begin("www.example", Family.UNSPEC, told);
        lookup.begin("other.example", Family.INET, again);
        world.run(() -> world.await(() -> told.log.size() == 2 && again.log.size() == 1));

        assertEquals(List.of("INET [127.0.0.1]", "INET6 []"), sorted(told));
        assertTrue(again.log.get(0).startsWith("INET The name does not resolve"), again.log::toString);
    }

    @Test
    void closingTheServiceEndsWhatGoesOnInTheBackground() throws Exception {
        ScriptedServer silent = world.server(ask -> {});
        NameLookup lookup = world.dns.lookup(world.resolver(silent.address()), LONG);
        Told told = new Told();
        Told late = new Told();
        lookup.begin("www.example", Family.UNSPEC, told);
        world.run(() -> world.await(() -> silent.asked.size() == 2));
        world.dns.close();
        assertThrows(IllegalStateException.class, () -> lookup.begin("www.example", Family.INET, late));

        assertEquals(2, told.log.size(), told.log::toString);
        assertEquals(List.of(), lookupThreads());
    }

    private static List<Thread> lookupThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("cqueues lookup"))
                .toList();
    }

    /** The lookup outlasts the operation that has begun it: so the thread is not kept beyond its time, and the next operation gets the answer. */
    @Test
    void threadThatGivesUpFindsTheAnswerLater() throws Exception {
        List<ScriptedServer.Ask> held = Collections.synchronizedList(new ArrayList<>());
        ScriptedServer server = world.server(held::add);
        Sockets named = sockets(world.resolver(server.address()));
        List<Object> outcomes = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch gaveUp = new CountDownLatch(1);
        try (Socket listener = world.sockets.listen("127.0.0.1", 0).listen()) {
            Socket client = named.connect("www.example", listener.localname().port());
            Thread thread = new Thread(() -> {
                try {
                    assertThrows(SocketTimeoutException.class, () -> client.connect(Duration.ofMillis(1)));
                    gaveUp.countDown();
                    outcomes.add(client.connect().peername());
                } catch (IOException e) {
                    outcomes.add(e);
                }
            });
            thread.start();
            world.run(() -> {
                world.await(() -> held.size() == 2 && gaveUp.getCount() == 0);
                for (ScriptedServer.Ask ask : held) {
                    if (ask.type().equals(RecordType.A)) {
                        ask.address("127.0.0.1");
                    } else {
                        ask.reply();
                    }
                }
                world.await(() -> !thread.isAlive());
            });
            assertEquals(List.of(listener.localname()), outcomes);
            client.close();
        }
    }

    @Test
    void localhostIsThisHostWhateverServersSay() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.66"));
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            assertEquals(List.of("127.0.0.1"), ResolverTest.answers(resolver.query("localhost", RecordType.A, LONG)));
            assertEquals(List.of("::1"), ResolverTest.answers(resolver.query("a.LocalHost.", RecordType.AAAA, LONG)));
            assertEquals(List.of(), ResolverTest.answers(resolver.query("localhost.", RecordType.MX, LONG)));
        });
        assertEquals(List.of(), server.asked);
    }

    @Test
    void hostOfTheFilesIsNotReachedOverItsOtherFamily() throws Exception {
        ScriptedServer server =
                world.server(ask -> ask.reply(ResourceRecord.of(ask.name(), RecordType.AAAA, 300, "2001:db8::66")));
        Config config = world.config(Map.of("lookup", List.of("file", "bind")), server.address());
        Hosts hosts = world.dns.hosts().insert("127.0.0.1", "api.example");
        NameLookup lookup = world.dns.lookup(world.dns.resolver(config, hosts), LONG);
        Told told = new Told();
        world.run(() -> {
            lookup.begin("api.example", Family.UNSPEC, told);
            while (told.log.size() < 2) {
                world.controllers.poll(0.001);
            }
        });
        assertEquals(List.of("INET [127.0.0.1]", "INET6 []"), sorted(told));
        assertEquals(List.of(), server.asked);
    }

    /** A wildcard of the search list's zone must not be this host. */
    @Test
    void namesThatNoServerIsAskedForAreNotSearchedForEither() throws Exception {
        ScriptedServer server = world.server(ask -> ask.reply(ResourceRecord.of(ask.name(), ask.type(), 300, "::66")));
        Config config = world.config(Map.of("search", List.of("corp.example"), "ndots", 2), server.address());
        Resolver resolver = world.dns.resolver(config, world.dns.hosts());
        world.run(() -> {
            assertEquals(List.of("::1"), ResolverTest.answers(resolver.query("localhost", RecordType.AAAA, LONG)));
            assertEquals(List.of("::1"), ResolverTest.answers(resolver.query("a.localhost", RecordType.AAAA, LONG)));
            for (String name : List.of("a.invalid", "onion")) {
                Packet packet = resolver.query(name, RecordType.AAAA, LONG);
                assertEquals(Rcode.NXDOMAIN, packet.flags().rcode());
            }
        });
        assertEquals(List.of(), server.asked);
    }

    @Test
    void hostThatMayBeThereLaterIsNoneThatDoesNotExist() throws Exception {
        ScriptedServer server =
                world.server(ask -> ask.reply(ask.name().length() > 10 ? Rcode.SERVFAIL : Rcode.NXDOMAIN));
        Sockets named = sockets(world.resolver(Map.of("search", List.of("corp.example")), server.address()));
        world.run(() -> {
            UnknownHostException thrown = assertThrows(
                    UnknownHostException.class, () -> named.connect("www", 1).connect());
            assertEquals(
                    DnsException.Kind.FAIL,
                    assertInstanceOf(DnsException.class, thrown.getCause()).kind());
        });
    }
}
