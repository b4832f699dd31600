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
import org.cqueues.controller.Runner;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Flags;
import org.cqueues.dns.Hints;
import org.cqueues.dns.Packet;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.tls.CertificateOptions;
import org.cqueues.tls.Identity;
import org.cqueues.tls.TlsContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = SEPARATE_THREAD)
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

    /** A server over TLS whose certificate one authority vouches for; it answers once it may. */
    private final class PrivateServer {
        private final Identity authority;
        private final Socket listener;
        private final Runner runner;
        final CompletableFuture<Void> asked = new CompletableFuture<>();

        PrivateServer(String name, String address, CompletableFuture<?> go) throws Exception {
            authority = contexts.selfSigned(
                    CertificateOptions.builder().authority(name).build());
            Identity own = contexts.issue(
                    authority, CertificateOptions.builder().name("one.test").build());
            listener = sockets.listen("127.0.0.1", 0).listen();
            runner = controllers.run(name, Thread::new, () -> {
                for (Socket client : listener.clients()) { // a slow machine may give up the first one, and come again
                    controllers.running().orElseThrow().wrap(() -> serve(client, own, address, go));
                }
            });
        }

        private void serve(Socket client, Identity own, String address, CompletableFuture<?> go) throws Exception {
            client.starttls(contexts.server(own));
            client.setmode("b", "bn");
            byte[] length = client.readBytes(Format.bytes(2));
            Packet query = dns.packet(client.readBytes(Format.bytes((length[0] & 255) << 8 | length[1] & 255)));
            asked.complete(null);
            controllers.poll(controllers.pollable(go));
            ResourceRecord question = query.grep().iterator().next();
            byte[] wire = dns.packet()
                    .setqid(query.qid())
                    .setflags(Flags.of(0x8180))
                    .push(question)
                    .push(ResourceRecord.of(question.name(), RecordType.A, 60, address))
                    .dump();
            client.output().write(new byte[] {(byte) (wire.length >> 8), (byte) wire.length});
            client.output().write(wire);
        }

        String[] arguments() throws Exception {
            Path file = work.resolve(listener.localname().port() + ".pem");
            Files.writeString(file, contexts.pem(List.of(authority.certificate())));
            String port = Integer.toString(listener.localname().port());
            return new String[] {
                "@127.0.0.1", "-p", port, "a.test", "+tls", "--tls-name", "one.test", "--cacert", file.toString()
            };
        }
    }

    @Test
    void twoAtATimeTrustTheirOwnAuthorities() throws Exception {
        CompletableFuture<Void> both = new CompletableFuture<>();
        List<PrivateServer> servers =
                List.of(new PrivateServer("A", "192.0.2.1", both), new PrivateServer("B", "192.0.2.2", both));
        List<ByteArrayOutputStream> outs = List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        List<CompletableFuture<Integer>> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<String> arguments = List.of(servers.get(i).arguments());
            PrintStream to = new PrintStream(outs.get(i));
            ends.add(CompletableFuture.supplyAsync(
                    () -> dig.run(arguments, to, new PrintStream(err)), task -> new Thread(task).start()));
        }
        CompletableFuture.allOf(servers.get(0).asked, servers.get(1).asked).thenRun(() -> both.complete(null));

        for (int i = 0; i < 2; i++) {
            assertEquals(0, ends.get(i).get(), text(err));
            assertTrue(text(outs.get(i)).contains("a.test. 60 IN A 192.0.2." + (i + 1)), text(outs.get(i)));
        }
        servers.forEach(server -> server.runner.close());
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
