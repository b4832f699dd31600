package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other programs' lookups of hosts through {@code java.net.InetAddress}, with the jar on their class path. */
@Timeout(120)
class InetAddressIT {
    private static final String ENGINE = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    @TempDir
    static Path work;

    private static PrivateRoot names;

    @BeforeAll
    static void start() throws Exception {
        names = PrivateRoot.open(work);
        Files.writeString(
                work.resolve("resolv.conf"),
                "nameserver " + names.leaves().getAddress().getHostAddress() + "\n");
        Files.writeString(work.resolve("nsswitch.conf"), "hosts: files dns\n");
        Files.writeString(work.resolve("hosts"), "127.0.0.1 localhost\n192.0.2.9 named.by.hosts also.named\n");
    }

    @AfterAll
    static void end() throws Exception {
        if (names != null) {
            names.close();
        }
    }

    /** {@return what it prints, line by line, after what it was asked} */
    private static List<String> find(List<String> options, String without, String... arguments) throws Exception {
        try (Peer program =
                Peer.start(work, command(options, without, arguments).toArray(String[]::new))) {
            String printed = program.rest();
            assertEquals(0, program.status(), program.errors());
            List<String> lines = new ArrayList<>(
                    printed.lines().map(line -> line.replaceFirst(".* -> ", "")).toList());
            program.errors()
                    .lines()
                    .filter(line -> line.contains("hosts are looked up by"))
                    .forEach(lines::add);
            return lines;
        }
    }

    private static List<String> command(List<String> options, String without, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Dorg.cqueues.dns.resolvconf=" + work.resolve("resolv.conf"));
        command.add("-Dorg.cqueues.dns.nsswitchconf=" + work.resolve("nsswitch.conf"));
        command.add("-Dorg.cqueues.dns.hosts=" + work.resolve("hosts"));
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(without))
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", System.getProperty("org.cqueues.inetaddress") + File.pathSeparator + path));
        command.add(FindHosts.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> find(String... arguments) throws Exception {
        return find(List.of(), "none", arguments);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void hostsAreFoundWithTheServersAndHostsOfTheFiles() throws Exception {
        assertEquals(
                List.of(
                        "[192.0.2.1, 2001:db8:0:0:0:0:0:1]",
                        "[192.0.2.1, 2001:db8:0:0:0:0:0:2]",
                        "[192.0.2.9]",
                        "named.by.hosts",
                        "[127.0.0.1, 0:0:0:0:0:0:0:1]",
                        "[192.0.2.7]"),
                find(
                        "www.leaf.test",
                        "outside.leaf.test.",
                        "also.named",
                        "reverse=192.0.2.9",
                        "localhost",
                        "coroutine=one.wild.leaf.test"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void hostThatDoesNotExistIsUnknown() throws Exception {
        assertEquals(
                List.of("unknown none.leaf.test: Name or service not known", "192.0.2.77"),
                find("none.leaf.test", "reverse=192.0.2.77"));
    }

    @ParameterizedTest
    @CsvSource({
        "-Djava.net.preferIPv4Stack=true, '[192.0.2.1]'",
        "-Djava.net.preferIPv6Addresses=true, '[2001:db8:0:0:0:0:0:1, 192.0.2.1]'",
        "-Djava.net.preferIPv6Addresses=false, '[192.0.2.1, 2001:db8:0:0:0:0:0:1]'",
        "-Djava.net.preferIPv6Addresses=system, '[192.0.2.1, 2001:db8:0:0:0:0:0:1]'",
    })
    @EnabledForJreRange(min = JRE.JAVA_21)
    void familiesAreThoseThatTheJdkWants(String option, String found) throws Exception {
        assertEquals(List.of(found), find(List.of(option), "none", "www.leaf.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ENGINE, "-Dnone"})
    @EnabledForJreRange(min = JRE.JAVA_21)
    void thousandVirtualThreadsFindTheirHostsAtOnce(String option) throws Exception {
        assertEquals(List.of("[[192.0.2.7]]"), find(List.of(option), "none", "many=wild.leaf.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dnsjava", "slf4j-api", "org.cqueues.kernel-"})
    @EnabledForJreRange(min = JRE.JAVA_21)
    void whereAPartIsMissingTheJdkFindsThem(String missing) throws Exception {
        List<String> lines = find(List.of(), missing, "localhost", "www.leaf.test");

        assertTrue(lines.get(0).contains("127.0.0.1"), lines.toString());
        assertTrue(lines.get(1).startsWith("unknown "), lines.toString());
        assertTrue(lines.get(2).contains("hosts are looked up by the JDK"), lines.toString());
        assertEquals(3, lines.size(), lines.toString());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void whereNoServerIsConfiguredTheJdkFindsThem() throws Exception {
        String option = "-Dorg.cqueues.dns.resolvconf=" + work.resolve("none");
        List<String> command = command(List.of(), "none", "localhost");
        command.removeIf(each -> each.startsWith("-Dorg.cqueues.dns.resolvconf="));
        command.add(1, option);
        try (Peer program = Peer.start(work, command.toArray(String[]::new))) {
            assertTrue(program.rest().contains("127.0.0.1"));
            assertEquals(0, program.status());
            assertTrue(program.errors().contains("no name server is configured"), program.errors());
        }
    }

    @Test
    @EnabledOnJre(JRE.JAVA_17)
    void olderJdksFindHostsAsEver() throws Exception {
        List<String> lines = find("localhost", "www.leaf.test");

        assertTrue(lines.get(0).contains("127.0.0.1"), lines.toString());
        assertTrue(lines.get(1).startsWith("unknown "), lines.toString());
        assertEquals(2, lines.size(), lines.toString());
    }
}
