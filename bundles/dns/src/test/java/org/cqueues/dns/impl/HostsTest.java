package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cqueues.controller.Method;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Hosts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HostsTest {
    @TempDir
    Path folder;

    private Path path;
    private Dns dns;

    @BeforeEach
    void open() {
        path = folder.resolve("hosts");
        dns = Unplugged.dns(new SystemFiles(folder, folder, path, folder));
    }

    private static InetAddress address(String literal) {
        return Addresses.parse(literal).orElseThrow();
    }

    private Hosts parsed(String text) throws IOException {
        return dns.hosts().loadfile(ConfigTest.file(text));
    }

    @Test
    void textHasOneNameALine() {
        Hosts hosts = dns.hosts().insert("127.0.0.1", "localhost").insert("2001:db8::1", "Six.Example.");

        assertEquals("127.0.0.1        localhost.\n2001:db8::1      six.example.\n", hosts.toString());
    }

    @Test
    void linesHaveACanonicalNameAndAliases() throws IOException {
        Hosts hosts = parsed("# comment\n192.0.2.1\tone.example one uno ; more\n192.0.2.2 two\n192.0.2.1 again\n"
                + "192.0.2.1 # \u00c5 bad\n192.0.2.300 bad\nnothing\n192.0.2.4\n::1 a..b good\n\n");

        assertEquals(Optional.of("one.example."), hosts.name(address("192.0.2.1")));
        assertEquals(Optional.of("good."), hosts.name(address("::1")));
        for (String name : List.of("one.example", "ONE", "uno.", "again")) {
            assertEquals(List.of(address("192.0.2.1")), hosts.addresses(name), name);
        }
        assertEquals(List.of(), hosts.addresses("bad"));
        assertEquals(List.of(), hosts.addresses("more"));
        assertEquals(Optional.empty(), hosts.name(address("192.0.2.9")));
    }

    @Test
    void nameHasAllItsAddresses() throws IOException {
        Hosts hosts = parsed("192.0.2.1 host\n::1 host\n192.0.2.2 host\n");

        assertEquals(List.of(address("192.0.2.1"), address("::1"), address("192.0.2.2")), hosts.addresses("host"));
    }

    @Test
    void sameAddressOnAnotherInterfaceIsAnotherAddress() throws IOException {
        Hosts hosts = parsed("fe80::1%1 one\nfe80::1%2 two\n");

        assertEquals(Optional.of("one."), hosts.name(address("fe80::1%1")));
        assertEquals(Optional.of("two."), hosts.name(address("fe80::1%2")));
        assertEquals(Optional.empty(), hosts.name(address("fe80::1")));
        assertEquals(2, ((Inet6Address) hosts.addresses("two").get(0)).getScopeId());
        assertEquals(2, hosts.toString().lines().count());
    }

    @Test
    void textIsReadBackTheSame() throws IOException {
        Hosts hosts = parsed("192.0.2.1 one uno\n::1 six\n").insert("192.0.2.1", "eins", true);
        Hosts again = parsed(hosts.toString());

        assertEquals(hosts.toString(), again.toString());
        assertEquals(Optional.of("eins."), again.name(address("192.0.2.1")));
        assertEquals(
                3,
                again.toString()
                        .lines()
                        .filter(line -> line.startsWith("192.0.2.1 "))
                        .count());
    }

    @Test
    void aliasDoesNotAnswerInReverse() {
        Hosts hosts = dns.hosts().insert("192.0.2.1", "alias", false);
        assertEquals(Optional.empty(), hosts.name(address("192.0.2.1")));

        hosts.insert("192.0.2.1", "name", true).insert("192.0.2.1", "other", false);

        assertEquals(Optional.of("name."), hosts.name(address("192.0.2.1")));
        assertEquals(List.of(address("192.0.2.1")), hosts.addresses("alias"));
    }

    @Test
    void whatIsNoAddressOrNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> dns.hosts().insert("host", "name"));
        assertThrows(IllegalArgumentException.class, () -> dns.hosts().insert("192.0.2.1", "a..b"));
    }

    @Test
    void stubReadsTheSystemsFileAgainWhenItChanges() throws IOException {
        Hosts hosts = dns.stubHosts().insert("192.0.2.9", "mine");
        assertEquals(List.of(), hosts.addresses("one"));

        Files.writeString(path, "192.0.2.1 one\n");

        assertTrue(hosts.refresh());
        assertFalse(hosts.refresh());
        assertEquals(List.of(address("192.0.2.1")), hosts.addresses("one"));
        assertEquals(List.of(address("192.0.2.9")), hosts.addresses("mine"));
        assertEquals("", dns.rootHosts().toString());
    }

    @Test
    void pathIsReadOrMissed() throws IOException {
        assertThrows(NoSuchFileException.class, () -> dns.hosts().loadpath(path));
        Files.writeString(path, "192.0.2.1 one\n");

        assertEquals(List.of(address("192.0.2.1")), dns.hosts().loadpath(path).addresses("one"));
    }

    /** Such a list took time in proportion to the square of its names: minutes for this one, if it was not refused for its length. */
    @Test
    @Timeout(value = 60, threadMode = SEPARATE_THREAD)
    void longListOfBlockedNamesIsReadAndReadAgain() throws IOException {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            list.append("0.0.0.0 n").append(i).append(".example\n");
        }
        Files.writeString(path, list);
        Hosts hosts = dns.stubHosts();
        assertEquals(List.of(address("0.0.0.0")), hosts.addresses("n59999.example"));

        Files.writeString(path, list.append("0.0.0.0 last.example\n"));
        assertTrue(hosts.refresh());
        for (int i = 0; i < 60_000; i++) { // each a look at an index, not at every name
            assertEquals(1, hosts.addresses("n" + i + ".example").size());
        }
        assertEquals(List.of(address("0.0.0.0")), hosts.addresses("last.example"));
    }

    @Test
    void endlessFileIsRefused() {
        assertThrows(IOException.class, () -> dns.hosts().loadpath(Path.of("/dev/zero")));
    }

    @Test
    void replacedMethodSeesExistingHosts() throws IOException {
        Files.writeString(path, "192.0.2.1 one\n");
        Hosts hosts = dns.stubHosts();
        Method<Hosts> previous = dns.interpose(Hosts.class, "name", (self, arguments) -> Optional.of("any."))
                .orElseThrow();

        assertEquals(Optional.of("any."), hosts.name(address("192.0.2.7")));
        assertEquals(1, hosts.insert("192.0.2.2", "two").addresses("two").size());
        assertEquals(
                1,
                hosts.loadfile(ConfigTest.file("::1 three"))
                        .loadpath(path)
                        .addresses("three")
                        .size());
        assertFalse(hosts.refresh());
        assertTrue(hosts.toString().contains("three."));
        dns.interpose(Hosts.class, "name", previous);
        assertEquals(Optional.empty(), hosts.name(address("192.0.2.7")));
    }
}
