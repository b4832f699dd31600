package org.cqueues.shell.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Flags;
import org.cqueues.dns.Hints;
import org.cqueues.dns.Packet;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;
import org.cqueues.tls.TlsContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class DigCommandTest {
    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Sockets sockets = Sockets.open(kernel, controllers);
    private final Dns dns = Dns.open(kernel, controllers, sockets);
    private final TlsContexts contexts = TlsContexts.open();
    private final DigCommand dig = new DigCommand(dns, contexts);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path work;

    @AfterEach
    void close() {
        contexts.close();
        dns.close();
        sockets.close();
        controllers.close();
        kernel.close();
    }

    private int dig(String... arguments) {
        return dig.run(List.of(arguments), new PrintStream(out), new PrintStream(err));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Answers one query with an address. The question's name is what comes of it. */
    private CompletableFuture<String> answer(DatagramSocket server) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                DatagramPacket asked = new DatagramPacket(new byte[512], 512);
                server.receive(asked);
                Packet packet = dns.packet(Arrays.copyOf(asked.getData(), asked.getLength()));
                String name = packet.grep().iterator().next().name();
                packet.setflags(Flags.of(packet.flags().bits() | 0x8000));
                byte[] wire = packet.push(ResourceRecord.of(name, RecordType.A, 60, "192.0.2.1"))
                        .dump();
                server.send(new DatagramPacket(wire, wire.length, asked.getSocketAddress()));
                return name;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void answerIsPrintedAndWhatItTook() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            CompletableFuture<String> asked = answer(server);

            int status = dig("@127.0.0.1", "-p", Integer.toString(server.getLocalPort()), "www.example", "+stat");

            assertEquals("", text(err));
            assertEquals(0, status);
            assertEquals("www.example.", asked.join().toLowerCase(Locale.ROOT));
            List<String> lines = new ArrayList<>(text(out).lines().toList());
            assertTrue(lines.remove(1).startsWith(";;    qid : "));
            assertEquals(
                    List.of(
                            ";; [HEADER]",
                            ";;     qr : RESPONSE(1)",
                            ";; opcode : QUERY(0)",
                            ";;     aa : NON-AUTHORITATIVE(0)",
                            ";;     tc : NOT-TRUNCATED(0)",
                            ";;     rd : RECURSION-DESIRED(1)",
                            ";;     ra : RECURSION-NOT-ALLOWED(0)",
                            ";;  rcode : NOERROR(0)",
                            "",
                            ";; [QUESTION:1]",
                            ";www.example. IN A",
                            "",
                            ";; [ANSWER:1]",
                            "www.example. 60 IN A 192.0.2.1",
                            "",
                            ";; [STATISTICS]",
                            ";;        queries : 1",
                            ";; udp.sent.count : 1",
                            ";; udp.sent.bytes : 29",
                            ";; udp.rcvd.count : 1",
                            ";; udp.rcvd.bytes : 45",
                            ";; tcp.sent.count : 0",
                            ";; tcp.sent.bytes : 0",
                            ";; tcp.rcvd.count : 0",
                            ";; tcp.rcvd.bytes : 0"),
                    lines);
        }
    }

    @Test
    void endOfTheComponentInterruptsAQuery() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                    () -> dig("@127.0.0.1", "--port", Integer.toString(silent.getLocalPort()), "www.example"));
            silent.receive(new DatagramPacket(new byte[512], 512));

            dig.close();

            assertEquals(1, status.join());
            assertEquals("cqueues: dig: interrupted\n", text(err));
        }
    }

    @Test
    void serverThatRefusesIsNamed() {
        assertEquals(1, dig("@127.0.0.1", "-p", "1", "+tcp", "www.example", "MX"));

        assertTrue(text(err).contains("127.0.0.1:1") && text(err).contains("ECONNREFUSED"), text(err));
        assertEquals("", text(out));
    }

    @Test
    void hintsAreReadAsTheyAreWritten() throws IOException {
        Hints hints = dns.hints().insert(".", "192.0.2.1", 2).insert("example.", "[2001:db8::1]:5353");
        Path file = Files.writeString(work.resolve("hints"), hints.toString());

        assertEquals(hints.toString(), RootHints.read(dns, file).toString());
    }

    @Test
    void hintsAreReadFromAZoneToo() throws IOException {
        Path file = Files.writeString(
                work.resolve("hints"),
                "; the servers\n.  3600000  NS  A.ROOT-SERVERS.NET. ; A comes first\n"
                        + "A.ROOT-SERVERS.NET.  3600000 IN  A  198.41.0.4 ; formerly NS.INTERNIC.NET\n"
                        + "A.ROOT-SERVERS.NET. AAAA 2001:503:ba3e::2:30\n");

        assertEquals(
                "ZONE \".\"\n\t(1) [198.41.0.4]:53\n\t(1) [2001:503:ba3e::2:30]:53\n",
                RootHints.read(dns, file).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", ". A example", "ZONE \".\"\n\tnonsense"})
    void whatIsNoFileOfHintsIsRefusedWithItsName(String content) throws IOException {
        Path file = Files.writeString(work.resolve("hints"), content);

        String message =
                assertThrows(IOException.class, () -> RootHints.read(dns, file)).getMessage();

        assertTrue(message.startsWith(file.toString()), message);
    }
}
