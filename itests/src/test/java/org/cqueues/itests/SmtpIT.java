package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.Cqueues;
import org.cqueues.socket.Socket;
import org.cqueues.socket.TlsOptions;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.Identity;
import org.cqueues.tls.TlsContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mail to aiosmtpd, which begins in clear and goes on in TLS. RFC 3207. */
@Timeout(90)
class SmtpIT {
    @TempDir
    Path work;

    private final Cqueues cq = Cqueues.open();
    private final TlsContexts contexts = TlsContexts.open();

    @AfterEach
    void close() {
        cq.close();
        contexts.close();
    }

    @Test
    void mailGoesThroughTlsThatBeginsInMidStream() throws Exception {
        Identity identity = contexts.selfSigned("localhost");
        Path certificate = work.resolve("cert.pem");
        Path key = work.resolve("key.pem");
        contexts.write(identity, certificate, key);
        int port = freePort();
        try (Peer server = Peer.startUntil(
                "listening",
                work,
                "aiosmtpd",
                "-n",
                "-d",
                "-l",
                "127.0.0.1:" + port,
                "--tlscert",
                certificate.toString(),
                "--tlskey",
                key.toString())) {
            try (Socket smtp = cq.sockets().connect("127.0.0.1", port)) {
                assertTrue(answer(smtp).get(0).startsWith("220 "));
                assertTrue(ask(smtp, "EHLO client.example").stream().anyMatch(line -> line.endsWith("STARTTLS")));
                assertTrue(ask(smtp, "MAIL FROM:<a@client.example>").get(0).startsWith("530 "), "only with TLS");
                assertTrue(ask(smtp, "STARTTLS").get(0).startsWith("220 "));

                smtp.starttls(TlsOptions.builder()
                        .context(contexts.client(ClientOptions.builder()
                                .authority(identity.certificate())
                                .build()))
                        .serverName("localhost")
                        .build());

                assertEquals("TLSv1.3", smtp.checktls().orElseThrow().version());
                assertTrue(ask(smtp, "EHLO client.example").stream().noneMatch(line -> line.endsWith("STARTTLS")));
                send(smtp);
            }
            server.await("Subject: of the test");
        }
    }

    private static void send(Socket smtp) throws IOException {
        assertTrue(ask(smtp, "MAIL FROM:<a@client.example>").get(0).startsWith("250 "));
        assertTrue(ask(smtp, "RCPT TO:<b@server.example>").get(0).startsWith("250 "));
        assertTrue(ask(smtp, "DATA").get(0).startsWith("354 "));
        smtp.write("Subject: of the test\n\n", "text\n".repeat(10_000));
        assertTrue(ask(smtp, ".").get(0).startsWith("250 "));
        assertTrue(ask(smtp, "QUIT").get(0).startsWith("221 "));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> ask(Socket smtp, String command) throws IOException {
        smtp.write(command + "\n");
        return answer(smtp);
    }

    /** The lines of an answer, of which only the last has no dash after its code. */
    private static List<String> answer(Socket smtp) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : smtp.lines()) {
            lines.add(line);
            if (line.charAt(3) == ' ') {
                return lines;
            }
        }
        throw new IOException("the stream ended after " + lines);
    }
}
