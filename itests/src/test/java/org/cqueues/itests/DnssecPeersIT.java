package org.cqueues.itests;

import static org.cqueues.itests.Lookups.PATIENCE;
import static org.cqueues.itests.Lookups.addresses;
import static org.cqueues.itests.Lookups.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cqueues.dns.Config;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Packet;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.Pem;
import org.cqueues.tls.TlsContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zones that ldns has signed and nsd serves, validated on the way through unbound and from the root down; and unbound over TLS. */
@Timeout(120)
class DnssecPeersIT extends ResolverPeers {
    private static final String WWW = "192.0.2.1";

    /** {@return the key of the root, as configurations have it} */
    private static List<String> anchors() throws Exception {
        List<String> anchors = new ArrayList<>();
        for (String line : Files.readAllLines(names.anchors())) {
            List<String> words = List.of(line.trim().split("\\s+"));
            int type = words.indexOf("DNSKEY");
            anchors.add(words.get(0) + " DNSKEY " + String.join(" ", words.subList(type + 1, words.size())));
        }
        return anchors;
    }

    private Resolver resolver(boolean recurse) throws Exception {
        Map<String, Object> values = new HashMap<>(Map.of("dnssec", true, "anchors", anchors(), "recurse", recurse));
        String root = names.root().getAddress().getHostAddress();
        return recurse
                ? cq.dns()
                        .resolver(
                                Lookups.config(cq.dns(), values),
                                cq.dns().hosts(),
                                cq.dns().hints().insert(".", root))
                : Lookups.resolver(cq.dns(), values, names.recursive());
    }

    private static void assertSecure(boolean secure, Packet packet) {
        assertEquals(secure, packet.flags().ad(), packet.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void signedZonesAreSecure(boolean recurse) throws Exception {
        Resolver resolver = resolver(recurse);
        for (String name : List.of(
                "www.signed.test.",
                "www.nsec3.test.",
                "alias.signed.test.",
                "any.wild.signed.test.",
                "any.wild.nsec3.test.",
                "any.moved.signed.test.",
                "any.moved.nsec3.test.",
                "www.optout.test.")) {
            Packet packet = resolver.query(name, RecordType.A, PATIENCE);

            assertFalse(texts(packet, RecordType.A).isEmpty(), packet.toString());
            assertSecure(true, packet);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void denialsOfSignedZonesAreSecure(boolean recurse) throws Exception {
        Resolver resolver = resolver(recurse);
        for (String zone : List.of("signed.test.", "nsec3.test.")) {
            Packet none = resolver.query("none." + zone, RecordType.A, PATIENCE);
            assertEquals(Rcode.NXDOMAIN, none.flags().rcode());
            assertSecure(true, none);

            Packet other = resolver.query("www." + zone, RecordType.MX, PATIENCE);
            assertEquals(Rcode.NOERROR, other.flags().rcode());
            assertEquals(Set.of(), texts(other, RecordType.MX));
            assertSecure(true, other);
        }
    }

    /** There may be a delegation without signatures where opt-out says that there is nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void denialsWithOptOutAreInsecure(boolean recurse) throws Exception {
        Resolver resolver = resolver(recurse);
        Packet none = resolver.query("none.optout.test.", RecordType.A, PATIENCE);
        assertEquals(Rcode.NXDOMAIN, none.flags().rcode());
        assertSecure(false, none);
        Packet other = resolver.query("www.optout.test.", RecordType.MX, PATIENCE);
        assertEquals(Rcode.NOERROR, other.flags().rcode());
        assertSecure(true, other);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void zonesWithoutSignaturesAreInsecure(boolean recurse) throws Exception {
        Resolver resolver = resolver(recurse);
        for (String name :
                List.of("www.leaf.test.", "out.signed.test.", "outside.leaf.test.", "www.plain.optout.test.")) {
            Packet packet = resolver.query(name, RecordType.A, PATIENCE);

            assertEquals(Set.of(WWW), texts(packet, RecordType.A));
            assertSecure(false, packet);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void changedAndExpiredZonesAreBogus(boolean recurse) throws Exception {
        Resolver resolver = resolver(recurse);
        for (String name : List.of("www.bogus.test.", "www.expired.test.")) {
            DnsException thrown = assertThrows(DnsException.class, () -> resolver.query(name, RecordType.A, PATIENCE));

            assertEquals(DnsException.Kind.BOGUS, thrown.kind(), thrown.toString());
            assertTrue(thrown.getMessage().contains(name), thrown.getMessage());
        }
    }

    private Config overTls(String name) {
        String server = "[" + names.overTls().getAddress().getHostAddress() + "]:"
                + names.overTls().getPort() + "#" + name;
        return Lookups.config(cq.dns(), Map.of("nameserver", List.of(server), "attempts", 1));
    }

    @Test
    void unboundIsAskedOverTls() throws Exception {
        try (TlsContexts contexts = TlsContexts.open()) {
            cq.dns()
                    .settls(contexts.client(ClientOptions.builder()
                            .authorities(contexts.certificates(Pem.read(names.authorities())))
                            .build()));
            Resolver resolver =
                    cq.dns().resolver(overTls(PrivateRoot.TLS_NAME), cq.dns().hosts());

            assertEquals(Set.of(WWW), addresses(resolver, "www.leaf.test."));
            assertEquals(100, addresses(resolver, "many.leaf.test.").size());
            assertEquals(0, resolver.stat().udp().sent().count());

            Resolver misled = cq.dns().resolver(overTls("other.test"), cq.dns().hosts());
            DnsException thrown = assertThrows(DnsException.class, () -> addresses(misled, "www.leaf.test."));
            assertTrue(thrown.getMessage().contains("other.test"), thrown.getMessage());
        }
    }

    private static List<String> dig(int status, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("dig"));
        command.addAll(List.of(arguments));
        try (Run run = new Run(Installation.HOME, work, command.toArray(String[]::new))) {
            List<String> lines = run.rest();
            assertEquals(status, run.status(), run.errors().toString());
            return status == 0 ? lines : run.errors();
        }
    }

    /** Asserts that there is a record, whatever time it has left. */
    private static void assertShown(String name, List<String> lines) {
        assertTrue(
                lines.stream().anyMatch(line -> line.matches(name + "\\. \\d+ IN A 192\\.0\\.2\\.1")),
                lines.toString());
    }

    @Test
    void digValidates() throws Exception {
        String server = "@" + names.recursive().getAddress().getHostAddress();
        String anchors = names.anchors().toString();

        assertShown("www.signed.test", dig(0, server, "www.signed.test", "+dnssec", "--anchors", anchors));
        List<String> told = dig(1, server, "www.bogus.test", "+dnssec", "--anchors", anchors);
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).contains("www.bogus.test."), told.toString());
        assertShown(
                "www.nsec3.test",
                dig(
                        0,
                        "www.nsec3.test",
                        "+recurse",
                        "+dnssec",
                        "--anchors",
                        anchors,
                        "--hints",
                        names.hints().toString()));
    }

    @Test
    void digAsksOverTls() throws Exception {
        String server = "@" + names.overTls().getAddress().getHostAddress();

        assertShown(
                "www.leaf.test",
                dig(
                        0,
                        server,
                        "www.leaf.test",
                        "+tls",
                        "--tls-name",
                        PrivateRoot.TLS_NAME,
                        "--cacert",
                        names.authorities().toString()));
        List<String> told = dig(1, server, "www.leaf.test", "+tls", "--tls-name", PrivateRoot.TLS_NAME);
        assertEquals(1, told.size(), told.toString());
    }
}
