package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cqueues.dns.Config.Syntax;
import org.cqueues.dns.impl.SignedZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is asked where servers do not have what is asked for: nsswitch.conf(5). The hosts file has it. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class NsswitchTest {
    private static final String HOST = "www.leaf.test.";
    private static final String FROM_FILES = "192.0.2.9";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private void load(Config config, String sources) throws IOException {
        byte[] line = ("hosts: " + sources).getBytes(StandardCharsets.US_ASCII);
        config.loadfile(new ByteArrayInputStream(line), Syntax.NSSWITCH_CONF);
    }

    /** {@return what a resolver says: an address, an rcode or the kind of a failure} */
    private static String told(Resolver resolver) throws IOException {
        try {
            Packet packet = resolver.query(HOST, RecordType.A, LONG);
            List<String> answers = answers(packet);
            return answers.isEmpty() ? packet.flags().rcode().toString() : answers.get(0);
        } catch (DnsException e) {
            return e.kind().toString();
        }
    }

    private void assertTold(Config config, Map<String, String> byCriteria) throws Exception {
        Hosts hosts = world.dns.hosts().insert(FROM_FILES, HOST);
        world.run(() -> {
            for (String criteria : byCriteria.keySet()) {
                load(config, "dns " + criteria + " files");
                assertEquals(byCriteria.get(criteria), told(world.dns.resolver(config, hosts)), criteria);
            }
        });
    }

    private Config asking(ScriptedServer.Script script) throws IOException {
        return world.config(Map.of(), world.server(script).address());
    }

    @Test
    void whereThereIsNoSuchNameFilesAreAskedUnlessNotfoundReturns() throws Exception {
        assertTold(
                asking(ask -> ask.reply(Rcode.NXDOMAIN)),
                Map.of(
                        "",
                        FROM_FILES,
                        "[NOTFOUND=return]",
                        "NXDOMAIN",
                        "[!UNAVAIL=return]",
                        "NXDOMAIN",
                        "[TRYAGAIN=return UNAVAIL=return]",
                        FROM_FILES));
    }

    @Test
    void whereThereIsNoSuchRecordFilesAreAskedUnlessNotfoundReturns() throws Exception {
        assertTold(asking(ask -> ask.reply()), Map.of("", FROM_FILES, "[NOTFOUND=return]", "NOERROR"));
    }

    @Test
    void whereServersFailFilesAreAskedUnlessTryagainReturns() throws Exception {
        assertTold(
                asking(ask -> ask.reply(Rcode.SERVFAIL)),
                Map.of(
                        "",
                        FROM_FILES,
                        "[TRYAGAIN=return]",
                        "SERVFAIL",
                        "[!UNAVAIL=return]",
                        "SERVFAIL",
                        "[NOTFOUND=return UNAVAIL=return]",
                        FROM_FILES));
    }

    @Test
    void whereNoServerAnswersFilesAreAskedUnlessUnavailReturns() throws Exception {
        ScriptedServer gone = world.server(ask -> {});
        InetSocketAddress nobody = gone.address();
        gone.close();
        assertTold(
                world.config(Map.of("tcp", "disable"), nobody),
                Map.of(
                        "", FROM_FILES,
                        "[UNAVAIL=return]", "FAIL",
                        "[!UNAVAIL=return]", FROM_FILES,
                        "[NOTFOUND=return TRYAGAIN=return]", FROM_FILES));
    }

    @Test
    void whatServersKnowIsTheAnswerWhateverTheCriteria() throws Exception {
        assertTold(
                asking(ask -> ask.address("192.0.2.1")),
                Map.of("", "192.0.2.1", "[!UNAVAIL=return]", "192.0.2.1", "[SUCCESS=continue]", "192.0.2.1"));
    }

    /** A server that validates says SERVFAIL then, which is TRYAGAIN, and the default is to go on: what an administrator has written into the hosts does not come over the network. */
    @Test
    void whatIsDisprovenFilesAreAskedForUnlessTryagainReturns() throws Exception {
        SignedZone root = new SignedZone(".", 13);
        SignedZone leaf = new SignedZone("leaf.test.", 13, HOST + " A 192.0.2.1");
        SignedZone top = new SignedZone("test.", 13);
        root.delegate(top);
        top.delegate(leaf);
        SignedTree tree = new SignedTree(root, top, leaf);
        tree.change(
                HOST,
                RecordType.A,
                truth -> new SignedZone.Reply(
                        Rcode.NOERROR, List.of(ResourceRecord.of(HOST, RecordType.A, 300, "192.0.2.66"))));
        Config config = world.config(Map.of("dnssec", true), world.server(tree).address());
        config.set(config.settings().with().anchors(List.of(root.anchor())).build());
        assertTold(
                config,
                Map.of(
                        "",
                        FROM_FILES,
                        "[TRYAGAIN=return]",
                        "BOGUS",
                        "[!UNAVAIL=return]",
                        "BOGUS",
                        "[NOTFOUND=return UNAVAIL=return]",
                        FROM_FILES));
    }

    @Test
    void oneFailureOverTheSearchListIsTryagain() throws Exception {
        Config config = asking(ask -> ask.reply(ask.name().length() > 10 ? Rcode.NXDOMAIN : Rcode.SERVFAIL));
        config.set(Map.of("search", List.of("example"), "ndots", 5));
        Hosts hosts = world.dns.hosts().insert(FROM_FILES, "host");
        world.run(() -> {
            load(config, "dns [NOTFOUND=return] files");
            assertEquals(
                    List.of(FROM_FILES),
                    answers(world.dns.resolver(config, hosts).query("host", RecordType.A, LONG)));
            load(config, "dns [TRYAGAIN=return] files");
            assertEquals(List.of(), answers(world.dns.resolver(config, hosts).query("host", RecordType.A, LONG)));
        });
    }

    /** As in glibc and musl: else an entry that leads a name elsewhere, or nowhere, would be bypassed over the other family. */
    @Test
    void hostThatFilesHaveInOneFamilyHasNoAddressOfTheOther() throws Exception {
        ScriptedServer server = world.server(ask -> ask.reply(ResourceRecord.of(
                ask.name(),
                ask.type(),
                300,
                ask.type().equals(RecordType.AAAA)
                        ? "2001:db8::66"
                        : ask.type().equals(RecordType.A) ? "192.0.2.66" : "\"x\"")));
        Config config = world.config(Map.of("lookup", List.of("file", "bind")), server.address());
        Hosts hosts = world.dns.hosts().insert("127.0.0.1", "four.example").insert("::1", "six.example");
        Resolver resolver = world.dns.resolver(config, hosts);
        world.run(() -> {
            assertNothing(Rcode.NOERROR, resolver.query("four.example", RecordType.AAAA, LONG));
            assertNothing(Rcode.NOERROR, resolver.query("six.example", RecordType.A, LONG));
            assertEquals(List.of(), server.asked);
            assertEquals(List.of("\"x\""), answers(resolver.query("four.example", RecordType.TXT, LONG)));
            assertEquals(List.of("2001:db8::66"), answers(resolver.query("other.example", RecordType.AAAA, LONG)));
        });
    }

    private static void assertNothing(Rcode rcode, Packet packet) {
        assertEquals(List.of(), answers(packet));
        assertEquals(rcode, packet.flags().rcode());
    }

    @Test
    void filesThatComeLastSayTooThatAHostHasOneFamilyOnly() throws Exception {
        Config config = asking(ask -> ask.reply(ask.name().startsWith("s") ? Rcode.SERVFAIL : Rcode.NXDOMAIN));
        config.set(Map.of("lookup", List.of("bind", "file")));
        Hosts hosts = world.dns.hosts().insert("127.0.0.1", "a.example").insert("127.0.0.1", "s.example");
        Resolver resolver = world.dns.resolver(config, hosts);
        world.run(() -> {
            assertNothing(Rcode.NOERROR, resolver.query("a.example.", RecordType.AAAA, LONG));
            assertNothing(Rcode.NOERROR, resolver.query("s.example.", RecordType.AAAA, LONG));
            assertNothing(Rcode.NXDOMAIN, resolver.query("b.example.", RecordType.AAAA, LONG));
        });
    }

    @Test
    void everyNameOfTheSearchListIsLookedForInFilesBeforeServersAreAsked() throws Exception {
        ScriptedServer server =
                world.server(ask -> ask.reply(ResourceRecord.of(ask.name(), RecordType.AAAA, 300, "2001:db8::66")));
        Config config = world.config(
                Map.of("lookup", List.of("file", "bind"), "search", List.of("corp.example")), server.address());
        Hosts hosts = world.dns
                .hosts()
                .insert("127.0.0.1", "alone")
                .insert("127.0.0.2", "both.corp.example")
                .insert("2001:db8::2", "both");
        Resolver resolver = world.dns.resolver(config, hosts);
        world.run(() -> {
            assertNothing(Rcode.NOERROR, resolver.query("alone", RecordType.AAAA, LONG));
            assertEquals(List.of("2001:db8::2"), answers(resolver.query("both", RecordType.AAAA, LONG)));
        });
        assertEquals(List.of(), server.asked);
    }

    /** What is at hand needs no time. */
    @Test
    void filesAreAskedThoughTheTimeIsOver() throws Exception {
        ScriptedServer server = world.server(ask -> ask.address("192.0.2.1"));
        Config config = world.config(Map.of("lookup", List.of("bind", "file")), server.address());
        Hosts hosts = world.dns.hosts().insert(FROM_FILES, HOST);
        Resolver resolver = world.dns.resolver(config, hosts);
        world.run(() -> {
            assertEquals(List.of(FROM_FILES), answers(resolver.query(HOST, RecordType.A, Duration.ZERO)));
            assertThrows(SocketTimeoutException.class, () -> resolver.query("other.", RecordType.A, Duration.ZERO));
            load(config, "dns [UNAVAIL=return] files");
            assertThrows(SocketTimeoutException.class, () -> resolver.query(HOST, RecordType.A, Duration.ZERO));
        });
        assertEquals(List.of(), server.asked);
    }

    @Test
    void filesAreAskedThoughServersWereSilentUntilTheTimeWasOver() throws Exception {
        JumpingClock clock = new JumpingClock();
        try (World jumping = new World(53, System::nanoTime, clock::of)) {
            ScriptedServer silent = jumping.server(ask -> {
                clock.jump(LONG);
                ask.send(new byte[] {1, 2, 3}); // so that the resolver looks at the clock
            });
            Config config = jumping.config(Map.of("lookup", List.of("bind", "file")), silent.address());
            Hosts hosts = jumping.dns.hosts().insert(FROM_FILES, HOST);
            Resolver resolver = jumping.dns.resolver(config, hosts);
            jumping.run(() -> assertEquals(List.of(FROM_FILES), answers(resolver.query(HOST, RecordType.A, LONG))));
            assertEquals(List.of("udp " + HOST + " A"), silent.asked);
        }
    }

    /** Who asks again later may get an answer; of a name that does not exist nobody would. */
    @Test
    void failureOverTheSearchListIsToldWhateverElseWasSaid() throws Exception {
        Config config = asking(ask ->
                ask.reply(ask.name().toLowerCase(Locale.ROOT).contains("corp") ? Rcode.SERVFAIL : Rcode.NXDOMAIN));
        config.set(Map.of("search", List.of("corp.example", "example")));
        world.run(() -> {
            for (String order : List.of("bind", "bind file", "cache bind", "bind cache")) {
                config.set(Map.of("lookup", List.of(order.split(" "))));
                Resolver resolver = world.dns.resolver(config, world.dns.hosts());
                for (int time = 0; time < 2; time++) { // the second may come from memory
                    assertNothing(Rcode.SERVFAIL, resolver.query("www", RecordType.A, LONG));
                }
                assertNothing(Rcode.NXDOMAIN, resolver.query("www.", RecordType.A, LONG));
            }
        });
    }
}
