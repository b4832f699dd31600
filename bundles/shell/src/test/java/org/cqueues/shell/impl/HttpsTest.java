package org.cqueues.shell.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.Identity;
import org.cqueues.tls.TlsContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server and the client over TLS, with each other. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class HttpsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path root;

    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Sockets sockets = Sockets.open(kernel, controllers);
    private final TlsContexts contexts = TlsContexts.open();
    private final Identity identity = contexts.selfSigned("localhost", "127.0.0.1");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Served served;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(root.resolve("a.txt"), "content of a\n");
        Files.writeString(root.resolve("large.txt"), "0123456789".repeat(100_000));
        served = serve(LONG);
    }

    private Served serve(Duration patience) throws Exception {
        TlsOptions tls = TlsOptions.of(contexts.server(identity));
        return Served.start(
                services -> new HttpServer(
                        services.controllers(), services.sockets(), documents(), Optional.of(tls), patience),
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
    void stop() {
        served.close();
        sockets.close();
        controllers.close();
        kernel.close();
        contexts.close();
        assertEquals("", served.errors());
    }

    private String get(String path, ClientOptions trusted, String host) throws Exception {
        HttpUrl url = HttpUrl.parse("https://127.0.0.1:" + served.port() + path);
        TlsOptions tls = TlsOptions.builder()
                .context(contexts.client(trusted))
                .serverName(host)
                .verify(trusted.verify())
                .build();
        try (HttpGet get = new HttpGet(controllers, sockets, url, tls, LONG)) {
            get.run(new PrintStream(out), false);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private ClientOptions trusting() {
        return ClientOptions.builder().authority(identity.certificate()).build();
    }

    @Test
    void fileComesThroughTls() throws Exception {
        assertEquals("content of a\n", get("/a.txt", trusting(), "localhost"));
    }

    @Test
    void largeFileComesThroughTlsAsItIs() throws Exception {
        assertEquals("0123456789".repeat(100_000), get("/large.txt", trusting(), "127.0.0.1"));
    }

    @Test
    void serverThatNobodyVouchesForIsRefused() {
        assertThrows(
                SSLException.class, () -> get("/a.txt", ClientOptions.builder().build(), "localhost"));
        assertEquals(0, out.size());
    }

    @Test
    void serverOfAnotherNameIsRefused() {
        assertThrows(SSLException.class, () -> get("/a.txt", trusting(), "other.example"));
        assertEquals(0, out.size());
    }

    @Test
    void whoDoesNotVerifyTakesAnyServer() throws Exception {
        ClientOptions any = ClientOptions.builder().verify(false).build();

        assertEquals("content of a\n", get("/a.txt", any, "other.example"));
    }

    @Test
    void clientThatDoesNotFinishTheHandshakeIsLeftAndHarmsNoOther() throws Exception {
        try (Served impatient = serve(Duration.ofMillis(300));
                Socket silent = impatient.connect();
                Socket clear = served.connect()) {
            clear.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("content of a\n", get("/a.txt", trusting(), "localhost"));
            assertEquals(-1, silent.getInputStream().read());
        }
    }

    @Test
    void clientInClearGetsNoAnswerInClear() throws Exception {
        HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + served.port() + "/a.txt");

        assertThrows(IOException.class, () -> {
            try (HttpGet get = new HttpGet(controllers, sockets, url, TlsOptions.defaults(), LONG)) {
                get.run(new PrintStream(out), false);
            }
        });
        assertEquals(0, out.size());
    }
}
