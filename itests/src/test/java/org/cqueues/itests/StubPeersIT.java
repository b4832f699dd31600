package org.cqueues.itests;

import static org.cqueues.itests.Lookups.PATIENCE;
import static org.cqueues.itests.Lookups.addresses;
import static org.cqueues.itests.Lookups.answers;
import static org.cqueues.itests.Lookups.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cqueues.Cqueues;
import org.cqueues.controller.Controller;
import org.cqueues.dns.Config;
import org.cqueues.dns.Dns;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Packet;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.Section;
import org.cqueues.socket.Socket;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.Pem;
import org.cqueues.tls.TlsContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Resolvers that ask nsd, and unbound which recurses. */
@Timeout(240)
class StubPeersIT extends ResolverPeers {
    private static final List<SampleRecord> SAMPLES = SampleRecord.ALL;
    private static final int DEPTH = 100; // questions under way over one connection

    private Resolver resolver(Map<String, Object> values, InetSocketAddress... servers) {
        return Lookups.resolver(cq.dns(), values, servers);
    }

    private Resolver resolver(InetSocketAddress... servers) {
        return resolver(Map.of(), servers);
    }

    /** The data of records in hexadecimal digits. */
    private static Set<String> bytes(Packet packet, RecordType type) {
        Set<String> bytes = new TreeSet<>();
        answers(packet, type).forEach(record -> bytes.add(HexFormat.of().formatHex(record.rdata())));
        return bytes;
    }

