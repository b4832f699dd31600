package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cqueues.controller.Body;
import org.cqueues.dns.ScriptedServer.Ask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections over TCP and TLS that the resolvers of a pool share. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class PooledConnectionTest {
    private static final Duration LONG = Duration.ofMinutes(30);

    /** More questions than four connections take at a time. */
    private static final int TOO_MANY = 405;

    private final World world = new World();

    @BeforeEach
    void open() throws Exception {
        world.dns.settls(Keys.trusting());
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** A pool that keeps no resolver which is put back. */
    private ResolverPool pool(ScriptedServer... servers) {
        List<String> addresses = Arrays.stream(servers)
                .map(server -> "[127.0.0.1]:" + server.address().getPort() + (server.tls == null ? "" : "#one.test"))
                .toList();
        Config config = world.dns.config(
                Map.of("lookup", List.of("bind"), "tcp", "only", "nameserver", addresses, "timeout", LONG));
        return world.dns.pool(config, world.dns.hosts(), new PoolOptions(0, 10, 2048, false));
    }

    private static void answer(Ask ask) throws IOException {
        ask.address("192.0.2." + ask.name().substring(1, ask.name().indexOf('.')));
    }

    private static void ask(Resolver resolver, int i) throws IOException {
        Packet packet = resolver.query("n" + i + ".", RecordType.A, LONG);
        assertEquals(List.of("192.0.2." + i), answers(packet));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void resolversOfAPoolAskOverOneConnection(String transport) throws Exception {
        ScriptedServer server = world.serverOver(transport, PooledConnectionTest::answer);
        ResolverPool pool = pool(server);
        Resolver[] resolvers = new Resolver[10];
        for (int i = 0; i < resolvers.length; i++) {
            resolvers[i] = pool.get(LONG);
        }
        world.run(IntStream.range(0, 100)
                .mapToObj(i -> (Body) () -> ask(resolvers[i % 10], i))
                .toArray(Body[]::new));
        assertEquals(100, server.asked.size());
        assertEquals(1, server.accepted);
    }

    @Test
    void connectionOutlivesTheResolverThatMadeIt() throws Exception {
        ScriptedServer server = world.serverOver("tcp", PooledConnectionTest::answer);
        ResolverPool pool = pool(server);
        world.run(() -> {
            for (int i = 0; i < 5; i++) {
                Resolver resolver = pool.get(LONG);
                ask(resolver, i);
                pool.put(resolver);
                assertThrows(ClosedChannelException.class, () -> ask(resolver, 9));
            }
        });
        assertEquals(1, server.accepted);
    }

    @Test
    void poolThatIsClosedLeavesNoConnection() throws Exception {
        ScriptedServer server = world.serverOver("tcp", PooledConnectionTest::answer);
        ResolverPool pool = pool(server);
        long open = World.openSockets();
        world.run(() -> {
            ask(pool.get(LONG), 1);
            pool.close();
            while (World.openSockets() > open) { // the server's end goes once it has seen it
                world.controllers.poll();
            }
        });
    }

    @Test
    void statisticsAreEachResolversOwn() throws Exception {
        ScriptedServer server = world.serverOver("tcp", PooledConnectionTest::answer);
        ResolverPool pool = pool(server);
        Resolver one = pool.get(LONG);
        Resolver two = pool.get(LONG);
        world.run(() -> ask(one, 1), () -> ask(two, 2), () -> ask(two, 3));
        for (Resolver resolver : List.of(one, two)) {
            ResolverStat.Transport tcp = resolver.stat().tcp();
            int questions = resolver == one ? 1 : 2;
            assertEquals(questions, tcp.sent().count());
            assertEquals(questions, tcp.rcvd().count());
        }
    }

    @Test
    void closingOneEndsItsQuestionsAndNoOthers() throws Exception {
        List<Ask> held = new ArrayList<>();
        ScriptedServer server = world.serverOver("tcp", held::add);
        ResolverPool pool = pool(server);
        Resolver one = pool.get(LONG);
        Resolver two = pool.get(LONG);
        world.run(
                () -> assertThrows(ClosedChannelException.class, () -> ask(one, 1)),
                () -> ask(two, 2),
                () -> assertThrows(ClosedChannelException.class, () -> ask(one, 3)),
                () -> {
                    world.await(() -> held.size() == 3);
                    one.close();
                    for (Ask ask : held) { // also those that nobody waits for any more
                        answer(ask);
                    }
                });
        assertEquals(1, server.accepted);
        assertEquals(1, two.stat().tcp().rcvd().count());
    }

    /** And tells nothing of the server, which is asked first as before. */
    @Test
    void closingTheOneThatConnectsLetsTheOthersConnect() throws Exception {
        ScriptedServer server = world.serverOver("tls", PooledConnectionTest::answer);
        server.deaf = 1;
        ResolverPool pool = pool(server, world.serverOver("tls", PooledConnectionTest::answer));
        Resolver one = pool.get(LONG);
        Resolver two = pool.get(LONG);
        world.run(() -> assertThrows(ClosedChannelException.class, () -> ask(one, 1)), () -> ask(two, 2), () -> {
            world.await(() -> server.accepted == 1);
            one.close();
            ask(two, 3);
        });
        assertEquals(
                List.of("tls n2. A", "tls n3. A"),
                server.asked.stream().sorted().toList());
        assertEquals(2, server.accepted);
    }

    @Test
    void closingEndsWaitsForAPlaceToo() throws Exception {
        ScriptedServer server = world.serverOver("tcp", ask -> {
            if (ask.name().equalsIgnoreCase("n1.")) {
                answer(ask);
            }
        });
        ResolverPool pool = pool(server);
        Resolver one = pool.get(LONG);
        Resolver two = pool.get(LONG);
        List<Body> bodies = new ArrayList<>();
        for (int i = 0; i < TOO_MANY; i++) {
            String name = "x" + i + ".";
            bodies.add(() -> assertThrows(ClosedChannelException.class, () -> one.query(name, RecordType.A, LONG)));
        }
        bodies.add(() -> {
            world.await(() -> server.asked.size() == 400);
            one.close();
            ask(two, 1);
        });
        world.run(bodies.toArray(Body[]::new));
        assertEquals(401, server.asked.size());
    }

    @Test
    void resolversThatTrustOthersHaveConnectionsOfTheirOwn() throws Exception {
        ScriptedServer server = world.serverOver("tls", PooledConnectionTest::answer);
        ResolverPool pool = pool(server);
        Resolver one = pool.get(LONG);
        Resolver two = pool.get(LONG).settls(Keys.trusting());
        world.run(() -> ask(one, 1), () -> ask(two, 2), () -> ask(one, 3), () -> ask(two, 4));
        assertEquals(2, server.accepted);
    }
}
