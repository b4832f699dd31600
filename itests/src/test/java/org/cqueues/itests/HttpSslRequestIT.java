package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.Identity;
import org.cqueues.tls.TlsContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guide's first example, 4.1, as it stands there. Only the host is one at hand, and vouched for by the test. */
@Timeout(120)
class HttpSslRequestIT {
    @TempDir
    Path work;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void pageIsPrintedAsInTheGuide() throws Exception {
        Files.writeString(work.resolve("index.html"), "<p>first\n<p>last\n");
        Path certificate = work.resolve("cert.pem");
        Path key = work.resolve("key.pem");
        try (TlsContexts contexts = TlsContexts.open();
                Kernel kernel = Kernel.open();
                Controllers controllers = Controllers.open(kernel)) {
            Identity identity = contexts.selfSigned("localhost");
            contexts.write(identity, certificate, key);
            ClientOptions trusted =
                    ClientOptions.builder().authority(identity.certificate()).build();
            try (Sockets sockets = Sockets.open(kernel, controllers, (datagram, verify) -> contexts.client(trusted));
                    Run server = new Run(
                            Installation.HOME,
                            work,
                            "httpd",
                            "--root",
                            work.toString(),
                            "--port",
                            "0",
                            "--tls",
                            "--cert",
                            certificate.toString(),
                            "--key",
                            key.toString())) {
                request(controllers, sockets, server.port());
            }
        }

        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals("! HTTP/1.1 200 OK", lines.get(0));
        int end = lines.indexOf("~");
        assertTrue(lines.subList(1, end).stream().allMatch(line -> line.startsWith("| ")), lines.toString());
        assertTrue(lines.contains("| Content-Type: text/html; charset=utf-8"), lines.toString());
        assertEquals(List.of("<p>first", "<p>last"), lines.subList(end + 1, lines.size()));
    }

    private void request(Controllers controllers, Sockets sockets, int port) {
        Socket http = sockets.connect("localhost", port);

        Controller cq = controllers.create();

        cq.wrap(() -> {
            http.starttls();

            http.write("GET / HTTP/1.0\n");
            http.write("Host: localhost:" + port + "\n\n");

            String status = http.read();
            out.println("! " + status);

            for (String line : http.lines("*h")) {
                out.println("| " + line);
            }

            String empty = http.read("*L");
            out.println("~" + empty.strip());

            for (String line : http.lines("*L")) {
                out.print(line);
            }

            http.close();
        });

        assertTrue(cq.loop());
    }
}