    /** The same, as dig finds them: {@code \# 4 C0000201}. */
    private static Set<String> bytesOfDig(InetSocketAddress server, String name, RecordType type) throws Exception {
        String host = "@" + server.getAddress().getHostAddress();
        String number = "TYPE" + type.number();
        String printed = Peer.run(work, "dig", host, "+short", "+unknownformat", "+tcp", name, number);
        Set<String> bytes = new TreeSet<>();
        printed.lines()
                .filter(line -> line.startsWith("\\#"))
                .map(line ->
                        line.replaceFirst("^\\\\# \\d+ ?", "").replace(" ", "").toLowerCase(Locale.ROOT))
                .forEach(bytes::add);
        return bytes;
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void everyTypeComesAsTheZoneHasIt(SampleRecord sample) throws Exception {
        RecordType type = RecordType.of(sample.type());
        for (InetSocketAddress server : List.of(names.leaves(), names.recursive())) {
            Packet packet = resolver(server).query(sample.qualified(), type, PATIENCE);

            assertEquals(Set.of(sample.text()), texts(packet, type));
            assertEquals(bytesOfDig(server, sample.qualified(), type), bytes(packet, type));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "signed.test., SOA",
        "signed.test., DNSKEY",
        "www.signed.test., NSEC",
        "www.signed.test., RRSIG",
        "nsec3.test., TYPE51",
        "signed.test., DS"
    })
    void recordsOfASignedZoneComeAsDigFindsThem(String name, String type) throws Exception {
        RecordType asked = RecordType.of(type);
        Packet packet = resolver(names.recursive()).query(name, asked, PATIENCE);

        assertEquals(bytesOfDig(names.recursive(), name, asked), bytes(packet, asked));
        assertTrue(packet.count(Set.of(Section.ANSWER)) > 0);
    }

    @Test
    void answerThatIsTruncatedIsAskedForOverTcp() throws Exception {
        Resolver resolver = resolver(names.leaves());
        Packet packet = resolver.query("many.leaf.test.", RecordType.A, PATIENCE);

        assertEquals(100, texts(packet, RecordType.A).size());
        assertEquals(1, resolver.stat().udp().sent().count());
        assertEquals(1, resolver.stat().tcp().sent().count());
    }

    @Test
    void largeAnswersComeWhole() throws Exception {
        Packet packet = resolver(names.recursive()).query("large.leaf.test.", RecordType.TXT, PATIENCE);

        assertEquals(200, texts(packet, RecordType.TXT).size());
        assertTrue(packet.dump().length > 48_000);
    }

    @Test
    void ednsMakesRoomForMoreOverUdp() throws Exception {
        Resolver plain = resolver(names.leaves());
        Resolver edns = resolver(Map.of("edns0", true), names.leaves());

        for (Resolver resolver : List.of(plain, edns)) {
            assertEquals(
                    50,
                    texts(resolver.query("some.leaf.test.", RecordType.A, PATIENCE), RecordType.A)
                            .size());
        }
        assertEquals(1, plain.stat().tcp().sent().count());
        assertEquals(0, edns.stat().tcp().sent().count());
    }

    @Test
    void whatIsNotThereIsAnAnswerToo() throws Exception {
        Resolver resolver = resolver(names.recursive());

        Packet none = resolver.query("none.leaf.test.", RecordType.A, PATIENCE);
        assertEquals(Rcode.NXDOMAIN, none.flags().rcode());
        Packet other = resolver.query("only4.leaf.test.", RecordType.AAAA, PATIENCE);
        assertEquals(Rcode.NOERROR, other.flags().rcode());
        assertEquals(0, other.count(Set.of(Section.ANSWER)));
        assertEquals(1, other.count(Set.of(Section.AUTHORITY)));
    }

    @Test
    void canonicalNamesAreFollowedWhereverTheyLead() throws Exception {
        for (InetSocketAddress server : List.of(names.leaves(), names.recursive())) {
            Resolver resolver = resolver(server);

            assertEquals(Set.of("192.0.2.1"), addresses(resolver, "alias.leaf.test."));
            assertEquals(Set.of("192.0.2.1"), addresses(resolver, "outside.leaf.test."));
            assertEquals(Set.of("192.0.2.1"), addresses(resolver, "www.moved.leaf.test."));
        }
    }

    /** The files are those of the machine unless properties name others. */
    @Test
    void socketsFindHostsWithTheConfiguredServer() throws Exception {
        Path file = Files.writeString(
                work.resolve("resolv.conf"),
                "nameserver " + names.recursive().getAddress().getHostAddress() + "\n");
        System.setProperty(Dns.RESOLV_CONF_SETTING, file.toString());
        try (Cqueues other = Cqueues.open();
                Socket server = other.sockets().listen("127.0.0.1", 0).listen()) {
            int port = server.localname().port();
            Controller loop = other.controllers().create();
            loop.wrap(() ->
                    other.sockets().connect("here.leaf.test", port).connect().close());
            loop.loop();
            other.sockets().connect("here.leaf.test", port).connect().close();

            assertThrows(
                    UnknownHostException.class,
                    () -> other.sockets().connect("none.leaf.test", port).connect());
        } finally {
            System.clearProperty(Dns.RESOLV_CONF_SETTING);
        }
    }

    @Test
    void canonicalNamesInACircleAreAnError() {
        assertThrows(
                DnsException.class, () -> resolver(names.leaves()).query("loop.leaf.test.", RecordType.A, PATIENCE));
    }

    @Test
    void tenThousandQueriesAtOnceAreAnsweredAndLeaveNothing() throws Exception {
        try (Resolver first = resolver(names.leaves())) {
            first.query("first.wild.leaf.test.", RecordType.A, PATIENCE);
        }
        long before = openSockets();
        Resolver resolver = resolver(names.leaves());
        Controller loop = cq.controllers().create();
        int[] answered = {0};
        long[] most = {0};
        IntStream.range(0, 10_000)
                .forEach(i -> loop.wrap(() -> {
                    if (i % 100 == 99) {
                        most[0] = Math.max(most[0], openSockets());
                    }
                    Packet packet = resolver.query("n" + i + ".wild.leaf.test.", RecordType.A, PATIENCE);
                    answered[0] += texts(packet, RecordType.A).contains("192.0.2.7") ? 1 : 0;
                }));
        loop.loop();

        assertEquals(10_000, answered[0]);
        assertTrue(most[0] > before && most[0] < before + 1_000, most[0] + " sockets");
        loop.close();
        resolver.close();
        assertEquals(before, openSockets());
    }

    /** How many questions of a thousand at a time are sent over TLS, and over how many connections at a time. */
    private record Cost(long sent, long connections) {}

    private Cost costOfThousandAtATime(InetSocketAddress server) throws Exception {
        Controller loop = cq.controllers().create();
        int[] answered = {0};
        long[] most = {0};
        long sent;
        try (TlsContexts contexts = TlsContexts.open()) {
            ClientOptions trusted = ClientOptions.builder()
                    .authorities(contexts.certificates(Pem.read(names.authorities())))
                    .build();
            String address =
                    "[" + server.getAddress().getHostAddress() + "]:" + server.getPort() + "#" + PrivateRoot.TLS_NAME;
            Config config = Lookups.config(
                    cq.dns(), Map.of("nameserver", List.of(address), "timeout", PATIENCE, "attempts", 1));
            Resolver resolver = cq.dns().resolver(config, cq.dns().hosts()).settls(contexts.client(trusted));
            IntStream.range(0, 1_000)
                    .forEach(i -> loop.wrap(() -> {
                        Packet packet = resolver.query("t" + i + ".wild.leaf.test.", RecordType.A, PATIENCE);
                        answered[0] += texts(packet, RecordType.A).contains("192.0.2.7") ? 1 : 0;
                        if (i % 20 == 0) {
                            most[0] = Math.max(most[0], connectionsTo(server));
                        }
                    }));
            loop.loop();
            sent = resolver.stat().tcp().sent().count();
            resolver.close();
        }
        loop.close();
        assertEquals(1_000, answered[0]);
        assertEquals(0, connectionsTo(server));
        return new Cost(sent, most[0]);
    }

    @Test
    void thousandQueriesAtATimeOverTlsCostFourConnectionsAndNoPacketMore() throws Exception {
        assertEquals(new Cost(1_000, 4), costOfThousandAtATime(names.overTls()));
    }

    @Test
    void thousandQueriesAtATimeOverTlsAreAnsweredByAServerOfTwoConnections() throws Exception {
        Cost cost = costOfThousandAtATime(names.scarceOverTls());

        assertTrue(cost.connections() <= 4, cost.connections() + " connections");
        // All but the last connection may be cut, with all that is asked over it.
        assertTrue(cost.sent() <= 1_000 + 3 * DEPTH, cost.sent() + " packets");
    }

    /** {@return how many connections to a server are open, as proc(5) has them} */
    private static long connectionsTo(InetSocketAddress server) throws IOException {
        byte[] address = server.getAddress().getAddress();
        String remote = String.format(
                "%02X%02X%02X%02X:%04X", address[3], address[2], address[1], address[0], server.getPort());
        return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                .map(line -> line.trim().split(" +"))
                .filter(words -> words[2].equals(remote))
                .filter(words -> words[3].equals("01") || words[3].equals("08")) // open, or ended by the peer only
                .count();
    }

    /** The JVM makes the limit its own, and needs some itself. */
    @Test
    void programOutOfDescriptorsIsToldSoAndGoesOnAfterwards() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n 200; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FewDescriptors.class.getName()));
        command.add(names.leaves().getAddress().getHostAddress());
        List<String> lines;
        try (DatagramSocket silent = new DatagramSocket(0, names.leaves().getAddress())) {
            command.add(Integer.toString(silent.getLocalPort()));
            lines = Peer.run(work, command.toArray(String[]::new)).lines().toList();
        }

        assertEquals("first {NOERROR=1}", lines.get(0));
        assertTrue(lines.get(1).matches("many \\[\\S+ErrnoException: socket [^,]*\\(EMFILE\\)]"), lines.get(1));
        assertEquals("then {NOERROR=20}", lines.get(2));
    }

    private static long openSockets() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.filter(StubPeersIT::isSocket).count();
        }
    }

    private static boolean isSocket(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    @Test
    void otherServerAnswersWhenOneIsGone() throws Exception {
        Resolver resolver = resolver(names.otherRecursive(), names.recursive());
        Controller loop = cq.controllers().create();
        List<String> answered = new ArrayList<>();
        loop.wrap(() -> {
            for (int i = 0; i < 200; i++) {
                if (i == 100) {
                    names.kill(names.otherRecursive());
                }
                Packet packet = resolver.query("n" + i + ".wild.leaf.test.", RecordType.A, PATIENCE);
                answered.addAll(texts(packet, RecordType.A));
            }
        });
        loop.loop();

        assertEquals(Collections.nCopies(200, "192.0.2.7"), answered);
    }
}
