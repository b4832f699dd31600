package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cqueues.controller.Method;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Hints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HintsTest {
    @TempDir
    Path folder;

    private Dns dns;

    @BeforeEach
    void open() {
        Path none = folder.resolve("none");
        dns = Unplugged.dns(new SystemFiles(folder.resolve("resolv.conf"), none, none, none));
    }

    private static List<String> texts(List<InetSocketAddress> servers) {
        return servers.stream().map(server -> Addresses.text(server, -1)).toList();
    }

    @Test
    void textIndexesServersByZone() {
        Hints hints = dns.hints()
                .insert(".", "198.41.0.4")
                .insert("Example.com", "[2001:503:ba3e::2:30]:123", 2)
                .insert("example.com.", "[192.0.2.1]:54", 1);

        assertEquals(
                "ZONE \".\"\n\t(1) [198.41.0.4]:53\nZONE \"example.com.\"\n\t(1) [192.0.2.1]:54\n\t(2) [2001:503:ba3e::2:30]:123\n",
                hints.toString());
    }

    @Test
    void sameAddressOnAnotherInterfaceIsAnotherServer() {
        Hints hints = dns.hints().insert(".", "fe80::1%1").insert(".", "fe80::1%2", 2);

        assertEquals(List.of("[fe80::1%1]:53", "[fe80::1%2]:53"), texts(hints.grep(".")));
    }

    @Test
    void textIsReadBackTheSame() throws IOException {
        String text =
                dns.rootHints().insert("example.com.", "[192.0.2.1]:54", 7).toString();

        assertEquals(text, dns.hints().loadfile(ConfigTest.file(text)).toString());
        assertThrows(
                IllegalArgumentException.class, () -> dns.hints().loadfile(ConfigTest.file("\t(1) [192.0.2.1]:53")));
    }

    @Test
    void serversMayHaveNamesForTls() throws IOException {
        Hints hints = dns.hints()
                .insert(".", "192.0.2.1#dns.example")
                .insert(".", "192.0.2.2")
                .insert("a.", "[2001:db8::1]:8853#DNS.example", 3)
                .insert(".", dns.config(Map.of("nameserver", List.of("192.0.2.3:8853#dns.example", "192.0.2.4"))));
        String text = "ZONE \".\"\n\t(1) [192.0.2.1]:853#dns.example\n\t(1) [192.0.2.2]:53\n"
                + "\t(1) [192.0.2.3]:8853#dns.example\n\t(2) [192.0.2.4]:53\n"
                + "ZONE \"a.\"\n\t(3) [2001:db8::1]:8853#DNS.example\n";

        assertEquals(text, hints.toString());
        assertEquals(text, dns.hints().loadfile(ConfigTest.file(text)).toString());
        assertEquals(
                Set.of("[192.0.2.1]:853", "[192.0.2.3]:8853"),
                Set.copyOf(texts(List.copyOf(hints.tls(".").keySet()))));
        assertEquals(List.of("DNS.example"), List.copyOf(hints.tls("A").values()));
        assertEquals(Map.of(), hints.tls("b."));
        assertEquals(Map.of(), hints.insert("a.", "[2001:db8::1]:8853").tls("a."), "the latest counts");
        assertThrows(IllegalArgumentException.class, () -> hints.insert(".", "192.0.2.1#"));
        assertThrows(IllegalArgumentException.class, () -> hints.insert(".", "192.0.2.1#a b"));
    }

    @Test
    void rootHasAllServersOfBothFamilies() {
        List<String> servers = texts(dns.rootHints().grep("."));

        assertEquals(26, Set.copyOf(servers).size());
        assertTrue(servers.containsAll(List.of(
                "[198.41.0.4]:53",
                "[170.247.170.2]:53",
                "[2801:1b8:10::b]:53",
                "[199.7.91.13]:53",
                "[198.97.190.53]:53",
                "[199.7.83.42]:53",
                "[2001:500:9f::42]:53")));
    }

    @Test
    void serversComeByPriorityAndAtRandomAmongEquals() {
        Hints hints = dns.hints()
                .insert(".", "192.0.2.3", 2)
                .insert(".", "192.0.2.1")
                .insert(".", "192.0.2.2")
                .insert(".", "192.0.2.4", 3)
                .insert(".", "192.0.2.5", -7);
        Set<String> firsts = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            List<String> servers = texts(hints.grep("."));
            firsts.add(servers.get(0));
            assertEquals(List.of("[192.0.2.3]:53", "[192.0.2.4]:53"), servers.subList(3, 5));
        }

        assertEquals(Set.of("[192.0.2.1]:53", "[192.0.2.2]:53", "[192.0.2.5]:53"), firsts);
    }

    @Test
    void configsServersComeInTheirOrderUnlessItRotates() throws IOException {
        Files.writeString(folder.resolve("resolv.conf"), "nameserver 192.0.2.2\nnameserver 192.0.2.1\n");

        assertEquals(
                "ZONE \".\"\n\t(1) [192.0.2.2]:53\n\t(2) [192.0.2.1]:53\n",
                dns.stubHints().toString());
        assertEquals(
                "ZONE \".\"\n\t(1) [192.0.2.2]:53\n\t(1) [192.0.2.1]:53\n",
                dns.stubHints(dns.stubConfig(Map.of("rotate", true))).toString());
        assertEquals(
                "ZONE \"a.\"\n\t(5) [192.0.2.2]:53\n\t(5) [192.0.2.1]:53\n",
                dns.hints().insert("a", dns.stubConfig(), 5).toString());
    }

    @Test
    void zonesOfANameAreClosestFirst() {
        Hints hints = dns.hints()
                .insert(".", "192.0.2.1")
                .insert("example.com", "192.0.2.1")
                .insert("a.example.com", "192.0.2.1")
                .insert("xample.com", "192.0.2.1");

        assertEquals(List.of("a.example.com.", "example.com.", "."), hints.zones("b.A.example.com."));
        assertEquals(List.of("."), hints.zones("com."));
        assertEquals(List.of("."), hints.zones("a\\.example\\.com."), "a dot within a label");
        assertEquals(List.of(), hints.grep("com."));
    }

    @Test
    void limitsHold() {
        Hints hints = dns.hints();
        for (int i = 0; i < Hints.MAX_SERVERS; i++) {
            hints.insert(".", "192.0.2." + i);
        }

        assertThrows(IllegalStateException.class, () -> hints.insert(".", "192.0.2.99"));
        assertEquals(64, hints.insert(".", "192.0.2.1", 9).grep(".").size());
        assertEquals("[192.0.2.1]:53", texts(hints.grep(".")).get(63));
        assertThrows(IllegalArgumentException.class, () -> hints.insert(".", "ns.example.com"));
        assertThrows(IllegalArgumentException.class, () -> hints.insert("a..b", "192.0.2.1"));
    }

    @Test
    void replacedMethodSeesExistingHints() throws IOException {
        Hints hints = dns.rootHints();
        Method<Hints> previous = dns.interpose(Hints.class, "zones", (self, arguments) -> List.of("x."))
                .orElseThrow();

        assertEquals(List.of("x."), hints.zones("."));
        assertEquals(26, hints.grep(".").size());
        assertEquals(
                hints.insert("a.", "192.0.2.1").toString(),
                dns.hints().loadfile(ConfigTest.file(hints.toString())).toString());
        assertEquals(1, dns.stubHints(dns.config()).grep(".").size());
        dns.interpose(Hints.class, "zones", previous);
        assertEquals(List.of("."), hints.zones("b."));
    }
}
