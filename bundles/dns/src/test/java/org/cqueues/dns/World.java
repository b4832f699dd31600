package org.cqueues.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.cqueues.controller.Body;
import org.cqueues.controller.TestLoop;
import org.cqueues.dns.impl.Unplugged;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.PatientKernel;
import org.cqueues.socket.Sockets;

/** The real system under a test: one controller that runs the test's bodies beside scripted servers, which end with the bodies. It fails if a socket is left in the end. */
final class World extends TestLoop {
    private final long before = openSockets();
    final Sockets sockets = Sockets.open(kernel, controllers);
    final Dns dns;
    private final List<ScriptedServer> servers = new ArrayList<>();
    private int running;

    World() {
        super(PatientKernel.open());
        dns = Dns.open(kernel, controllers, sockets);
    }

    /**
     * Makes a world of its own.
     *
     * @param port port of servers that others refer to
     * @param nanos clock by which memories grow old
     * @param seen what resolvers see of the kernel
     */
    World(int port, LongSupplier nanos, UnaryOperator<Kernel> seen) {
        super(PatientKernel.open());
        dns = Unplugged.dns(seen.apply(kernel), controllers, sockets, port, nanos);
    }

    ScriptedServer server(ScriptedServer.Script script) throws IOException {
        return server("127.0.0.1", script);
    }

    ScriptedServer server(String host, ScriptedServer.Script script) throws IOException {
        return server(host, 0, script);
    }

    ScriptedServer server(String host, int port, ScriptedServer.Script script) throws IOException {
        ScriptedServer server = new ScriptedServer(this, host, port, script);
        servers.add(server);
        return server;
    }

    /**
     * Makes a server that is asked over connections.
     *
     * @param transport {@code tls} for one that shows a certificate first
     */
    ScriptedServer serverOver(String transport, ScriptedServer.Script script) throws Exception {
        ScriptedServer server = server(script);
        server.tls = transport.equals("tls") ? Keys.with("server") : null;
        return server;
    }

    /** A configuration that asks some servers, patiently, and no file. */
    Config config(Map<String, Object> more, InetSocketAddress... asked) {
        Map<String, Object> values =
                new HashMap<>(Map.of("timeout", Duration.ofSeconds(10), "lookup", List.of("bind")));
        values.putAll(more);
        return dns.config()
                .set(dns.config().settings().with().nameserver(List.of(asked)).build())
                .set(values);
    }

    Resolver resolver(Map<String, Object> more, InetSocketAddress... asked) {
        return dns.resolver(config(more, asked), dns.hosts());
    }

    Resolver resolver(InetSocketAddress... asked) {
        return resolver(Map.of(), asked);
    }

    /** Runs bodies to their ends, then ends the servers, and throws what the first of all threw. */
    @Override
    public void run(Body... bodies) throws Exception {
        running = bodies.length;
        super.run(Arrays.stream(bodies).map(this::counted).toArray(Body[]::new));
    }

    private Body counted(Body body) {
        return () -> {
            try {
                body.run();
            } finally {
                if (--running == 0) {
                    servers.forEach(ScriptedServer::close);
                }
            }
        };
    }

    /** Lets servers read what was sent to them. */
    void await(BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            controllers.sleep(Duration.ofMillis(1));
        }
    }

    /** {@return open sockets of this process, with the one that the JDK opens when it first reads a file} */
    static long openSockets() {
        try {
            Files.newInputStream(Path.of("/dev/null")).close();
            try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
                return entries.filter(World::isSocket).count();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    @Override
    public void close() {
        dns.close();
        sockets.close();
        long after = openSockets();
        super.close();
        assertEquals(before, after, "open sockets");
    }
}
