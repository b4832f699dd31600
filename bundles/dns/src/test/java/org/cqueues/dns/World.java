package org.cqueues.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.CoroutineException;
import org.cqueues.dns.impl.Unplugged;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.PatientKernel;
import org.cqueues.socket.Sockets;

/** The real system under a test: one controller that runs the test's bodies beside scripted servers, which end with the bodies. */
final class World implements AutoCloseable {
    final Kernel kernel = PatientKernel.open();
    final Controllers controllers = Controllers.open(kernel);
    final Sockets sockets = Sockets.open(kernel, controllers);
    final Dns dns;
    final Controller loop = controllers.create();
    private final List<ScriptedServer> servers = new ArrayList<>();
    private int running;

    World() {
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
    void run(Body... bodies) throws Exception {
        running = bodies.length;
        for (Body body : bodies) {
            loop.wrap(() -> {
                try {
                    body.run();
                } finally {
                    if (--running == 0) {
                        servers.forEach(ScriptedServer::close);
                    }
                }
            });
        }
        try {
            loop.loop();
        } catch (CoroutineException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** Lets servers read what was sent to them. */
    void await(BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            controllers.sleep(Duration.ofMillis(1));
        }
    }

    /** {@return open sockets of this process, with the one that the JDK opens when it first reads a file} */
    static long openSockets() throws IOException {
        Files.newInputStream(Path.of("/dev/null")).close();
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.filter(World::isSocket).count();
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
        controllers.close();
        kernel.close();
    }
}
