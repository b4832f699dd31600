package org.cqueues.shell.impl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get, good and bad ones: bytes in, bytes out. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class HttpServerTest {
    private static final Instant CHANGED = Instant.parse("2020-02-03T04:05:06.7Z");

    @TempDir
    Path root;

    private Served served;

    @BeforeEach
    void start() throws Exception {
        write("a.txt", "content of a\n");
        write("index.html", "<p>index\n");
        Files.createDirectory(root.resolve("folder"));
        served = serve(Duration.ofSeconds(15));
    }

    private Served serve(Duration patience) throws Exception {
        Served closed = serveClosed(patience);
        closed.open();
        return closed;
    }

    private Served serveClosed(Duration patience) throws Exception {
        return Served.startClosed(
                services -> new HttpServer(
                        services.controllers(), services.sockets(), documents(), Optional.empty(), patience),
                (server, upkeep, listening, err) -> server.serve("127.0.0.1", 0, upkeep, listening, err));
    }

    private DocumentRoot documents() {
        try {
            return new DocumentRoot(root, InstantSource.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
        assertEquals("", served.errors());
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(root.resolve(name), content);
        Files.setLastModifiedTime(root.resolve(name), FileTime.from(CHANGED));
    }

    @Test
    void fileIsSentWithWhatIsKnownOfIt() throws Exception {
        String answer = ask("GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        String date = answer.replaceAll("(?s).*\r\n(Date: [^\r]*\r\n).*", "$1");
        assertTrue(date.matches("Date: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n"), date);
        assertEquals(
                "HTTP/1.1 200 OK\r\n" + date + "Content-Type: text/plain; charset=utf-8\r\n"
                        + "Last-Modified: Mon, 03 Feb 2020 04:05:06 GMT\r\nETag: \"5e379bf2.29b92700.d\"\r\n"
                        + "Accept-Ranges: bytes\r\nContent-Length: 13\r\nConnection: close\r\n\r\ncontent of a\n",
                answer);
    }

    @Test
    void headIsTheAnswerWithoutItsBody() throws Exception {
        String answer = ask("HEAD /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertTrue(answer.contains("\r\nContent-Length: 13\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
        assertTrue(ask("HEAD /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .matches("(?s)HTTP/1.1 404 .*\r\nContent-Length: [1-9]\\d*\r\n.*\r\n\r\n"));
    }

    @Test
    void connectionServesRequestsOneAfterTheOther() throws Exception {
        try (Socket client = served.connect()) {
            for (int i = 0; i < 100; i++) {
                send(client, "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
                assertTrue(answer(client).endsWith("\r\n\r\ncontent of a\n"));
            }
        }
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInOrder() throws Exception {
        String answers = ask("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n".repeat(500)
                + "GET /b HTTP/1.1\r\nHost: x\r\n\r\n\r\n"
                + "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertEquals(501, answers.split("HTTP/1.1 200 OK", -1).length - 1);
        assertTrue(answers.matches("(?s).*content of a\nHTTP/1.1 404 Not Found.*<p>index\n"), answers);
    }

    @Test
    void clientThatHalfClosesGetsItsAnswer() throws Exception {
        try (Socket client = served.connect()) {
            send(client, "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
            client.shutdownOutput();

            assertTrue(rest(client).endsWith("content of a\n"));
        }
    }

    @Test
    void oldClientIsLeftAfterTheAnswerUnlessItAsksToStay() throws Exception {
        assertTrue(ask("GET /a.txt HTTP/1.0\r\n\r\n").contains("\r\nConnection: close\r\n"));

        try (Socket client = served.connect()) {
            for (int i = 0; i < 2; i++) {
                send(client, "GET /a.txt HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
                assertTrue(answer(client).contains("\r\nConnection: keep-alive\r\n"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 206, 0-0, c",
        "bytes=3-6, 206, 3-6, tent",
        "bytes=8-, 206, 8-12, of a|",
        "bytes=8-999, 206, 8-12, of a|",
        "bytes=-2, 206, 11-12, a|",
        "bytes=-99, 206, 0-12, content of a|",
        "bytes=13-, 416, *, ",
        "bytes=-0, 416, *, ",
        "bytes=5-3, 200, , content of a|",
        "'bytes=0-1,3-4', 200, , content of a|",
        "bytes=-, 200, , content of a|",
        "lines=1-2, 200, , content of a|",
    })
    void partOfAFileCanBeHad(String range, int status, String told, String content) throws Exception {
        String answer = ask("GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: " + range + "\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertEquals(told != null, answer.contains("\r\nContent-Range: bytes " + told + "/13\r\n"), answer);
        if (content != null) {
            assertTrue(answer.endsWith("\r\n\r\n" + content.replace('|', '\n')), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'If-Modified-Since: Mon, 03 Feb 2020 04:05:06 GMT', 304",
        "'If-Modified-Since: Monday, 03-Feb-20 04:05:06 GMT', 304",
        "'If-Modified-Since: Mon Feb  3 04:05:06 2020', 304",
        "'If-Modified-Since: Mon, 03 Feb 2020 04:05:05 GMT', 200",
        "'If-Modified-Since: yesterday', 200",
        "'If-None-Match: \"5e379bf2.29b92700.d\"', 304",
        "'If-None-Match: \"x\", W/\"5e379bf2.29b92700.d\"', 304",
        "If-None-Match: *, 304",
        "'If-None-Match: \"x\"', 200",
        "'If-Match: \"5e379bf2.29b92700.d\"', 200",
        "'If-Match: \"x\"', 412",
        "'If-Unmodified-Since: Mon, 03 Feb 2020 04:05:06 GMT', 200",
        "'If-Unmodified-Since: Mon, 03 Feb 2020 04:05:05 GMT', 412",
    })
    void fileThatTheClientHasIsNotSentAgain(String field, int status) throws Exception {
        String answer = ask("GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + field + "\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertEquals(status == 200, answer.endsWith("content of a\n"), answer);
        assertEquals(status == 304, !answer.contains("Content-Length"), answer);
    }

    @Test
    void rangeOfAnotherStateOfTheFileIsAllOfIt() throws Exception {
        String request = "GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes=0-1\r\nIf-Range: ";

        assertTrue(ask(request + "\"5e379bf2.29b92700.d\"\r\n\r\n").endsWith("\r\n\r\nco"));
        assertTrue(ask(request + "\"x\"\r\n\r\n").endsWith("content of a\n"));
        assertTrue(ask(request + "Mon, 03 Feb 2020 04:05:06 GMT\r\n\r\n").endsWith("content of a\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200",
        "/a.txt?query, 200",
        "/%61.txt, 200",
        "/./folder//../a.txt, 403",
        "/.//a.txt, 200",
        "http://other/a.txt, 200",
        "HTTP://other, 200",
        "//a.txt, 200",
        "//etc/passwd, 404",
        "/b, 404",
        "/a.txt/, 404",
        "/folder, 301",
        "/folder/, 403",
        "/../a.txt, 403",
        "/%2e%2e/a.txt, 403",
        "/folder/..%2f..%2fa.txt, 403",
        "/.., 403",
        "/..., 404",
        "/a.txt%00, 400",
        "/a.txt%00.html, 400",
        "/%, 400",
        "/%4, 400",
        "/%4g, 400",
        "/%-1, 400",
        "/%ff, 400",
        "/%c0%ae%c0%ae/a.txt, 400",
        "/\u00e4, 400",
        "a.txt, 400",
        "*, 400",
        "ftp://x/a.txt, 400",
    })
    void pathStaysBelowTheRoot(String target, int status) throws Exception {
        String answer = ask("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }

    @Test
    void folderIsToldOfItsSlashAndOfNoOtherServer() throws Exception {
        String end = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

        assertTrue(ask("GET /folder" + end).contains("\r\nLocation: /folder/\r\n"));
        assertTrue(ask("GET //folder?q" + end).contains("\r\nLocation: /folder/\r\n"));
        Files.createDirectory(root.resolve("other.example"));
        assertTrue(ask("GET //other.example" + end).contains("\r\nLocation: /other.example/\r\n"));
        Files.createDirectory(root.resolve("a b\n"));
        assertTrue(ask("GET /a%20b%0A" + end).contains("\r\nLocation: /a%20b%0A/\r\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | GET /a.txt~",
                "400 | GET  HTTP/1.1~Host: x~~",
                "400 | GET /a.txt HTTP/1.1~~",
                "400 | GET /a.txt HTTP/1.1~Host: x~Host: x~~",
                "400 | GET /a.txt HTTP/1.1~Host: x y~~",
                "400 | GET /a.txt HTTP/1.1~Host: x~no colon~~",
                "400 | GET /a.txt HTTP/1.1~Host : x~~",
                "400 | GET /a.txt HTTP/1.1~Host: x~ folded~~",
                "400 | GET /a.txt HTTP/1.1~Host: x~: nameless~~",
                "400 | GET /a.txt HTTP/1.1~Host: x\u0000~~",
                "400 | GET /a.txt HTTP/1.1~Host: x\ry~~",
                "400 | GET /a.txt http/1.1~Host: x~~",
                "400 | GET /a.txt HTTP/1.10~Host: x~~",
                "400 | G(T /a.txt HTTP/1.1~Host: x~~",
                "400 | GET /a.txt HTTP/1.1~Host: x~Content-Length: 1~Content-Length: 2~~12",
                "400 | GET /a.txt HTTP/1.1~Host: x~Content-Length: -1~~",
                "400 | GET /a.txt HTTP/1.1~Host: x~Content-Length: +1~~1",
                "400 | GET /a.txt HTTP/1.1~Host: x~Content-Length: 1~Transfer-Encoding: chunked~~0~~",
                "400 | GET /a.txt HTTP/1.0~Transfer-Encoding: chunked~~0~~",
                "400 | GET /a.txt HTTP/1.1~Host: x~Transfer-Encoding: chunked~~zz~~",
                "400 | GET /a.txt HTTP/1.1~Host: x~Transfer-Encoding: chunked~~1~abc~0~~",
                "400 | GET /a.txt HTTP/1.1~Host: x~Transfer-Encoding: chunked~~-1~~",
                "400 | GET /a.txt HTTP/1.1~Host: x~Transfer-Encoding: chunked~~1234567890abcdef0~~",
                "405 | POST /a.txt HTTP/1.1~Host: x~Content-Length: 3~~abc",
                "405 | DELETE /a.txt HTTP/1.1~Host: x~Connection: close~~",
                "405 | CONNECT a:1 HTTP/1.1~Host: x~Connection: close~~",
                "405 | OPTIONS * HTTP/1.1~Host: x~Connection: close~~",
                "413 | GET /a.txt HTTP/1.1~Host: x~Content-Length: 1048577~~",
                "413 | GET /a.txt HTTP/1.1~Host: x~Content-Length: 999999999999999999~~",
                "413 | GET /a.txt HTTP/1.1~Host: x~Transfer-Encoding: chunked~~fffffffffffffff~",
                "417 | GET /a.txt HTTP/1.1~Host: x~Expect: 200-ok~~",
                "501 | BREW /a.txt HTTP/1.1~Host: x~~",
                "501 | GET /a.txt HTTP/1.1~Host: x~Transfer-Encoding: gzip, chunked~~0~~",
                "505 | GET /a.txt HTTP/2.0~Host: x~~",
                "505 | PRI * HTTP/2.0~",
            })
    void whatCannotBeAnsweredIsRefusedAndEndsTheConnection(int status, String request) throws Exception {
        String answer = ask(request.replace("~", "\r\n"));

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
        assertEquals(status == 405, answer.contains("\r\nAllow: GET, HEAD\r\n"), answer);
        assertEquals(1, answer.split("\r\nDate: ", -1).length - 1, answer);
    }

    @Test
    void lineFeedAloneEndsALineToo() throws Exception {
        assertTrue(ask("GET /a.txt HTTP/1.1\nHost: x\nConnection: close\n\n").endsWith("content of a\n"));
    }

    @Test
    void headIsLimited() throws Exception {
        assertRefused(414, "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertRefused(414, "a".repeat(200_000));
        assertRefused(431, "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(9_000) + "\r\n\r\n");
        assertRefused(431, "GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(100) + "\r\n");
        assertRefused(431, "GET / HTTP/1.1\r\nHost: x\r\n" + ("A: " + "a".repeat(8_000) + "\r\n").repeat(5) + "\r\n");
        assertTrue(ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + "A: b\r\n".repeat(98) + "\r\n")
                .startsWith("HTTP/1.1 200 "));
    }

    private void assertRefused(int status, String request) throws IOException {
        String answer = ask(request);

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
    }

    @Test
    void bodyOfARequestIsReadAndForgotten() throws Exception {
        String answers = ask("GET /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nGET / HTT"
                + "GET /a.txt HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
                + "HEAD /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        assertEquals(3, answers.split("HTTP/1.1 200 OK", -1).length - 1, answers);
        assertFalse(answers.contains("HTTP/1.1 4"), answers);
    }

    @Test
    void clientThatWaitsToSendItsBodyIsAnsweredAtOnce() throws Exception {
        String answer = ask("GET /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 200 OK"), answer);
        assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
    }

    @Test
    void largeFileComesAsItIs() throws Exception {
        byte[] content = new byte[3_000_001];
        new Random(1).nextBytes(content);
        Files.write(root.resolve("large.bin"), content);
        try (Socket client = served.connect()) {
            send(client, "GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
            byte[] answer = answer(client).getBytes(ISO_8859_1);

            assertArrayEquals(content, Arrays.copyOfRange(answer, answer.length - content.length, answer.length));

            send(
                    client,
                    "GET /large.bin HTTP/1.1\r\nHost: x\r\nRange: bytes=1000000-2999999\r\nConnection: close\r\n\r\n");
            byte[] part = rest(client).getBytes(ISO_8859_1);

            assertArrayEquals(
                    Arrays.copyOfRange(content, 1_000_000, 3_000_000),
                    Arrays.copyOfRange(part, part.length - 2_000_000, part.length));
        }
    }

    @Test
    void emptyFileHasAnEmptyBody() throws Exception {
        write("empty.json", "");

        String answer = ask("GET /empty.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertTrue(answer.contains("\r\nContent-Type: application/json\r\n"), answer);
        assertTrue(answer.contains("\r\nContent-Length: 0\r\n"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a.txt HT",
                "GET /a.txt HTTP/1.1\r\nHos",
                "GET /a.txt HTTP/1.1\r\nHost: x\r\n",
                "GET /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc"
            })
    void requestThatDoesNotEndIsToldSoAfterAWhile(String request) throws Exception {
        try (Served impatient = serveClosed(Duration.ofMillis(100));
                Socket client = impatient.connect()) {
            send(client, request);
            impatient.open();

            assertTrue(rest(client).startsWith("HTTP/1.1 408 "));
        }
    }

    @Test
    void clientThatAsksNothingIsLeftWithoutAWord() throws Exception {
        try (Served impatient = serve(Duration.ofMillis(100));
                Socket client = impatient.connect()) {
            assertEquals("", rest(client));
        }
    }

    @Test
    void clientThatDoesNotReadHarmsNoOtherAndIsLeft() throws Exception {
        Files.write(root.resolve("large.bin"), new byte[30_000_000]);
        try (Served impatient = serveClosed(Duration.ofMillis(300));
                Socket lazy = impatient.connect();
                Socket other = impatient.connect()) {
            send(lazy, "GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
            send(other, "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
            impatient.open();

            assertTrue(answer(other).endsWith("content of a\n"));
            // Who is left after as long as the lazy one has, and later, shows that its time is over.
            assertEquals("", rest(other));
            try (Socket last = impatient.connect()) {
                assertEquals("", rest(last));
            }
            assertTrue(countOrReset(lazy) < 30_000_000);
        }
    }

    @Test
    void serverGoesOnWhenClientsBreakOff() throws Exception {
        Files.write(root.resolve("large.bin"), new byte[5_000_000]);
        for (int i = 0; i < 20; i++) {
            try (Socket client = served.connect()) {
                send(client, "GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
                client.getInputStream().read();
                client.setSoLinger(true, 0);
            }
        }

        assertTrue(ask("GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .endsWith("content of a\n"));
    }

    private String ask(String request) throws IOException {
        try (Socket client = served.connect()) {
            send(client, request);
            return rest(client);
        }
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String rest(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
    }

    private static long countOrReset(Socket client) {
        long count = 0;
        byte[] buffer = new byte[65_536];
        try {
            for (int n = 0; n >= 0; n = client.getInputStream().read(buffer)) {
                count += n;
            }
        } catch (IOException e) {
            return count; // the server had to break it off
        }
        return count;
    }

    /** One answer that has a length, whole. */
    private static String answer(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            assertTrue(c >= 0, head.toString());
            head.append((char) c);
        }
        int length = Integer.parseInt(head.toString().replaceAll("(?s).*\r\nContent-Length: (\\d+)\r\n.*", "$1"));
        return head + new String(in.readNBytes(length), ISO_8859_1);
    }
}
