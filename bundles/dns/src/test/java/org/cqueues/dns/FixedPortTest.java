package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.cqueues.controller.Body;
import org.cqueues.controller.Coroutine;
import org.cqueues.kernel.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries that are all to come from one port, as {@code interface 127.0.0.1 1234} of resolv.conf has it. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class FixedPortTest {
    private static final String LOCAL = "127.0.1.77";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /** {@return a port of an address that nobody else uses, free again} */
    private int freePort() throws IOException {
        ScriptedServer taken = world.server(LOCAL, ask -> {});
        int port = taken.address().getPort();
        taken.close();
        return port;
    }

    private static Map<String, Object> from(int port) {
        return Map.of("interface", "[" + LOCAL + "]:" + port, "timeout", LONG);
    }

    /** The second socket could not be bound: every server counted as failed, and the name too, for five seconds. */
    @Test
    void questionsThatAreAskedAtOnceComeFromItInTurn() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        int port = freePort();
        Resolver resolver = world.resolver(from(port), server.address());
        world.run(IntStream.range(0, 20)
                .mapToObj(i -> (Body) () ->
                        assertEquals(List.of("192.0.2.1"), answers(resolver.query("n" + i + ".", RecordType.A, LONG))))
                .toArray(Body[]::new));

        assertEquals(20, server.asked.size());
        assertEquals(Set.of(port), new TreeSet<>(server.ports));
    }

    @Test
    void resolversOfAPoolTakeTurnsToo() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        int port = freePort();
        ResolverPool pool = world.dns.pool(
                world.config(from(port), server.address()), world.dns.hosts(), new PoolOptions(1, 8, 2048, false));
        world.run(IntStream.range(0, 20)
                .mapToObj(i -> (Body) () ->
                        assertEquals(List.of("192.0.2.1"), answers(pool.query("n" + i + ".", RecordType.A, LONG))))
                .toArray(Body[]::new));

        assertEquals(20, server.asked.size());
        assertEquals(Set.of(port), new TreeSet<>(server.ports));
    }

    @Test
    void portThatSomebodyElseHasIsNoServersFailureAndNoNames() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        ScriptedServer other = world.server(ask -> ask.address("192.0.2.2"));
        ScriptedServer somebody = world.server(LOCAL, ask -> {});
        Resolver resolver = world.resolver(from(somebody.address().getPort()), server.address(), other.address());
        world.run(() -> {
            ErrnoException refused = assertThrows(ErrnoException.class, () -> resolver.query("a.", RecordType.A, LONG));
            assertEquals("EADDRINUSE", refused.name());
            somebody.close();
            assertEquals(List.of("192.0.2.1"), answers(resolver.query("a.", RecordType.A, LONG)));
        });
    }

    @Test
    void waitForItEndsInTimeOrWithItsResolver() throws Exception {
        ScriptedServer silent = world.server(ask -> {});
        int port = freePort();
        Config config = world.config(from(port), silent.address());
        Resolver first = world.dns.resolver(config, world.dns.hosts());
        Resolver second = world.dns.resolver(config, world.dns.hosts());
        world.run(() -> {
            Coroutine holding = world.loop.wrap(
                    () -> assertThrows(ClosedChannelException.class, () -> first.query("a.", RecordType.A, LONG)));
            world.await(() -> silent.asked.size() == 1);
            assertThrows(SocketTimeoutException.class, () -> second.query("b.", RecordType.A, Duration.ofMillis(5)));
            Coroutine waiting = world.loop.wrap(
                    () -> assertThrows(ClosedChannelException.class, () -> second.query("c.", RecordType.A, LONG)));
            world.controllers.poll();
            second.close();
            waiting.join();
            first.close();
            holding.join();
        });
        assertEquals(List.of("udp a. A"), silent.asked);
    }

    @Test
    void whoIsCancelledPassesItOn() throws Exception {
        ScriptedServer server = world.server(ask -> {
            if (ask.name().equalsIgnoreCase("b.")) {
                ask.address("192.0.2.1");
            }
        });
        Resolver resolver = world.resolver(from(freePort()), server.address());
        world.run(() -> {
            Coroutine holding = world.loop.wrap(() -> resolver.query("a.", RecordType.A, LONG));
            world.await(() -> server.asked.size() == 1);
            Coroutine waiting = world.loop.wrap(
                    () -> assertEquals(List.of("192.0.2.1"), answers(resolver.query("b.", RecordType.A, LONG))));
            world.controllers.poll();
            holding.cancel();
            waiting.join();
        });
    }
}
