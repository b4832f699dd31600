package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cqueues.controller.Body;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineCancelledException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class ResolverPoolTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private ResolverPool pool(PoolOptions options, InetSocketAddress... servers) {
        InetSocketAddress[] asked =
                servers.length > 0 ? servers : new InetSocketAddress[] {new InetSocketAddress("127.0.0.1", 1)};
        return world.dns.pool(world.config(Map.of("timeout", LONG), asked), world.dns.hosts(), options);
    }

    @Test
    void noMoreAreOutThanAllowed() throws Exception {
        ResolverPool pool = pool(new PoolOptions(1, 3, 2048, false));
        int[] out = {0, 0}; // now, and at most
        world.run(IntStream.range(0, 30)
                .mapToObj(i -> (Body) () -> {
                    Resolver resolver = pool.get(LONG);
                    out[1] = Math.max(out[1], ++out[0]);
                    world.controllers.poll();
                    out[0]--;
                    pool.put(resolver);
                })
                .toArray(Body[]::new));

        assertEquals(3, out[1]);
    }

    @Test
    void queriesTakeTurns() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        ResolverPool pool = pool(new PoolOptions(1, 3, 2048, false), server.address());
        List<String> answered = new ArrayList<>();
        world.run(IntStream.range(0, 30)
                .mapToObj(i -> (Body) () -> answered.addAll(answers(pool.query("n" + i + ".", RecordType.A, LONG))))
                .toArray(Body[]::new));

        assertEquals(30, answered.size());
        assertEquals(30, server.asked.size());
    }

    @Test
    void resolverThatIsPutBackIsUsedAgain() throws Exception {
        ResolverPool pool = pool(PoolOptions.DEFAULT);
        Resolver resolver = pool.get(LONG);
        pool.put(resolver);

        assertSame(resolver, pool.get(LONG));
        assertNotSame(resolver, pool.get(LONG));
    }

    @Test
    void moreThanAreKeptAreClosed() throws Exception {
        ResolverPool pool = pool(new PoolOptions(1, 4, 2048, true));
        Resolver one = pool.get(LONG);
        Resolver two = pool.get(LONG);
        pool.put(one);
        pool.put(two);

        assertThrows(ClosedChannelException.class, () -> two.query("a.", RecordType.A, LONG));
        assertSame(one, pool.get(LONG));
    }

    @Test
    void resolverThatHasServedEnoughIsNotKept() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        ResolverPool pool = pool(new PoolOptions(1, 4, 2, false), server.address());
        world.run(() -> {
            Resolver resolver = pool.get(LONG);
            resolver.query("a.", RecordType.A, LONG);
            resolver.query("b.", RecordType.A, LONG);
            pool.put(resolver);
            assertNotSame(resolver, pool.get(LONG));
        });
    }

    @Test
    void whatOneLearnsTheOthersKnow() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        ResolverPool pool = pool(new PoolOptions(0, 4, 2048, false), server.address());
        world.run(() -> {
            pool.query("a.", RecordType.A, LONG);
            pool.query("a.", RecordType.A, LONG);
        });
        assertEquals(1, server.asked.size());
    }

    @Test
    void waitForAResolverEndsInTurnOrInTime() throws Exception {
        ResolverPool pool = pool(new PoolOptions(1, 1, 2048, false));
        List<String> order = new ArrayList<>();
        world.run(() -> {
            Resolver only = pool.get(LONG);
            assertThrows(SocketTimeoutException.class, () -> pool.get(Duration.ZERO));
            assertThrows(SocketTimeoutException.class, () -> pool.get(Duration.ofMillis(5)));
            for (String name : List.of("first", "second")) {
                world.loop.wrap(() -> {
                    assertSame(only, pool.get(LONG));
                    order.add(name);
                    pool.put(only);
                });
            }
            world.controllers.poll();
            world.controllers.poll();
            pool.put(only);
        });
        assertEquals(List.of("first", "second"), order);
    }

    @Test
    void whoIsCancelledWhileWaitingLosesNoResolver() throws Exception {
        ResolverPool pool = pool(new PoolOptions(1, 1, 2048, false));
        world.run(() -> {
            Resolver only = pool.get(LONG);
            Coroutine before =
                    world.loop.wrap(() -> assertThrows(CoroutineCancelledException.class, () -> pool.get(LONG)));
            Coroutine handed = world.loop.wrap(() -> pool.put(pool.get(LONG)));
            world.controllers.poll();
            world.controllers.poll();
            before.cancel();
            before.join();
            pool.put(only);
            handed.cancel(); // while the resolver is on its way
            handed.join();
            assertSame(only, pool.get(LONG));
        });
    }

    @Test
    void resolverThatItsBorrowerClosedIsNotLentAgain() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        ResolverPool pool = pool(new PoolOptions(1, 1, 2048, false), server.address());
        world.run(() -> {
            Resolver closed = pool.get(LONG);
            closed.close();
            pool.put(closed);
            assertThrows(IllegalArgumentException.class, () -> pool.put(closed));
            assertEquals(List.of("192.0.2.1"), answers(pool.query("a.", RecordType.A, LONG)));
        });
    }

    @Test
    void resolverThatIsClosedMakesRoomForAnother() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        ResolverPool pool = pool(new PoolOptions(1, 1, 2048, false), server.address());
        List<String> order = new ArrayList<>();
        world.run(() -> {
            Resolver only = pool.get(LONG);
            for (String name : List.of("first", "second")) {
                world.loop.wrap(() -> {
                    assertEquals(List.of("192.0.2.1"), answers(pool.query(name, RecordType.A, LONG)));
                    order.add(name);
                });
            }
            world.controllers.poll();
            world.controllers.poll();
            only.close();
            only.close();
            assertThrows(SocketTimeoutException.class, () -> pool.get(Duration.ZERO), "the place has been promised");
            Resolver third = pool.get(LONG);
            assertEquals(List.of("first", "second"), order);
            assertThrows(SocketTimeoutException.class, () -> pool.get(Duration.ZERO), "there is but one place");
            pool.put(third);
            third.close(); // though it is the pool's again
            pool.query("a.", RecordType.A, LONG);
        });
    }

    @Test
    void whoIsCancelledWhileAPlaceIsOnItsWayLosesNone() throws Exception {
        ResolverPool pool = pool(new PoolOptions(1, 1, 2048, false));
        world.run(() -> {
            Resolver only = pool.get(LONG);
            Coroutine promised = world.loop.wrap(() -> pool.put(pool.get(LONG)));
            world.controllers.poll();
            world.controllers.poll();
            only.close();
            promised.cancel();
            promised.join();
            assertNotSame(only, pool.get(LONG));
        });
    }

    @Test
    void closingEndsWaitsAndResolvers() throws Exception {
        ResolverPool pool = pool(new PoolOptions(1, 1, 2048, false));
        world.run(() -> {
            Resolver only = pool.get(LONG);
            Coroutine waiting = world.loop.wrap(() -> assertThrows(ClosedChannelException.class, () -> pool.get(LONG)));
            world.controllers.poll();
            pool.close();
            pool.close();
            waiting.join();
            pool.put(only);
            assertThrows(ClosedChannelException.class, () -> pool.get(LONG));
            assertThrows(ClosedChannelException.class, () -> only.query("a.", RecordType.A, LONG));
        });
    }

    @Test
    void whatIsNotOutIsNotTakenBack() throws Exception {
        ResolverPool pool = pool(PoolOptions.DEFAULT);
        Resolver resolver = pool.get(LONG);
        pool.put(resolver);

        assertThrows(IllegalArgumentException.class, () -> pool.put(resolver));
        assertThrows(
                IllegalArgumentException.class, () -> pool.put(world.resolver(new InetSocketAddress("127.0.0.1", 1))));
    }

    @Test
    void serviceQueriesWithAPoolOfItsOwnUnlessAnotherIsSet() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        ResolverPool own = world.dns.pool();
        assertSame(own, world.dns.pool());
        ResolverPool other = pool(PoolOptions.DEFAULT, server.address());
        assertSame(world.dns, world.dns.setpool(other));
        assertSame(other, world.dns.pool());
        world.run(() ->
                assertEquals(List.of("192.0.2.1"), answers(world.dns.query("a.", RecordType.A, RecordClass.IN, LONG))));
        world.dns.close();

        assertThrows(ClosedChannelException.class, () -> own.get(LONG));
    }

    @Test
    void limitsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new PoolOptions(-1, 1, 1, false));
        assertThrows(IllegalArgumentException.class, () -> new PoolOptions(0, 0, 1, false));
        assertThrows(IllegalArgumentException.class, () -> new PoolOptions(0, 1, 0, false));
        assertEquals(new PoolOptions(1, 32, 2048, false), PoolOptions.DEFAULT);
    }

    /** A zone below a root of our own. */
    private static Internet internet() throws Exception {
        Internet net = new Internet();
        net.root("com. NS ns.com.", "ns.com. A 127.0.1.2");
        net.zone("127.0.1.2", "com.", "a.com. A 192.0.2.1", "b.com. A 192.0.2.2");
        return net;
    }

    @Test
    void hintsAreWhereRecursionBegins() throws Exception {
        try (Internet net = internet()) {
            Dns dns = net.world.dns;
            ScriptedServer own = net.server("127.0.1.9", Internet.rootZone("com. NS ns.com.", "ns.com. A 127.0.1.2"));
            Config config = dns.config(Map.of("recurse", true, "lookup", List.of("bind")));
            Hints hints = dns.hints().insert(".", net.address("127.0.1.9"));
            ResolverPool pool = dns.pool(config, dns.hosts(), hints, new PoolOptions(0, 4, 2048, false));
            dns.setpool(pool);
            net.run(() -> {
                assertEquals(List.of("192.0.2.1"), answers(pool.query("a.com.", RecordType.A, LONG)));
                assertEquals(List.of("192.0.2.2"), answers(dns.query("b.com.", RecordType.A, RecordClass.IN, LONG)));
            });
            assertEquals(List.of("udp . NS"), own.asked); // who else is a server of the root it told
        }
    }

    private static String text(ScriptedServer server) {
        return "[127.0.0.1]:" + server.address().getPort();
    }

    @Test
    void hintsAreWhatStubsAsk() throws Exception {
        ScriptedServer one = world.server(ask -> ask.address("192.0.2.1"));
        ScriptedServer other = world.server(ask -> ask.address("192.0.2.2"));
        InetSocketAddress nobody = new InetSocketAddress("127.0.0.1", 1);
        Hints hints = world.dns.hints().insert(".", text(one)).insert("corp.", text(other));
        ResolverPool pool =
                world.dns.pool(world.config(Map.of(), nobody), world.dns.hosts(), hints, PoolOptions.DEFAULT);
        world.run(() -> {
            assertEquals(List.of("192.0.2.1"), answers(pool.query("a.", RecordType.A, LONG)));
            assertEquals(List.of("192.0.2.2"), answers(pool.query("a.corp.", RecordType.A, LONG)));
        });
    }
}
