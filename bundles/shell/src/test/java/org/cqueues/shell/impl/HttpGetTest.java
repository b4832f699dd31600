package org.cqueues.shell.impl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the answers of a server that says what the test tells it to. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class HttpGetTest {
    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Sockets sockets = Sockets.open(kernel, controllers);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        sockets.close();
        controllers.close();
        kernel.close();
    }

    /** Answers one request, whatever it is, and ends the stream. The request up to its empty line is what comes of it. */
    private CompletableFuture<String> serve(byte[] answer) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket client = server.accept()) {
                StringBuilder request = new StringBuilder();
                while (request.indexOf("\r\n\r\n") < 0) {
                    request.append((char) client.getInputStream().read());
                }
                client.getOutputStream().write(answer);
                client.shutdownOutput();
                readToEnd(client);
                return request.toString();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** A client that has enough may break off. */
    private static void readToEnd(Socket client) {
        try {
            client.getInputStream().read();
        } catch (IOException e) {
            return;
        }
    }

    private HttpGet get(String path, Duration patience) throws UsageException {
        String url = "http://127.0.0.1:" + server.getLocalPort() + path;
        return new HttpGet(controllers, sockets, HttpUrl.parse(url), TlsOptions.defaults(), patience);
    }

    private void fetch(String answer, boolean withHead) throws Exception {
        CompletableFuture<String> served = serve(answer.getBytes(ISO_8859_1));
        try (HttpGet get = get("/", Duration.ofSeconds(10))) {
            get.run(new PrintStream(out), withHead);
        } finally {
            served.join();
        }
    }

    private String failure(String answer) {
        return assertThrows(IOException.class, () -> fetch(answer, false))
                .getMessage()
                .replace("127.0.0.1:" + server.getLocalPort(), "SERVER");
    }

    @Test
    void requestSaysWhatIsWantedAndOfWhom() throws Exception {
        CompletableFuture<String> request = serve("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));
        try (HttpGet get = get("/a%20b?c=d#e", Duration.ofSeconds(10))) {
            get.run(new PrintStream(out), false);
        }

        assertTrue(
                request.join()
                        .matches("GET /a%20b\\?c=d HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort()
                                + "\r\nUser-Agent: cqueues/\\S+\r\nAccept: \\*/\\*\r\nConnection: close\r\n\r\n"),
                request.join());
        assertEquals(0, out.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more that is none of it",
                "HTTP/1.0 200 OK\r\n\r\nhello",
                "HTTP/1.1 200\nServer: x\n\nhello",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n04;x=y\r\nello\r\n0\r\nT: u\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello",
            })
    void bodyEndsWhereTheHeadSays(String answer) throws Exception {
        fetch(answer, false);

        assertEquals("hello", out.toString(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void someAnswersHaveNoBody(String status) throws Exception {
        fetch("HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\n", false);

        assertEquals("", out.toString(ISO_8859_1));
    }

    @Test
    void headIsPrintedOnDemand() throws Exception {
        fetch("HTTP/1.1 200 OK\r\nA:  b \r\nContent-Length: 2\r\nA: c\r\n\r\nhi", true);

        assertEquals("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\nA: c\r\n\r\nhi", out.toString(ISO_8859_1));
    }

    @Test
    void everyByteIsPrintedAsItCame() throws Exception {
        byte[] body = new byte[300_000];
        new Random(1).nextBytes(body);
        fetch("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + new String(body, ISO_8859_1), false);

        assertArrayEquals(body, out.toByteArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | SERVER closed the connection without an answer",
                "SSH-2.0-x~ | SERVER does not speak HTTP",
                "HTTP/2 200~~ | SERVER does not speak HTTP",
                "HTTP/1.1 2000 OK~~ | SERVER does not speak HTTP",
                "HTTP/1.1 200 OK~A: b~ | the answer of SERVER is broken: the stream ended within the head",
                "HTTP/1.1 200 OK | the answer of SERVER is broken: the stream ended within a line",
                "HTTP/1.1 200 OK~Content-Length: 6~~hello"
                        + " | the answer of SERVER is broken: the stream ended within the body",
                "HTTP/1.1 200 OK~Content-Length: x~~hello"
                        + " | the answer of SERVER is broken: Content-Length is not one number of bytes",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hel"
                        + " | the answer of SERVER is broken: the stream ended within the body",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hello~"
                        + " | the answer of SERVER is broken: the stream ended within the body",
                "HTTP/1.1 200 OK~Transfer-Encoding: br~~"
                        + " | the answer of SERVER is broken: the only transfer coding known is chunked",
            })
    void answerThatIsNoneOrNotWholeIsAFailure(String answer, String message) {
        assertEquals(message, failure(answer.replace("~", "\r\n")));
    }

    @Test
    void answerWithoutEndOfItsHeadIsGivenUp() {
        assertEquals(
                "the answer of SERVER is broken: the head is too long",
                failure("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(101)));
        assertEquals(
                "the answer of SERVER is broken: a line is longer than 8192 bytes",
                failure("HTTP/1.1 200 OK\r\nA: " + "b".repeat(9_000)));
    }

    @Test
    void serverThatIsSilentIsGivenUp() throws Exception {
        try (HttpGet get = get("/", Duration.ofMillis(50))) {
            IOException failure = assertThrows(IOException.class, () -> get.run(new PrintStream(out), false));

            assertEquals("127.0.0.1:" + server.getLocalPort() + " did nothing for 0 s", failure.getMessage());
        }
    }

    @Test
    void outputThatTakesNoMoreIsAFailure() {
        serve("HTTP/1.1 200 OK\r\n\r\nhello".getBytes(ISO_8859_1));
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("full");
            }
        });

        IOException failure = assertThrows(IOException.class, () -> {
            try (HttpGet get = get("/", Duration.ofSeconds(10))) {
                get.run(full, false);
            }
        });

        assertEquals("the output takes no more", failure.getMessage());
    }

    @Test
    void closingItIsAnInterruption() throws Exception {
        HttpGet get = get("/", Duration.ofSeconds(30));
        CompletableFuture<Throwable> end = CompletableFuture.supplyAsync(
                () -> assertThrows(IOException.class, () -> get.run(new PrintStream(out), false)));
        server.accept().getInputStream().read(); // it has asked
        get.close();

        assertEquals("interrupted", end.join().getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "http://a, false, a, 80, a, /",
        "HTTPS://a:443/, true, a, 443, a, /",
        "https://a:80/b?c, true, a, 80, a:80, /b?c",
        "http://a?c, false, a, 80, a, /?c",
        "http://[::1]:8080/x, false, ::1, 8080, [::1]:8080, /x",
        "http://a/ä, false, a, 80, a, /%C3%A4",
        "http://a:/b, false, a, 80, a, /b",
    })
    void urlNamesServerAndTarget(String url, boolean secure, String host, int port, String authority, String target)
            throws Exception {
        assertEquals(new HttpUrl(secure, host, port, authority, target), HttpUrl.parse(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "/a", "ftp://a/", "http:///a", "http://a b/", "http://u@a/", "http://a:70000/", "http:a"
            })
    void whatIsNoUrlIsRefused(String url) {
        assertThrows(UsageException.class, () -> HttpUrl.parse(url));
    }
}
