package org.cqueues.dns;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.cqueues.controller.Body;
import org.cqueues.dns.ScriptedServer.Script;
import org.cqueues.kernel.Kernel;

/** A world with servers on loopback addresses, all at one port, and a clock that only the test moves. The root's server is 127.0.1.1 unless hints say otherwise. */
final class Internet implements AutoCloseable {
    static final String ROOT = "127.0.1.1";

    final World world;
    private final int port;
    private long nanos = Long.MAX_VALUE - 5; // the clock's origin is unspecified

    Internet() throws IOException {
        this(UnaryOperator.identity());
    }

    /**
     * Makes a world.
     *
     * @param seen what resolvers see of the kernel
     */
    Internet(UnaryOperator<Kernel> seen) throws IOException {
        port = ThreadLocalRandom.current().nextInt(10_000, 30_000); // below those that the system chooses
        world = new World(port, () -> nanos, seen);
    }

    void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    String address(String host) {
        return '[' + host + "]:" + port;
    }

    ScriptedServer server(String host, Script script) throws IOException {
        return world.server(host, port, script);
    }

    /** A server of one zone. */
    ScriptedServer zone(String host, String zone, String... lines) throws IOException {
        return server(host, new ZoneScript(zone, lines));
    }

    /** A server of the root, which refers to zones and their servers. */
    ScriptedServer root(String... lines) throws IOException {
        return server(ROOT, rootZone(lines));
    }

    static ZoneScript rootZone(String... lines) {
        ZoneScript root = new ZoneScript(".", lines);
        root.add(". NS a.root.");
        root.add("a.root. A " + ROOT);
        return root;
    }

    Hints hints() {
        return world.dns.hints().insert(".", address(ROOT));
    }

    Resolver resolver(Map<String, Object> more) {
        return resolver(more, hints());
    }

    Resolver resolver(Map<String, Object> more, Hints hints) {
        Map<String, Object> values = new HashMap<>(Map.of("recurse", true, "lookup", List.of("bind")));
        values.putAll(more);
        return world.dns.resolver(world.dns.config(values), world.dns.hosts(), hints);
    }

    Resolver resolver() {
        return resolver(Map.of());
    }

    /** {@return a server that has several zones, and answers for the closest} */
    static Script zones(ZoneScript... zones) {
        return ask -> {
            ZoneScript closest = null;
            for (ZoneScript zone : zones) {
                boolean closer =
                        closest == null || zone.zone().length() > closest.zone().length();
                closest = zone.has(ask.name()) && closer ? zone : closest;
            }
            closest.answer(ask);
        };
    }

    void run(Body... bodies) throws Exception {
        world.run(bodies);
    }

    @Override
    public void close() {
        world.close();
    }
}
