package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.cqueues.dns.Config;
import org.cqueues.dns.Hosts;
import org.cqueues.dns.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final ConfigState DEFAULT = new ConfigState(Settings.DEFAULT, List.of());

    @TempDir
    Path folder;

    private static UnaryOperator<ConfigState> map(Map<String, Object> values) {
        return before -> before.with(ConfigMap.apply(before.settings(), values));
    }

    private static UnaryOperator<ConfigState> lines(String... lines) {
        return before -> ConfigReader.resolvConf(before, List.of(lines));
    }

    private static UnaryOperator<ConfigState> sources(String line) {
        return before -> ConfigReader.nsswitchConf(before, List.of("hosts: " + line));
    }

    /** Each was kept for as long as the configuration: a program that set something for each query grew without an end. */
    @Test
    void changesOfAConfigurationAreOneStepAFile() throws IOException {
        Path path = Files.writeString(folder.resolve("resolv.conf"), "options ndots:2\n");
        Replay<ConfigState, ConfigChanges> replay = new Replay<>(DEFAULT, ConfigChanges::new, Replay.MAX_FILE);
        replay.change(changes -> changes.add(map(Map.of("rotate", true))));
        replay.load(path, false, (changes, read) -> changes.add(lines(read.toArray(new String[0]))));
        for (int i = 1; i <= 1000; i++) {
            int number = i % 100 + 1;
            replay.change(changes -> changes.add(map(Map.of("attempts", number))));
            replay.change(changes -> changes.add(lines("options timeout:" + number)));
        }
        assertEquals(3, replay.steps());

        Files.writeString(path, "options ndots:3 attempts:7\n");
        assertTrue(replay.refresh());
        assertEquals(3, replay.steps());
        assertEquals(
                Settings.DEFAULT
                        .with()
                        .rotate(true)
                        .ndots(3)
                        .attempts(1)
                        .timeout(Duration.ofSeconds(1))
                        .build(),
                replay.now().settings());
    }

    @Test
    void whatReplacesAllSettingsLeavesNoStep() throws IOException {
        Path path = Files.writeString(folder.resolve("resolv.conf"), "options ndots:2\n");
        Replay<ConfigState, ConfigChanges> replay = new Replay<>(DEFAULT, ConfigChanges::new, Replay.MAX_FILE);
        replay.load(path, false, (changes, read) -> changes.add(lines(read.toArray(new String[0]))));
        replay.change(changes -> changes.add(map(Map.of("attempts", 5))));
        replay.begin(before -> before.with(before.settings().with().rotate(true).build()));
        assertEquals(0, replay.steps());

        Files.delete(path);
        assertFalse(replay.refresh());
        assertEquals(
                Settings.DEFAULT.with().ndots(2).attempts(5).rotate(true).build(),
                replay.now().settings());
    }

    @Test
    void changeThatIsRefusedChangesNothing() {
        Replay<ConfigState, ConfigChanges> replay = new Replay<>(DEFAULT, ConfigChanges::new, Replay.MAX_FILE);

        assertThrows(
                IllegalArgumentException.class,
                () -> replay.change(changes -> changes.add(map(Map.of("rotate", true, "attempts", 0)))));
        assertEquals(DEFAULT, replay.now());
    }

    /** Every setting at least once, some to what they are by default, and to what {@link ConfigChanges} tries changes with. */
    private static final List<UnaryOperator<ConfigState>> SOME = List.of(
            map(Map.of("nameserver", List.of("192.0.2.1", "192.0.2.9#name"))),
            map(Map.of("nameserver", List.of("[192.0.2.1]:1#one"))),
            map(Map.of("nameserver", List.of("[192.0.2.2]:2#other"))),
            map(Map.of("search", List.of("one"))),
            map(Map.of("search", List.of())),
            map(Map.of("lookup", List.of("file"))),
            map(Map.of("lookup", List.of("bind", "[UNAVAIL=return]"))),
            map(Map.of("lookup", List.of("bind", "file"))),
            map(Map.of("family", List.of("inet"))),
            map(Map.of("family", List.of("inet6", "inet"))),
            map(Map.of("options", Map.of("edns0", true, "rotate", false))),
            map(Map.of("edns0", false, "rotate", true)),
            map(Map.of("recurse", true, "smart", false, "dnssec", true)),
            map(Map.of("recurse", false, "smart", true, "dnssec", false)),
            map(Map.of("ndots", 1, "attempts", 2)),
            map(Map.of("ndots", 2, "attempts", 1)),
            map(Map.of("timeout", 2, "tcp", "only")),
            map(Map.of("timeout", 1.5, "tcp", "enable")),
            map(Map.of("interface", "[192.0.2.1]:1")),
            map(Map.of("interface", "0.0.0.0")),
            map(Map.of("anchors", List.of())),
            lines("trust-anchor a. DS 1 13 2 " + "ab".repeat(32), "search a b", "options rotate ndots:4"),
            lines("nameserver 192.0.2.2", "nameserver 192.0.2.3", "lookup cache bind"),
            sources("files dns"),
            sources("files mdns4_minimal [NOTFOUND=return] dns"),
            sources("dns [!UNAVAIL=return] files"),
            sources("unknown"));

    @Test
    void changesMadeOneDoTheSameAsInTurn() {
        Random random = new Random(1);
        for (int run = 0; run < 2000; run++) {
            ConfigState before = some(random, random.nextInt(5)).stream()
                    .reduce(DEFAULT, (state, change) -> change.apply(state), (a, b) -> b);
            List<UnaryOperator<ConfigState>> changes = some(random, random.nextInt(6));
            ConfigChanges all = new ConfigChanges();
            ConfigState inTurn = before;
            for (UnaryOperator<ConfigState> change : changes) {
                all.add(change);
                inTurn = change.apply(inTurn);
            }
            assertEquals(inTurn.settings(), all.applied(before).settings());
        }
    }

    private static List<UnaryOperator<ConfigState>> some(Random random, int count) {
        List<UnaryOperator<ConfigState>> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(SOME.get(random.nextInt(SOME.size())));
        }
        return some;
    }

    @Test
    void insertsAreOneStepAFileAndFollowIt() throws IOException {
        Path path = Files.writeString(folder.resolve("hosts"), "192.0.2.1 one\n");
        Replay<HostTable, HostChanges> replay = new Replay<>(HostTable.EMPTY, HostChanges::new, 1000);
        InetAddress address = Addresses.parse("192.0.2.1").orElseThrow();
        replay.load(path, false, HostChanges::parse);
        for (int i = 0; i < 1000; i++) {
            replay.change(changes -> changes.insert(address, "mine."));
        }
        assertEquals(2, replay.steps());
        assertEquals(Optional.of("one."), replay.now().name(address));

        Files.writeString(path, "192.0.2.2 gone\n");
        assertTrue(replay.refresh());
        assertEquals(Optional.of("mine."), replay.now().name(address), "nobody else is canonical");
        assertEquals(List.of(address), replay.now().addresses("mine"));
    }

    @Test
    void canonicalNameThatWasReplacedStaysSoWhateverTheFileSays() throws IOException {
        Path path = Files.writeString(folder.resolve("hosts"), "192.0.2.1 one\n");
        Hosts hosts = Unplugged.dns().hosts().loadpath(path);
        hosts.insert("192.0.2.1", "mine", true).insert("192.0.2.1", "later");
        InetAddress address = Addresses.parse("192.0.2.1").orElseThrow();
        assertEquals(Optional.of("mine."), hosts.name(address));

        Files.writeString(path, "192.0.2.1 another\n");
        assertTrue(hosts.refresh());
        assertEquals(Optional.of("mine."), hosts.name(address));
        assertEquals(List.of(address), hosts.addresses("another"));
        assertEquals(List.of(), hosts.addresses("one"));
    }

    /** Each copied all that were there. */
    @Test
    @Timeout(value = 60, threadMode = SEPARATE_THREAD)
    void manyInsertsCopyNothing() throws IOException {
        Hosts hosts = Unplugged.dns().stubHosts();
        for (int i = 0; i < 60_000; i++) {
            hosts.insert("192.0.2.1", "n" + i);
        }
        assertEquals(1, hosts.addresses("n59999").size());
    }

    @Test
    void settingsThatAreReplacedOutlastTheirFiles() throws IOException {
        Path path = Files.writeString(folder.resolve("resolv.conf"), "options ndots:2\n");
        Config config = Unplugged.dns().config().loadpath(path);
        config.set(config.settings());
        Files.writeString(path, "options ndots:3\n");

        assertFalse(config.refresh());
        assertEquals(2, config.settings().ndots());
        assertTrue(config.loadpath(path).settings().ndots() == 3);
    }
}
