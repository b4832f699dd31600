package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cqueues.dns.impl.SignedZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A resolver whose configuration changes, as when a virtual private network comes up: what it asks, and what it remembers. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class ChangedServersTest {
    private static final String OLD = "192.0.2.66";
    private static final String NEW = "192.0.2.1";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private ScriptedServer server(String address) throws IOException {
        return world.server(ask -> ask.address(address));
    }

    private static void change(Config config, ScriptedServer server) {
        config.set(
                config.settings().with().nameserver(List.of(server.address())).build());
    }

    private static List<String> addresses(Resolver resolver) throws IOException {
        return answers(resolver.query("www.example.", RecordType.A, LONG));
    }

    @Test
    void whatFormerServersSaidIsForgotten() throws Exception {
        ScriptedServer old = server(OLD);
        ScriptedServer fresh = server(NEW);
        Resolver resolver = world.resolver(old.address());
        world.run(() -> {
            assertEquals(List.of(OLD), addresses(resolver));
            change(resolver.config(), fresh);
            assertEquals(List.of(NEW), addresses(resolver));
            assertEquals(List.of(NEW), addresses(resolver));
        });
        assertEquals(1, fresh.asked.size());
    }

    @Test
    void poolForgetsItToo() throws Exception {
        ScriptedServer old = server(OLD);
        ScriptedServer fresh = server(NEW);
        Config config = world.config(Map.of(), old.address());
        ResolverPool pool = world.dns.pool(config, world.dns.hosts(), PoolOptions.DEFAULT);
        world.run(() -> {
            assertEquals(List.of(OLD), answers(pool.query("www.example.", RecordType.A, RecordClass.IN, LONG)));
            change(config, fresh);
            assertEquals(List.of(NEW), answers(pool.query("www.example.", RecordType.A, RecordClass.IN, LONG)));
        });
    }

    @Test
    void whatHasNothingToDoWithTheServersChangesNoMemory() throws Exception {
        ScriptedServer server = server(NEW);
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            addresses(resolver);
            resolver.config().set(Map.of("ndots", 3, "attempts", 5, "search", List.of("example")));
            change(resolver.config(), server);
            addresses(resolver);
        });
        assertEquals(1, server.asked.size());
    }

    @Test
    void otherAddressOfOurOwnMayBeToldOtherThings() throws Exception {
        ScriptedServer server = server(NEW);
        Resolver resolver = world.resolver(server.address());
        world.run(() -> {
            addresses(resolver);
            Settings settings = resolver.config().settings();
            resolver.config()
                    .set(settings.with()
                            .local(new InetSocketAddress("127.0.0.7", 0))
                            .build());
            addresses(resolver);
        });
        assertEquals(2, server.asked.size());
    }

    @Test
    void answerThatComesAfterTheChangeIsNotRemembered() throws Exception {
        List<ScriptedServer.Ask> held = new ArrayList<>();
        ScriptedServer old = world.server(held::add);
        ScriptedServer fresh = server(NEW);
        Resolver resolver = world.resolver(old.address());
        List<List<String>> told = new ArrayList<>();
        world.run(
                () -> {
                    told.add(addresses(resolver));
                    told.add(addresses(resolver));
                },
                () -> {
                    world.await(() -> held.size() == 1);
                    change(resolver.config(), fresh);
                    told.add(addresses(resolver));
                    held.get(0).address(OLD);
                });
        assertEquals(List.of(List.of(NEW), List.of(OLD), List.of(NEW)), told);
        assertEquals(1, fresh.asked.size());
    }

    @Test
    void hintsThatChangeCountAsServersDo() throws Exception {
        ScriptedServer old = server(OLD);
        ScriptedServer fresh = server(NEW);
        Hints hints =
                world.dns.hints().insert(".", "[127.0.0.1]:" + old.address().getPort());
        Resolver resolver = world.dns.resolver(world.config(Map.of(), old.address()), world.dns.hosts(), hints);
        world.run(() -> {
            assertEquals(List.of(OLD), addresses(resolver));
            hints.insert("example.", "[127.0.0.1]:" + fresh.address().getPort());
            assertEquals(List.of(NEW), addresses(resolver));
        });
    }

    @Test
    void recursionDoesNotTellWhatServersHadSaid() throws Exception {
        ScriptedServer stub = server(OLD);
        ScriptedServer root = world.server(ask -> {
            if (ask.type().equals(RecordType.A)) {
                ask.authoritative(Rcode.NOERROR, ResourceRecord.of(ask.name(), RecordType.A, 300, NEW));
            } else {
                ask.authoritative(Rcode.NOERROR);
            }
        });
        Hints hints = world.dns
                .hints()
                .insert("example.", "[127.0.0.1]:" + stub.address().getPort());
        Resolver resolver = world.dns.resolver(world.config(Map.of(), stub.address()), world.dns.hosts(), hints);
        world.run(() -> {
            assertEquals(List.of(OLD), addresses(resolver));
            resolver.config().set(Map.of("recurse", true));
            hints.insert("www.example.", "[127.0.0.1]:" + root.address().getPort());
            assertEquals(List.of(NEW), addresses(resolver));
            resolver.config().set(Map.of("recurse", false));
            addresses(resolver);
        });
        assertEquals(
                2, root.asked.stream().filter(asked -> asked.endsWith(" A")).count());
    }

    @Test
    void whatWasProvenIsAskedForAnewToo() throws Exception {
        SignedZone root = new SignedZone(".", 13, "example. A " + OLD);
        ScriptedServer old = world.server(new SignedTree(root));
        ScriptedServer fresh = world.server(new SignedTree(root));
        Config config = world.config(Map.of("dnssec", true), old.address());
        config.set(config.settings().with().anchors(List.of(root.anchor())).build());
        Resolver resolver = world.dns.resolver(config, world.dns.hosts());
        world.run(() -> {
            assertEquals(List.of(OLD), answers(resolver.query("example.", RecordType.A, LONG)));
            change(config, fresh);
            assertEquals(List.of(OLD), answers(resolver.query("example.", RecordType.A, LONG)));
        });
        assertEquals(List.of("udp example. A", "udp . DNSKEY"), fresh.asked);
    }

    @Test
    void firstQueryAfterAChangeOfTheFileUsesAllOfIt(@TempDir Path directory) throws Exception {
        JumpingClock clock = new JumpingClock();
        try (World jumping = new World(53, System::nanoTime, clock::of)) {
            ScriptedServer old = jumping.server(ask -> ask.address(OLD));
            ScriptedServer fresh = jumping.server(ask -> ask.address(NEW));
            Path file = directory.resolve("resolv.conf");
            Files.writeString(file, text(old, "old.example"));
            Config config = jumping.config(Map.of(), new InetSocketAddress("127.0.0.1", 1))
                    .loadpath(file);
            Resolver resolver = jumping.dns.resolver(config, jumping.dns.hosts());
            jumping.run(() -> {
                assertEquals(List.of(OLD), answers(resolver.query("www", RecordType.A, LONG)));
                Files.writeString(file, text(fresh, "much.newer.example"));
                clock.jump(Duration.ofSeconds(2));
                assertEquals(List.of(NEW), answers(resolver.query("www", RecordType.A, LONG)));
            });
            assertEquals(List.of("udp www.old.example. A"), old.asked);
            assertEquals(List.of("udp www.much.newer.example. A"), fresh.asked);
        }
    }

    private static String text(ScriptedServer server, String search) {
        return "nameserver [127.0.0.1]:" + server.address().getPort() + "\nsearch " + search + "\n";
    }
}
