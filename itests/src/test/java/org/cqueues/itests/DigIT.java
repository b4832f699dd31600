package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The distribution's dig beside nsd and unbound. */
@Timeout(120)
class DigIT {
    /** What the zone's file has, and what a packet's text has in its place. */
    private static final List<SampleRecord> SAMPLES = SampleRecord.ALL.stream()
            .filter(sample -> List.of("TXT", "SRV", "HTTPS", "CAA").contains(sample.type()))
            .toList();

    @TempDir
    static Path work;

    private static PrivateRoot names;

    @BeforeAll
    static void start() throws Exception {
        names = PrivateRoot.open(work);
    }

    @AfterAll
    static void end() throws Exception {
        if (names != null) {
            names.close();
        }
    }

    /** {@return what it prints, once it has ended well} */
    private static List<String> dig(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("dig"));
        command.addAll(List.of(arguments));
        try (Run run = new Run(Installation.HOME, work, command.toArray(String[]::new))) {
            List<String> lines = run.rest();
            assertEquals(0, run.status(), run.errors().toString());
            assertEquals(List.of(), run.errors());
            assertEquals(List.of(), run.leftovers());
            return lines;
        }
    }

    private static String at(InetSocketAddress server) {
        return "@" + server.getAddress().getHostAddress();
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void recordsAreShownAsTheGuideHasIt(SampleRecord sample) throws Exception {
        List<String> lines = dig(at(names.recursive()), sample.qualified(), sample.type());

        String line = sample.qualified() + " 300 IN " + sample.type() + " " + sample.text();
        assertTrue(lines.contains(line), line + " is not in " + lines);
    }

    @Test
    void packetIsShownWithEverythingInIt() throws Exception {
        List<String> lines = new ArrayList<>(dig(at(names.leaves()), "www.leaf.test", "+stat"));

        assertTrue(lines.remove(1).startsWith(";;    qid : "));
        assertEquals(
                List.of(
                        ";; [HEADER]",
                        ";;     qr : RESPONSE(1)",
                        ";; opcode : QUERY(0)",
                        ";;     aa : AUTHORITATIVE(1)",
                        ";;     tc : NOT-TRUNCATED(0)",
                        ";;     rd : RECURSION-DESIRED(1)",
                        ";;     ra : RECURSION-NOT-ALLOWED(0)",
                        ";;  rcode : NOERROR(0)",
                        "",
                        ";; [QUESTION:1]",
                        ";www.leaf.test. IN A",
                        "",
                        ";; [ANSWER:1]",
                        "www.leaf.test. 300 IN A 192.0.2.1",
                        "",
                        ";; [AUTHORITY:1]",
                        "leaf.test. 300 IN NS ns.leaf.test.",
                        "",
                        ";; [ADDITIONAL:1]",
                        "ns.leaf.test. 300 IN A " + names.leaves().getAddress().getHostAddress(),
                        "",
                        ";; [STATISTICS]",
                        ";;        queries : 1",
                        ";; udp.sent.count : 1",
                        ";; udp.sent.bytes : 31",
                        ";; udp.rcvd.count : 1",
                        ";; udp.rcvd.bytes : 80",
                        ";; tcp.sent.count : 0",
                        ";; tcp.sent.bytes : 0",
                        ";; tcp.rcvd.count : 0",
                        ";; tcp.rcvd.bytes : 0"),
                lines);
    }

    @Test
    void truncatedAnswersComeOverTcpUnlessThereIsRoomForThem() throws Exception {
        String server = at(names.leaves());

        assertTrue(dig(server, "many.leaf.test", "+stat")
                .containsAll(List.of(";; [ANSWER:100]", ";; tcp.sent.count : 1")));
        assertTrue(dig(server, "some.leaf.test", "+stat", "+edns")
                .containsAll(List.of(";; [ANSWER:50]", ";; udp.sent.count : 1", ";; tcp.sent.count : 0")));
        assertTrue(dig(server, "some.leaf.test", "+stat", "+tcp")
                .containsAll(List.of(";; [ANSWER:50]", ";; udp.sent.count : 0", ";; tcp.sent.count : 1")));
    }

    @Test
    void nameThatDoesNotExistIsAnAnswer() throws Exception {
        assertTrue(dig(at(names.recursive()), "none.leaf.test", "MX").contains(";;  rcode : NXDOMAIN(3)"));
    }

    @Test
    void otherClassesAreAskedForToo() throws Exception {
        assertTrue(dig(at(names.leaves()), "version.server", "TXT", "CLASS3").stream()
                .anyMatch(line -> line.matches("version\\.server\\. 0 3 TXT \"NSD .*\"")));
    }

    @Test
    void serverThatIsNotThereIsOneLineAndStatus1() throws Exception {
        try (Run run = new Run(Installation.HOME, work, "dig", at(names.nobody()), "www.leaf.test")) {
            assertEquals(List.of(), run.rest());
            assertEquals(1, run.status());
            assertEquals(1, run.errors().size());
            String error = run.errors().get(0);
            assertTrue(error.contains("www.leaf.test. IN A") && error.contains("ECONNREFUSED"), error);
        }
    }
}
