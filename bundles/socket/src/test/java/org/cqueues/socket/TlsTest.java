package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS between two sockets of ours: what is negotiated and what is verified. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class TlsTest {
    private TlsWorld tls;

    @BeforeEach
    void open() throws Exception {
        tls = new TlsWorld();
    }

    @AfterEach
    void close() {
        tls.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void linesGoBothWays(String version) throws Exception {
        tls.version(version)
                .secured(
                        client -> {
                            assertEquals(
                                    version, client.checktls().orElseThrow().version());
                            client.write("hello\n");
                            assertEquals("hello to you", client.read());
                            client.shutdown("w");
                            assertNull(client.read());
                        },
                        server -> {
                            assertEquals("hello", server.read());
                            server.write("hello to you\n");
                            assertNull(server.read());
                            server.shutdown("w");
                        });
    }

    @Test
    void withoutTlsThereIsNothingToCheck() throws Exception {
        assertEquals(Optional.empty(), tls.world.sockets.pair().get(0).checktls());
    }

    // Verification.

    /** Both ends go into TLS and fail; what each was told. */
    private String[] failures() throws Exception {
        String[] told = new String[2];
        tls.plain(
                client -> {
                    SSLException e = assertThrows(SSLException.class, () -> {
                        client.starttls(tls.client.build());
                        client.read(); // where TLS 1.3 learns that the server has refused
                    });
                    told[0] = e.getMessage();
                },
                server -> {
                    SSLException e = assertThrows(SSLException.class, () -> {
                        server.starttls(tls.server.build());
                        server.read();
                    });
                    told[1] = e.getMessage();
                });
        return told;
    }

    private static void assertTells(String told, String part) {
        assertTrue(told.contains(part), told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateForAnotherHostIsRefused(String version) throws Exception {
        tls.version(version).server.context(Keys.with("other"));
        String[] told = failures();
        assertTells(told[0], "No subject alternative names matching IP address 127.0.0.1 found");
        assertTells(told[0], "TLS with 127.0.0.1:");
        assertTells(told[1], "TLS with 127.0.0.1:");
        assertTells(told[1], "Received fatal alert: certificate_unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anExpiredCertificateIsRefused(String version) throws Exception {
        tls.version(version).server.context(Keys.with("expired"));
        assertTells(failures()[0], "PKIX path validation failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anUnknownAuthorityIsRefused(String version) throws Exception {
        tls.version(version).server.context(Keys.with("stranger"));
        assertTells(failures()[0], "unable to find valid certification path");
    }

    @Test
    void theDefaultContextDoesNotKnowTheAuthorityOfTheTests() throws Exception {
        tls.client = TlsOptions.builder();
        assertTells(failures()[0], "unable to find valid certification path");
    }

    @Test
    void withoutVerificationAnyCertificateWillDo() throws Exception {
        tls.client = TlsOptions.builder().verify(false);
        tls.server.context(Keys.with("expired"));
        tls.secured(client -> client.write("trusting\n"), server -> assertEquals("trusting", server.read()));
    }

    @Test
    void theSocketsOptionsMayTurnVerificationOff() throws Exception {
        Socket listener = tls.world.listener();
        int port = listener.localname().port();
        SocketOptions options = SocketOptions.builder()
                .host("127.0.0.1")
                .port(port)
                .verify(false)
                .build();
        tls.world.run(
                () -> assertEquals(
                        "x", tls.world.sockets.connect(options).starttls().read()),
                () -> listener.accept().starttls(Keys.with("stranger")).write("x\n"));
    }

    @Test
    void aGivenContextChecksItsChainsInAnyCase() throws Exception {
        tls.client.verify(false);
        tls.server.context(Keys.with("stranger"));
        assertTells(failures()[0], "unable to find valid certification path");
    }

    @Test
    void aGivenContextWithoutVerificationComparesNoHost() throws Exception {
        tls.client.verify(false);
        tls.server.context(Keys.with("other"));
        tls.secured(client -> client.write("trusting\n"), server -> assertEquals("trusting", server.read()));
    }

    @Test
    void aClientThatKnowsNoHostHasToBeToldOne() throws Exception {
        List<Socket> pair = tls.world.sockets.pair();
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> pair.get(0).starttls(Keys.trusting()));
        assertTells(e.getMessage(), "give a server name, or verify(false)");

        tls.world.run(
                () -> pair.get(0)
                        .starttls(tls.client.serverName("one.test").build())
                        .write("found\n"),
                () -> assertEquals(
                        "found",
                        pair.get(1)
                                .starttls(
                                        tls.server.role(TlsOptions.Role.SERVER).build())
                                .read()));
    }

    @Test
    void aNameThatWasGivenIsWhatCounts() throws Exception {
        tls.client.serverName("two.test");
        assertTells(failures()[0], "No subject alternative DNS name matching two.test found");
        tls.server.context(Keys.with("other"));
        tls.secured(client -> client.write("found\n"), server -> assertEquals("found", server.read()));
    }

    @Test
    void aServerNeedsAContext() throws Exception {
        tls.plain(
                client -> {},
                server -> assertTells(
                        assertThrows(IllegalStateException.class, server::starttls)
                                .getMessage(),
                        "a TLS server needs a context with a key"));
    }

    @Test
    void aListenerIsNotSecured() throws Exception {
        assertThrows(IllegalStateException.class, () -> tls.world.listener().starttls(Keys.with("server")));
    }

    @Test
    void oldVersionsAreNotSpoken() throws Exception {
        tls.client.context(Keys.of("TLSv1.1", null));
        tls.plain(
                client -> assertTells(
                        assertThrows(SSLException.class, () -> client.starttls(tls.client.build()))
                                .getMessage(),
                        "neither TLS 1.2 nor 1.3"),
                server -> {});
    }

    @Test
    void aFailureIsToldToEveryOperationAndGivesTheDescriptorBack() throws Exception {
        tls.server.context(Keys.with("other"));
        tls.plain(
                client -> {
                    long before = World.openSockets();
                    SSLHandshakeException e =
                            assertThrows(SSLHandshakeException.class, () -> client.starttls(tls.client.build()));
                    assertEquals(before - 1, World.openSockets());
                    for (TlsWorld.End again : List.<TlsWorld.End>of(
                            socket -> socket.starttls(),
                            Socket::read,
                            socket -> socket.write("x\n"),
                            socket -> socket.recv(Format.LINE),
                            socket -> socket.send("x", 0, 1))) {
                        SSLHandshakeException other =
                                assertThrows(SSLHandshakeException.class, () -> again.run(client));
                        assertEquals(e.getMessage(), other.getMessage());
                    }
                    assertEquals(Optional.empty(), client.checktls());
                },
                server -> assertThrows(SSLException.class, () -> server.starttls(tls.server.build())
                        .read()));
    }

    // Negotiation.

    @Test
    void theNameReachesTheServer() throws Exception {
        tls.client.serverName("one.test");
        tls.secured(
                client -> assertEquals(List.of("one.test"), serverNames(client)),
                server -> assertEquals(List.of("one.test"), serverNames(server)));
    }

    private static List<String> serverNames(Socket socket) {
        return socket.checktls().orElseThrow().serverNames();
    }

    @Test
    void noNameIsSentIfThereIsToBeNone() throws Exception {
        tls.client.serverName("one.test").sendname(false);
        tls.secured(client -> {}, server -> assertEquals(List.of(), serverNames(server)));
    }

    @Test
    void anAddressIsNotSent() throws Exception {
        tls.secured(client -> {}, server -> assertEquals(List.of(), serverNames(server)));
    }

    @Test
    void theServersPreferredProtocolOfThoseOfferedIsChosen() throws Exception {
        tls.client.alpn("first", "second");
        tls.server.alpn("second", "first");
        TlsWorld.End both = socket -> assertEquals(
                Optional.of("second"), socket.checktls().orElseThrow().applicationProtocol());
        tls.secured(both, both);
    }

    @Test
    void withoutACommonProtocolThereIsNoTls() throws Exception {
        tls.client.alpn("first");
        tls.server.alpn("second");
        assertTells(failures()[0], "no_application_protocol");
    }

    @Test
    void whoOffersNoProtocolGetsNone() throws Exception {
        tls.server.alpn("second");
        TlsWorld.End both = socket ->
                assertEquals(Optional.empty(), socket.checktls().orElseThrow().applicationProtocol());
        tls.secured(both, both);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientShowsItsCertificate(String version) throws Exception {
        tls.version(version).client.context(Keys.with("client"));
        tls.server.clientAuth(TlsOptions.ClientAuth.NEED);
        tls.secured(
                client -> client.write("it is me\n"),
                server -> assertEquals(
                        "CN=client",
                        server.checktls()
                                .orElseThrow()
                                .session()
                                .getPeerPrincipal()
                                .getName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientWithoutACertificateIsRefusedWhereOneIsNeeded(String version) throws Exception {
        tls.version(version).server.clientAuth(TlsOptions.ClientAuth.NEED);
        String[] told = failures();
        assertTells(told[0], "Received fatal alert");
        assertTells(told[1], "Empty client certificate chain");
    }

    @Test
    void aClientWithoutACertificateIsServedWhereOneIsOnlyWanted() throws Exception {
        tls.server.clientAuth(TlsOptions.ClientAuth.WANT);
        tls.secured(client -> client.write("nobody\n"), server -> assertEquals("nobody", server.read()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsResumed(String version) throws Exception {
        tls.version(version);
        try (Socket listener = tls.world.listener()) {
            assertFalse(resumed(listener));
            assertTrue(resumed(listener));
        }
    }

    private boolean resumed(Socket listener) throws Exception {
        boolean[] resumed = new boolean[2];
        tls.world.run(
                () -> {
                    Socket client = tls.world.clientOf(listener).starttls(tls.client.build());
                    assertEquals("ticket and all", client.read());
                    resumed[0] = client.checktls().orElseThrow().resumed();
                    client.close();
                },
                () -> {
                    Socket server = listener.accept().starttls(tls.server.build());
                    server.write("ticket and all\n");
                    resumed[1] = server.checktls().orElseThrow().resumed();
                    assertNull(server.read());
                });
        assertEquals(resumed[0], resumed[1]);
        return resumed[0];
    }

    @Test
    void anEngineIsUsedAsItIs() throws Exception {
        SSLEngine engine = Keys.trusting().createSSLEngine();
        engine.setUseClientMode(true);
        tls.client = TlsOptions.builder().engine(engine);
        tls.secured(client -> client.write("own\n"), server -> assertEquals("own", server.read()));
        assertEquals("CN=server", engine.getSession().getPeerPrincipal().getName());
    }

    @Test
    void anEngineHasItsContextAlready() throws Exception {
        TlsOptions.Builder both = TlsOptions.builder()
                .context(Keys.trusting())
                .engine(Keys.trusting().createSSLEngine());
        assertThrows(IllegalArgumentException.class, both::build);
    }

    @Test
    void aHostThatCannotBeOneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> TlsOptions.builder().serverName(""));
        assertThrows(IllegalArgumentException.class, () -> TlsOptions.builder().serverName("no host"));
    }
}
