package org.cqueues.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.CoroutineException;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;
import org.cqueues.socket.TlsSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets over TLS with the contexts that are made here. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // an interrupt cannot end a native wait
class SocketTest {
    private final TlsContexts tls = TlsContexts.open();
    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Sockets sockets = Sockets.open(kernel, controllers, tls);
    private final Controller loop = controllers.create();
    private final Identity identity = tls.selfSigned("localhost", "127.0.0.1");

    private interface End {
        void run(Socket socket) throws Exception;
    }

    @AfterEach
    void close() {
        sockets.close();
        controllers.close();
        kernel.close();
        tls.close();
    }

    /** Runs a client and a server, each in a coroutine. */
    private void run(End client, End server) throws Exception {
        Socket listener = sockets.listen("127.0.0.1", 0).listen();
        int port = listener.localname().port();
        loop.wrap(() -> {
            try (Socket socket = sockets.connect("127.0.0.1", port)) {
                client.run(socket);
            }
        });
        loop.wrap(() -> {
            try (Socket socket = listener.accept()) {
                server.run(socket);
            }
        });
        try {
            loop.loop();
        } catch (CoroutineException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        } finally {
            listener.close();
        }
    }

    private SSLContext trusting(String... protocols) throws Exception {
        return tls.client(ClientOptions.builder()
                .authority(identity.certificate())
                .protocols(protocols)
                .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void linesGoBothWaysAndTheEndIsSeen(String version) throws Exception {
        SSLContext clients = trusting(version);
        run(
                client -> {
                    client.starttls(clients);
                    assertEquals(version, client.checktls().orElseThrow().version());
                    client.write("hello\n");
                    assertEquals("hello to you", client.read());
                    client.shutdown("w"); // which with BCJSSE ends the other direction too
                },
                server -> {
                    server.starttls(tls.server(identity));
                    assertEquals("hello", server.read());
                    server.write("hello to you\n");
                    assertNull(server.read());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void muchGoesBothWaysAtOnce(String version) throws Exception {
        byte[] much = new byte[3_000_000];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31 >> 3);
        }
        SSLContext clients = trusting(version);
        run(
                client -> {
                    client.starttls(clients);
                    exchange(client, much);
                },
                server -> {
                    server.starttls(tls.server(identity));
                    exchange(server, much);
                });
    }

    /** Writes in a coroutine of its own while it reads. */
    private void exchange(Socket socket, byte[] much) throws Exception {
        socket.setmode("b", "b");
        var writer = loop.wrap(() -> {
            socket.output().write(much);
            socket.flush();
        });
        assertArrayEquals(much, socket.readBytes(Format.bytes(much.length)));
        writer.join();
    }

    private static SSLException refused(End end, Socket socket) {
        return assertThrows(SSLException.class, () -> {
            end.run(socket);
            socket.read();
        });
    }

    @Test
    void nameOfAnotherHostIsRefusedAndTold() throws Exception {
        SSLContext clients = trusting();
        TlsOptions options =
                TlsOptions.builder().context(clients).serverName("example.org").build();
        run(
                client -> {
                    SSLException refusal = refused(socket -> socket.starttls(options), client);
                    assertTrue(refusal.getMessage().contains("example.org"), refusal.getMessage());
                },
                server -> refused(socket -> socket.starttls(tls.server(identity)), server));
    }

    @Test
    void defaultContextIsOursAndDoesNotKnowUs() throws Exception {
        run(
                client -> {
                    SSLException refusal = refused(Socket::starttls, client);
                    assertTrue(causes(refusal).contains("bouncycastle"), causes(refusal));
                },
                server -> refused(socket -> socket.starttls(tls.server(identity)), server));
    }

    private static String causes(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            all.append(at).append('\n').append(Arrays.toString(at.getStackTrace()));
        }
        return all.toString();
    }

    @Test
    void withoutVerificationAnyServerWillDo() throws Exception {
        run(
                client -> {
                    client.starttls(TlsOptions.builder().verify(false).build());
                    assertEquals("x", client.read());
                },
                server -> server.starttls(tls.server(identity)).write("x\n").flush());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void certificateOfTheClientIsDemandedByTheContext(String version) throws Exception {
        Identity authority =
                tls.selfSigned(CertificateOptions.builder().authority("Clients").build());
        Identity known = tls.issue(
                authority, CertificateOptions.builder().name("client.example").build());
        SSLContext servers = tls.server(ServerOptions.builder()
                .identity(identity)
                .clientAuthorities(authority.chain())
                .build());
        SSLContext clients = tls.client(ClientOptions.builder()
                .authority(identity.certificate())
                .identity(known)
                .protocols(version)
                .build());

        run(client -> assertEquals("welcome", client.starttls(clients).read()), server -> {
            TlsSession session = server.starttls(servers).checktls().orElseThrow();
            assertEquals(known.certificate(), session.session().getPeerCertificates()[0]);
            server.write("welcome\n").flush();
        });
        run(
                client -> refused(socket -> socket.starttls(trusting(version)), client),
                server -> refused(socket -> socket.starttls(servers), server));
    }

    @Test
    void keyAndProtocolAreChosenByWhatTheClientWants() throws Exception {
        Identity other = tls.selfSigned("other.example");
        SSLContext clients = tls.client(ClientOptions.builder()
                .authority(identity.certificate())
                .authority(other.certificate())
                .build());
        TlsOptions wanting = TlsOptions.builder()
                .context(clients)
                .serverName("other.example")
                .alpn("h2", "http/1.1")
                .build();
        TlsOptions having = TlsOptions.builder()
                .context(tls.server(identity, other))
                .alpn("http/1.1")
                .build();
        run(
                client -> {
                    TlsSession session = client.starttls(wanting).checktls().orElseThrow();
                    assertEquals(other.certificate(), session.session().getPeerCertificates()[0]);
                    assertEquals("http/1.1", session.applicationProtocol().orElseThrow());
                    client.read();
                },
                server -> server.starttls(having).shutdown("w"));
    }

    @Test
    void streamThatIsCutIsSeen() throws Exception {
        SSLContext clients = trusting();
        run(
                client -> {
                    client.starttls(clients);
                    assertEquals("one", client.read());
                    assertThrows(SSLException.class, client::read);
                },
                server -> {
                    server.starttls(tls.server(identity));
                    server.write("one\n").flush();
                    cut(server);
                });
    }

    /** Ends the stream below TLS, so that no close_notify is sent. */
    private void cut(Socket socket) throws IOException {
        Socket below = sockets.dup(socket);
        below.shutdown("w");
        below.close();
    }

    @Test
    void tlsBeginsInMidStream() throws Exception {
        SSLContext clients = trusting();
        run(
                client -> {
                    client.write("STARTTLS\n");
                    assertEquals("220 go", client.read());
                    client.starttls(clients).write("secret\n").flush();
                    assertEquals("known", client.read());
                },
                server -> {
                    assertEquals("STARTTLS", server.read());
                    server.write("220 go\n").flush();
                    server.starttls(tls.server(identity));
                    assertEquals("secret", server.read());
                    server.write("known\n").flush();
                });
    }

    @Test
    void plaintextInFrontOfTheHandshakeIsRefused() throws Exception {
        SSLContext clients = trusting();
        run(
                client -> {
                    client.write("STARTTLS\ninjected\n").flush();
                    assertThrows(SSLException.class, () -> client.starttls(clients));
                },
                server -> {
                    assertEquals("STARTTLS", server.read());
                    assertThrows(SSLException.class, () -> server.starttls(tls.server(identity)));
                });
    }

    @Test
    void engineOfAnotherProviderIsUnderstood() throws Exception {
        SSLContext jdk = SSLContext.getInstance("TLS");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", identity.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        jdk.init(null, trust.getTrustManagers(), null);
        run(
                client -> {
                    client.starttls(TlsOptions.of(jdk));
                    client.write("ping\n");
                    assertEquals("pong", client.read());
                },
                server -> {
                    server.starttls(tls.server(identity));
                    assertEquals("ping", server.read());
                    server.write("pong\n").flush();
                });
    }
}
