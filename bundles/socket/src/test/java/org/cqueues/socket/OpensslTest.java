package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with the openssl program at the other end. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class OpensslTest {
    @TempDir
    static Path directory;

    private static String authority;

    private World world;

    @BeforeAll
    static void convert() throws Exception {
        Openssl.require();
        for (String name : List.of("authority", "server", "other", "expired", "stranger", "client")) {
            Openssl.pem(directory, name);
        }
        authority = pem("authority");
    }

    private static String pem(String name) {
        return directory.resolve(name + ".pem").toString();
    }

    private static String flag(String version) {
        return version.equals("TLSv1.2") ? "-tls1_2" : "-tls1_3";
    }

    @BeforeEach
    void open() {
        world = new World();
    }

    @AfterEach
    void close() {
        world.close();
    }

    // s_server.

    private Openssl server(String key, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "s_server", "-accept", "127.0.0.1:0", "-cert", pem(key), "-key", pem(key), "-cert_chain", pem(key)));
        arguments.addAll(List.of(more));
        return Openssl.run(arguments.toArray(String[]::new));
    }

    private Socket clientOf(int port) {
        return world.sockets.connect("127.0.0.1", port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerAnswers(String version) throws Exception {
        try (Openssl server = server("server", "-rev", flag(version))) {
            Socket client = clientOf(server.port()).starttls(Keys.trusting());
            assertEquals(version, client.checktls().orElseThrow().version());
            client.write("hello\n");
            assertEquals("olleh", client.read());
            client.close();
        }
    }

    private String refused(String key, TlsOptions options) throws Exception {
        try (Openssl server = server(key)) {
            Socket client = clientOf(server.port());
            return assertThrows(SSLException.class, () -> client.starttls(options))
                    .getMessage();
        }
    }

    private static void assertTells(String told, String part) {
        assertTrue(told.contains(part), told);
    }

    @Test
    void aServerWithABadCertificateIsRefused() throws Exception {
        TlsOptions trusting = TlsOptions.of(Keys.trusting());
        assertTells(refused("other", trusting), "No subject alternative names matching IP address 127.0.0.1 found");
        assertTells(refused("expired", trusting), "PKIX path");
        assertTells(refused("stranger", trusting), "unable to find valid certification path");
        assertTells(refused("server", TlsOptions.defaults()), "unable to find valid certification path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatWantsACertificateGetsOne(String version) throws Exception {
        String[] wanting = {"-rev", "-Verify", "1", "-CAfile", authority, "-verify_return_error", flag(version)};
        try (Openssl server = server("server", wanting)) {
            int port = server.port();
            Socket nobody = clientOf(port);
            assertThrows(IOException.class, () -> {
                nobody.starttls(Keys.trusting());
                nobody.write("nobody\n");
                nobody.read();
            });
            Socket client = clientOf(port).starttls(Keys.with("client"));
            client.write("abc\n");
            assertTells(client.read(), "cba");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerResumes(String version) throws Exception {
        SSLContext context = Keys.trusting();
        try (Openssl server = server("server", "-rev", flag(version))) {
            int port = server.port();
            for (boolean resumed : new boolean[] {false, true}) {
                Socket client = clientOf(port).starttls(context);
                client.write("abc\n");
                assertTells(client.read(), "cba"); // and with it the tickets
                assertEquals(resumed, client.checktls().orElseThrow().resumed());
                client.close();
            }
        }
    }

    @Test
    void aServerChoosesAProtocol() throws Exception {
        try (Openssl server = server("server", "-alpn", "h2,http/1.1")) {
            TlsOptions offering = TlsOptions.builder()
                    .context(Keys.trusting())
                    .alpn("http/1.1", "h2")
                    .build();
            Socket client = clientOf(server.port()).starttls(offering);
            assertEquals(Optional.of("h2"), client.checktls().orElseThrow().applicationProtocol());
        }
    }

    @Test
    void aServerIsToldTheName() throws Exception {
        String[] two = {"-servername", "one.test", "-cert2", pem("server"), "-key2", pem("server")};
        try (Openssl server = server("other", two)) {
            TlsOptions named = TlsOptions.builder()
                    .context(Keys.trusting())
                    .serverName("one.test")
                    .build();
            clientOf(server.port()).starttls(named);
            server.hear("Hostname in TLS extension: \"one.test\"");
        }
    }

    @Test
    void aServersKeyUpdateIsAnswered() throws Exception {
        try (Openssl server = server("server", "-tls1_3")) {
            Socket client = clientOf(server.port()).starttls(Keys.trusting());
            client.write("before\n");
            server.hear("before");
            server.say("K\n");
            client.write("meanwhile\n");
            server.hear("meanwhile"); // it looks at its input first
            server.say("after\n");
            assertEquals("after", client.read());
            client.write("answered\n");
            server.hear("answered");
        }
    }

    @Test
    void aServerThatWantsToNegotiateAgainIsRefused() throws Exception {
        try (Openssl server = server("server", "-tls1_2")) {
            Socket client = clientOf(server.port()).starttls(Keys.trusting());
            client.write("before\n");
            server.hear("before");
            server.say("r\n");
            assertTells(
                    assertThrows(SSLException.class, client::read).getMessage(), "negotiate again, which is refused");
        }
    }

    @Test
    void aServerThatIsKilledHasCutTheStreamShort() throws Exception {
        try (Openssl server = server("server", "-tls1_3")) {
            Socket client = clientOf(server.port()).starttls(Keys.trusting());
            server.kill();
            assertThrows(IOException.class, client::read);
        }
    }

    // s_client.

    private Openssl client(Socket listener, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "s_client",
                "-connect",
                listener.localname().toString(),
                "-CAfile",
                authority,
                "-verify_return_error",
                "-nocommands"));
        arguments.addAll(List.of(more));
        return Openssl.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientIsAnswered(String version) throws Exception {
        Socket listener = world.listener();
        try (Openssl client =
                client(listener, flag(version), "-quiet", "-no_ign_eof", "-verify_hostname", "localhost")) {
            client.say("hello\n");
            Socket server = listener.accept().starttls(Keys.with("server"));
            assertEquals(version, server.checktls().orElseThrow().version());
            assertEquals("hello", server.read());
            server.write("hello to you\n");
            client.hear("hello to you");
            client.hush();
            assertNull(server.read());
            assertEquals(0, client.end());
        }
    }

    @Test
    void aClientRefusesAWrongHost() throws Exception {
        Socket listener = world.listener();
        try (Openssl client = client(listener, "-verify_hostname", "elsewhere.test")) {
            Socket server = listener.accept();
            assertThrows(SSLException.class, () -> server.starttls(Keys.with("server"))
                    .read());
            assertEquals(1, client.end());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientShowsItsCertificate(String version) throws Exception {
        TlsOptions needing = TlsOptions.builder()
                .context(Keys.with("server"))
                .clientAuth(TlsOptions.ClientAuth.NEED)
                .build();
        Socket listener = world.listener();
        try (Openssl client = client(listener, flag(version), "-cert", pem("client"), "-key", pem("client"))) {
            Socket server = listener.accept().starttls(needing);
            assertEquals(
                    "CN=client",
                    server.checktls().orElseThrow().session().getPeerPrincipal().getName());
            server.close();
            client.end();
        }
        try (Openssl client = client(listener, flag(version))) {
            Socket server = listener.accept();
            assertTells(
                    assertThrows(SSLException.class, () -> server.starttls(needing))
                            .getMessage(),
                    "Empty client certificate chain");
            client.end();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientResumes(String version) throws Exception {
        SSLContext context = Keys.with("server");
        String session = directory.resolve("session-" + version).toString();
        Socket listener = world.listener();
        for (boolean resumed : new boolean[] {false, true}) {
            try (Openssl client = client(listener, flag(version), resumed ? "-sess_in" : "-sess_out", session)) {
                Socket server = listener.accept().starttls(context);
                server.write("with tickets\n");
                assertEquals(resumed, server.checktls().orElseThrow().resumed());
                client.hear("with tickets");
                server.close();
                client.end();
            }
        }
    }

    @Test
    void aClientsNameAndProtocolAreSeen() throws Exception {
        Socket listener = world.listener();
        try (Openssl client = client(listener, "-servername", "one.test", "-alpn", "http/1.1,h2")) {
            TlsSession session = listener.accept()
                    .starttls(TlsOptions.builder()
                            .context(Keys.with("server"))
                            .alpn("h2")
                            .build())
                    .checktls()
                    .orElseThrow();
            client.hear("ALPN protocol: h2");
            assertEquals(List.of("one.test"), session.serverNames());
            assertEquals(Optional.of("h2"), session.applicationProtocol());
        }
    }

    @Test
    void aClientsKeyUpdateIsAnswered() throws Exception {
        Socket listener = world.listener();
        try (Openssl client =
                Openssl.run("s_client", "-connect", listener.localname().toString(), "-tls1_3", "-CAfile", authority)) {
            Socket server = listener.accept().starttls(Keys.with("server"));
            server.write("before\n");
            client.hear("before");
            client.say("K\n").hear("KEYUPDATE");
            client.say("after\n");
            assertEquals("after", server.read());
            server.write("answered\n");
            client.hear("answered");
        }
    }

    @Test
    void aClientThatWantsToNegotiateAgainIsRefused() throws Exception {
        Socket listener = world.listener();
        try (Openssl client =
                Openssl.run("s_client", "-connect", listener.localname().toString(), "-tls1_2", "-CAfile", authority)) {
            Socket server = listener.accept().starttls(Keys.with("server"));
            server.write("before\n");
            client.hear("before");
            client.say("R\n");
            assertThrows(SSLException.class, server::read);
        }
    }

    /** The client speaks SMTP in clear, says STARTTLS, and goes on in TLS. */
    @Test
    void aClientGoesIntoTlsInTheMiddleOfTheStream() throws Exception {
        Socket listener = world.listener();
        try (Openssl client = client(listener, "-starttls", "smtp", "-quiet", "-no_ign_eof")) {
            client.say("NOOP\n");
            Socket server = listener.accept();
            server.write("220 here\n");
            assertTells(server.read(), "EHLO");
            server.write("250-here\n250 STARTTLS\n");
            assertEquals("STARTTLS", server.read());
            server.write("220 go\n");
            server.starttls(Keys.with("server"));
            assertEquals("NOOP", server.read());
            server.write("250 done\n");
            client.hear("250 done");
        }
    }

    // Datagrams.

    @Test
    void aDtlsServerIsSpokenTo() throws Exception {
        try (Openssl server = server("server", "-dtls1_2")) {
            Socket client = world.sockets.connect(SocketOptions.builder()
                    .type(Type.DGRAM)
                    .host("127.0.0.1")
                    .port(server.port())
                    .build());
            client.starttls(Keys.of("DTLS", null));
            client.sendto("a datagram\n".getBytes(StandardCharsets.UTF_8), SocketName.UNSPECIFIED);
            server.hear("a datagram");
            server.say("another\n");
            assertEquals("another\n", client.recvfrom(100).text());
        }
    }

    @Test
    void aDtlsServerWithABadCertificateIsRefused() throws Exception {
        try (Openssl server = server("other", "-dtls1_2")) {
            Socket client = world.sockets.connect(SocketOptions.builder()
                    .type(Type.DGRAM)
                    .host("127.0.0.1")
                    .port(server.port())
                    .build());
            assertTells(
                    assertThrows(SSLException.class, () -> client.starttls(Keys.of("DTLS", null)))
                            .getMessage(),
                    "No subject alternative names matching IP address 127.0.0.1 found");
        }
    }

    @Test
    void aDtlsClientIsAnswered() throws Exception {
        Socket waiting = world.sockets.listen(SocketOptions.builder()
                .type(Type.DGRAM)
                .host("127.0.0.1")
                .port(0)
                .build());
        SocketName address = waiting.localname();
        try (Openssl client =
                Openssl.run("s_client", "-connect", address.toString(), "-dtls1_2", "-CAfile", authority, "-quiet")) {
            SocketName peer = waiting.recvfrom(1 << 16).from();
            Socket server = world.sockets.connect(SocketOptions.builder()
                    .type(Type.DGRAM)
                    .bind(address)
                    .name(peer)
                    .build());
            server.starttls(TlsOptions.builder()
                    .context(Keys.of("DTLS", "server"))
                    .role(TlsOptions.Role.SERVER)
                    .build());
            client.say("a datagram\n");
            assertEquals("a datagram\n", server.recvfrom(100).text());
            server.sendto("another\n".getBytes(StandardCharsets.UTF_8), SocketName.UNSPECIFIED);
            client.hear("another");
        }
    }
}
