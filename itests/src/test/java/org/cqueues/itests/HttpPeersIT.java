package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution's httpd and get beside what others have made for HTTP: curl, ab, wrk, openssl. */
@Timeout(240)
class HttpPeersIT {
    private static final int REQUESTS = 20_000;

    @TempDir
    Path work;

    private Path root;
    private final byte[] large = new byte[2_000_003];

    @BeforeEach
    void create() throws IOException {
        root = Files.createDirectory(work.resolve("root"));
        new Random(1).nextBytes(large);
        Files.write(root.resolve("large.bin"), large);
        Files.writeString(root.resolve("small.html"), "<p>small\n".repeat(100));
    }

    private Run httpd(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("httpd", "--root", root.toString(), "--port", "0"));
        arguments.addAll(List.of(options));
        return new Run(Installation.HOME, work, arguments.toArray(String[]::new));
    }

    /** A server over TLS, with a certificate that openssl has made. */
    private Run httpsd() throws Exception {
        Peer.run(
                work,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=test",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                key(),
                "-out",
                certificate());
        return httpd("--tls", "--cert", certificate(), "--key", key());
    }

    private String key() {
        return work.resolve("key.pem").toString();
    }

    private String certificate() {
        return work.resolve("cert.pem").toString();
    }

    private String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--noproxy", "*"));
        command.addAll(List.of(arguments));
        return Peer.run(work, command.toArray(String[]::new));
    }

    @Test
    void curlGetsFilesAsTheyAre() throws Exception {
        try (Run run = httpd()) {
            String url = "http://127.0.0.1:" + run.port();

            Path got = work.resolve("got");
            curl("-o", got.toString(), url + "/large.bin");
            assertArrayEquals(large, Files.readAllBytes(got));
            assertEquals("<p>small\n".repeat(100), curl(url + "/small.html"));
            assertEquals("small", curl("-r", "3-7", url + "/small.html"));
            assertTrue(curl("--head", url + "/small.html").contains("\r\nContent-Length: 900\r\n"));
            assertEquals("404", curl("-o", "/dev/null", "-w", "%{http_code}", url + "/none"));
            assertEquals("405", curl("-o", "/dev/null", "-w", "%{http_code}", "-d", "a=b", url + "/small.html"));
            assertEquals(
                    "304",
                    curl("-o", "/dev/null", "-w", "%{http_code}", "-z", root + "/small.html", url + "/small.html"));
            assertEquals("403", curl("--path-as-is", "-o", "/dev/null", "-w", "%{http_code}", url + "/../etc/passwd"));
        }
    }

    @Test
    void curlResumesADownload() throws Exception {
        try (Run run = httpd()) {
            Path got = work.resolve("got");
            Files.write(got, Arrays.copyOf(large, 1_000_000));

            curl("-C", "-", "-o", got.toString(), "http://127.0.0.1:" + run.port() + "/large.bin");

            assertArrayEquals(large, Files.readAllBytes(got));
        }
    }

    @Test
    void curlUsesAConnectionAgain() throws Exception {
        try (Run run = httpd()) {
            String url = "http://127.0.0.1:" + run.port() + "/small.html";

            assertEquals(
                    "1 0 0 ",
                    curl(
                            "-w",
                            "%{num_connects} ",
                            "-o",
                            "/dev/null",
                            "-o",
                            "/dev/null",
                            "-o",
                            "/dev/null",
                            url,
                            url,
                            url));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tlsv1.3", "--tls-max"})
    void curlGetsFilesThroughTls(String version) throws Exception {
        try (Run run = httpsd()) {
            String url = "https://localhost:" + run.port() + "/large.bin";
            Path got = work.resolve("got");
            String[] options = version.equals("--tls-max")
                    ? new String[] {"--tls-max", "1.2", "--cacert", certificate(), "-o", got.toString(), url}
                    : new String[] {version, "--cacert", certificate(), "-o", got.toString(), url};

            curl(options);

            assertArrayEquals(large, Files.readAllBytes(got));
        }
    }

    @Test
    void getAndHttpdUnderstandEachOther() throws Exception {
        try (Run server = httpd()) {
            String url = "http://127.0.0.1:" + server.port();
            try (Run get = new Run(Installation.HOME, work, "get", url + "/small.html")) {
                assertEquals("<p>small".repeat(100), String.join("", printed(get)));
            }
        }
    }

    @Test
    void getVerifiesTheServerUnlessToldOtherwise() throws Exception {
        try (Run server = httpsd()) {
            String url = "https://localhost:" + server.port() + "/small.html";
            try (Run get = new Run(Installation.HOME, work, "get", "-i", "--cacert", certificate(), url)) {
                assertEquals("HTTP/1.1 200 OK", printed(get).get(0));
            }
            try (Run get = new Run(Installation.HOME, work, "get", url)) {
                assertEquals(List.of(), get.rest());
                assertEquals(1, get.status());
                assertEquals(1, get.errors().size(), get.errors().toString());
            }
            try (Run get = new Run(Installation.HOME, work, "get", "--insecure", url)) {
                assertEquals(100, printed(get).size());
            }
        }
    }

    @Test
    void getTalksToTheServerOfOpenssl() throws Exception {
        httpsd().close();
        try (Peer server = Peer.start(
                root, "openssl", "s_server", "-accept", "127.0.0.1:0", "-WWW", "-key", key(), "-cert", certificate())) {
            String line = server.line();
            while (!line.startsWith("ACCEPT ")) {
                line = server.line();
            }
            // It serves the files of the folder in which it runs, and says of others what is wrong with them.
            String url = "https://localhost:" + line.substring(line.lastIndexOf(':') + 1) + "/none";
            try (Run get = new Run(Installation.HOME, work, "get", "-i", "--cacert", certificate(), url)) {
                List<String> lines = printed(get);
                assertTrue(lines.get(0).startsWith("HTTP/1.0 200 "), lines.toString());
                assertTrue(lines.toString().contains("none"), lines.toString());
            }
        }
    }

    /** What a command printed that succeeded. */
    private static List<String> printed(Run run) throws Exception {
        List<String> lines = run.rest();
        assertEquals(0, run.status(), run.errors().toString());
        return lines;
    }

    @Test
    void twentyThousandRequestsAreServedWithoutAnError() throws Exception {
        try (Run run = httpd()) {
            String url = "http://127.0.0.1:" + run.port() + "/small.html";

            assertServed(REQUESTS, ab("-k", "-c", "50", "-n", Integer.toString(REQUESTS), url));
            assertServed(2_000, ab("-c", "20", "-n", "2000", url));

            String wrk = Peer.run(work, "wrk", "-t", "1", "-c", "50", "-d", "2", url);
            assertTrue(Pattern.compile("[1-9]\\d* requests in").matcher(wrk).find(), wrk);
            assertTrue(!wrk.contains("Socket errors") && !wrk.contains("Non-2xx"), wrk);
            run.signal("TERM");
            assertEquals(0, run.status());
            assertEquals(List.of(), run.errors());
        }
    }

    @Test
    void requestsThroughTlsAreServedWithoutAnError() throws Exception {
        try (Run run = httpsd()) {
            String url = "https://127.0.0.1:" + run.port() + "/small.html";

            assertServed(REQUESTS, ab("-k", "-c", "20", "-n", Integer.toString(REQUESTS), url));
            assertServed(100, ab("-c", "5", "-n", "100", url));
            assertEquals(List.of(), run.errors());
        }
    }

    private String ab(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ab", "-q", "-s", "120"));
        command.addAll(List.of(arguments));
        return Peer.run(work, command.toArray(String[]::new));
    }

    private static void assertServed(int requests, String report) {
        assertEquals(Integer.toString(requests), value(report, "Complete requests"), report);
        assertEquals("0", value(report, "Failed requests"), report);
        assertEquals("900 bytes", value(report, "Document Length"), report);
        assertTrue(!report.contains("Non-2xx"), report);
    }

    private static String value(String report, String name) {
        Matcher line = Pattern.compile(name + ": +(.*)").matcher(report);
        assertTrue(line.find(), report);
        return line.group(1);
    }

    @Test
    void fileOfAnyBytesIsGotAsItIs() throws Exception {
        try (Run server = httpd()) {
            Process get = new ProcessBuilder(
                            Installation.HOME.resolve("bin/cqueues").toString(),
                            "get",
                            "http://127.0.0.1:" + server.port() + "/large.bin")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();

            assertArrayEquals(large, get.getInputStream().readAllBytes());
            assertEquals(0, get.waitFor());
        }
    }

    @Test
    void manySlowClientsCostTheOthersNothing() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (Run run = httpd()) {
            int port = run.port();
            for (int i = 0; i < 300; i++) {
                Socket client = new Socket("127.0.0.1", port);
                client.getOutputStream()
                        .write((i % 2 == 0 ? "GET / HT" : "GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                slow.add(client);
            }
            String url = "http://127.0.0.1:" + port + "/small.html";

            assertServed(2_000, ab("-k", "-c", "10", "-n", "2000", url));
        } finally {
            for (Socket client : slow) {
                client.close();
            }
        }
    }
}
