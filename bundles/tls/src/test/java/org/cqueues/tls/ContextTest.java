package org.cqueues.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.cqueues.tls.CertificateOptions.KeyType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contexts for clients and servers, between two engines in memory. */
class ContextTest {
    private static final String HOST = "localhost";

    private final TlsContexts tls = TlsContexts.open();

    @AfterEach
    void close() {
        tls.close();
    }

    private Identity selfSigned(KeyType type) {
        return tls.selfSigned(
                CertificateOptions.builder().name(HOST).keyType(type).build());
    }

    private Identity authority(String name) {
        return tls.selfSigned(CertificateOptions.builder().authority(name).build());
    }

    private Identity issue(Identity authority, String name) {
        return tls.issue(authority, CertificateOptions.builder().name(name).build());
    }

    /** The context of a client that trusts somebody, for TLS or DTLS. */
    private SSLContext trusting(Identity identity, boolean datagram) throws GeneralSecurityException {
        ClientOptions.Builder options = ClientOptions.builder().authority(identity.certificate());
        return tls.client((datagram ? options.datagram() : options).build());
    }

    private SSLContext server(Identity identity, boolean datagram) throws GeneralSecurityException {
        ServerOptions.Builder options = ServerOptions.builder().identity(identity);
        return tls.server((datagram ? options.datagram() : options).build());
    }

    private static SSLException refused(SSLContext client, SSLContext server, String host) {
        Handshake handshake = new Handshake(client, server, host);
        return assertThrows(SSLException.class, handshake::run);
    }

    private static String causes(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            all.append(at).append('\n');
        }
        return all.toString();
    }

    @ParameterizedTest
    @CsvSource({"EC, TLSv1.3", "EC, TLSv1.2", "RSA, TLSv1.3", "RSA, TLSv1.2", "ED25519, TLSv1.3", "ED25519, TLSv1.2"})
    void eachTypeOfKeyWorksInEachProtocol(KeyType type, String protocol) throws Exception {
        Identity identity = selfSigned(type);
        SSLContext client = tls.client(ClientOptions.builder()
                .authority(identity.certificate())
                .protocols(protocol)
                .build());

        Handshake handshake = new Handshake(client, tls.server(identity), HOST).run();

        assertEquals(protocol, handshake.agreed().get(0));
        assertEquals(
                List.of(identity.certificate()),
                List.of(handshake.client.getSession().getPeerCertificates()));
        byte[] bytes = new byte[100_000];
        Arrays.fill(bytes, (byte) 7);
        assertArrayEquals(bytes, handshake.send(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void datagramsAreForTheJdk(KeyType type) throws Exception {
        Identity identity = selfSigned(type);

        Handshake handshake = new Handshake(trusting(identity, true), server(identity, true), HOST).run();

        assertEquals("DTLSv1.2", handshake.agreed().get(0));
        assertArrayEquals(new byte[] {1, 2, 3}, handshake.send(new byte[] {1, 2, 3}));
    }

    @Test
    void newestProtocolAndACipherInHardwareAreTaken() throws Exception {
        Identity identity = selfSigned(KeyType.EC);

        Handshake handshake = new Handshake(trusting(identity, false), tls.server(identity), HOST).run();

        assertEquals(List.of("TLSv1.3", "TLS_AES_256_GCM_SHA384"), handshake.agreed());
    }

    @Test
    void oldProtocolsAreOff() throws GeneralSecurityException {
        for (SSLContext context : List.of(tls.client(), tls.server(selfSigned(KeyType.EC)))) {
            assertEquals(
                    List.of("TLSv1.3", "TLSv1.2"),
                    List.of(context.createSSLEngine().getEnabledProtocols()));
        }
    }

    @Test
    void protocolsThatDoNotMeetAreRefused() throws GeneralSecurityException {
        Identity identity = selfSigned(KeyType.EC);
        SSLContext client = tls.client(ClientOptions.builder()
                .authority(identity.certificate())
                .protocols("TLSv1.2")
                .build());
        SSLContext server = tls.server(
                ServerOptions.builder().identity(identity).protocols("TLSv1.3").build());

        refused(client, server, HOST);
    }

    @Test
    void protocolThatThereIsNotIsRefused() {
        ClientOptions options = ClientOptions.builder().protocols("TLSv1.9").build();

        String message = assertThrows(IllegalArgumentException.class, () -> tls.client(options))
                .getMessage();

        assertTrue(message.contains("TLSv1.9"), message);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nameOfAnotherHostIsRefused(boolean datagram) throws GeneralSecurityException {
        Identity identity = selfSigned(KeyType.EC);

        SSLException refusal = refused(trusting(identity, datagram), server(identity, datagram), "example.org");

        assertTrue(causes(refusal).contains("example.org"), causes(refusal));
    }

    @Test
    void addressIsComparedToo() throws Exception {
        Identity identity = tls.selfSigned("127.0.0.1", "::1");

        new Handshake(trusting(identity, false), tls.server(identity), "127.0.0.1").run();
        new Handshake(trusting(identity, false), tls.server(identity), "0:0::1").run();
        refused(trusting(identity, false), tls.server(identity), "127.0.0.2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void unknownAuthorityIsRefused(boolean datagram) throws GeneralSecurityException {
        Identity server = issue(authority("one"), HOST);

        refused(trusting(authority("other"), datagram), server(server, datagram), HOST);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void authoritiesOfTheJdkDoNotKnowUs(boolean datagram) throws GeneralSecurityException {
        refused(tls.client(datagram, true), server(selfSigned(KeyType.EC), datagram), HOST);
    }

    @Test
    void ownAuthoritiesCanBeAddedToTheJdks() throws Exception {
        Identity identity = selfSigned(KeyType.EC);
        ClientOptions options = ClientOptions.builder()
                .authority(identity.certificate())
                .systemAuthorities()
                .build();

        new Handshake(tls.client(options), tls.server(identity), HOST).run();
        assertTrue(options.systemAuthorities());
        assertFalse(ClientOptions.builder()
                .authority(identity.certificate())
                .build()
                .systemAuthorities());
    }

    private static CertificateOptions past() {
        return CertificateOptions.builder()
                .name(HOST)
                .notBefore(Instant.now().minus(Duration.ofDays(2)))
                .notAfter(Instant.now().minus(Duration.ofDays(1)))
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void expiredCertificateIsRefused(boolean datagram) throws GeneralSecurityException {
        Identity authority = authority("Test");

        refused(trusting(authority, datagram), server(tls.issue(authority, past()), datagram), HOST);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void expiredCertificateIsRefusedAlsoIfItIsTrustedByItself(boolean datagram) throws GeneralSecurityException {
        Identity identity = tls.selfSigned(past());

        SSLException refusal = refused(trusting(identity, datagram), server(identity, datagram), HOST);

        assertTrue(causes(refusal).contains("CertificateExpiredException"), causes(refusal));
    }

    @Test
    void certificateThatIsNotValidYetIsRefused() throws GeneralSecurityException {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        Identity identity = tls.selfSigned(
                CertificateOptions.builder().name(HOST).notBefore(tomorrow).build());

        refused(trusting(identity, false), tls.server(identity), HOST);
    }

    @Test
    void chainOverTwoAuthoritiesIsVerified() throws Exception {
        Identity root = authority("Root");
        Identity middle =
                tls.issue(root, CertificateOptions.builder().authority("Middle").build());
        Identity server = issue(middle, HOST);

        new Handshake(trusting(root, false), tls.server(server), HOST).run();
        Identity alone = new Identity(server.key(), List.of(server.certificate()));
        refused(trusting(root, false), tls.server(alone), HOST);
    }

    @Test
    void certificateOfAServerIsNoAuthority() throws GeneralSecurityException {
        Identity root = authority("Root");
        Identity honest = issue(root, "honest.example");
        X509Certificate forged = tls.selfSigned(HOST).certificate();

        Identity liar = tls.selfSigned(HOST);
        Identity chained = new Identity(liar.key(), List.of(liar.certificate(), honest.certificate(), forged));

        refused(trusting(root, false), tls.server(chained), HOST);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutVerificationEverythingIsAccepted(boolean datagram) throws Exception {
        Identity identity = tls.selfSigned(past());

        Handshake handshake =
                new Handshake(tls.client(datagram, false), server(identity, datagram), "example.org").run();

        assertArrayEquals(new byte[] {1}, handshake.send(new byte[] {1}));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void certificateOfTheClientIsVerified(boolean datagram) throws Exception {
        Identity clients = authority("Clients");
        Identity identity = selfSigned(KeyType.EC);
        ServerOptions.Builder options =
                ServerOptions.builder().identity(identity).clientAuthorities(clients.chain());
        SSLContext server = tls.server((datagram ? options.datagram() : options).build());

        Identity known = issue(clients, "client.example");
        Handshake handshake = new Handshake(answering(known, identity, datagram), server, HOST).run();

        assertEquals(known.certificate(), handshake.server.getSession().getPeerCertificates()[0]);
        refused(answering(tls.selfSigned("client.example"), identity, datagram), server, HOST);
        refused(trusting(identity, datagram), server, HOST);
    }

    private SSLContext answering(Identity own, Identity server, boolean datagram) throws GeneralSecurityException {
        ClientOptions.Builder options = ClientOptions.builder().identity(own).authority(server.certificate());
        return tls.client((datagram ? options.datagram() : options).build());
    }

    @Test
    void optionalCertificateMayBeMissingButNotBad() throws Exception {
        Identity clients = authority("Clients");
        Identity identity = selfSigned(KeyType.EC);
        SSLContext server = tls.server(ServerOptions.builder()
                .identity(identity)
                .clientAuthorities(clients.chain())
                .clientCertificateOptional()
                .build());

        Handshake without = new Handshake(trusting(identity, false), server, HOST).run();

        assertThrows(
                SSLPeerUnverifiedException.class,
                () -> without.server.getSession().getPeerCertificates());
        Identity known = issue(clients, "client.example");
        Handshake with = new Handshake(answering(known, identity, false), server, HOST).run();
        assertEquals(known.certificate(), with.server.getSession().getPeerCertificates()[0]);
    }

    @Test
    void serverWithoutAuthoritiesTrustsNoClient() throws GeneralSecurityException {
        Identity identity = selfSigned(KeyType.EC);
        Handshake handshake = new Handshake(answering(identity, identity, false), tls.server(identity), HOST);
        handshake.server.setNeedClientAuth(true);

        assertThrows(SSLException.class, handshake::run);
    }

    @ParameterizedTest
    @CsvSource({
        "one.example, CN=one.example, false",
        "two.example, CN=two.example, false",
        "x.two.example, CN=two.example, false",
        "one.example, CN=one.example, true",
        "x.two.example, CN=two.example, true"
    })
    void keyIsChosenByTheNameThatTheClientWants(String host, String subject, boolean datagram) throws Exception {
        Identity authority = authority("Test");
        ServerOptions.Builder options = ServerOptions.builder()
                .identity(tls.issue(
                        authority,
                        CertificateOptions.builder()
                                .name("one.example")
                                .keyType(datagram ? KeyType.RSA : KeyType.EC)
                                .build()))
                .identity(tls.issue(
                        authority,
                        CertificateOptions.builder()
                                .name("two.example")
                                .name("*.two.example")
                                .keyType(KeyType.RSA)
                                .build()));
        SSLContext server = tls.server((datagram ? options.datagram() : options).build());

        Handshake handshake = new Handshake(trusting(authority, datagram), server, host).run();

        X509Certificate shown = (X509Certificate) handshake.client.getSession().getPeerCertificates()[0];
        assertEquals(subject, shown.getSubjectX500Principal().getName());
    }

    @Test
    void firstKeyIsShownToWhoWantsNoNameThatIsKnown() throws Exception {
        Identity authority = authority("Test");
        SSLContext server = tls.server(
                issue(authority, "one.example"), issue(authority, "two.example"), issue(authority, "three.example"));

        for (String host : List.of("four.example", "127.0.0.1")) {
            Handshake handshake = new Handshake(tls.client(false, false), server, host).run();

            X509Certificate shown =
                    (X509Certificate) handshake.client.getSession().getPeerCertificates()[0];
            assertEquals("CN=one.example", shown.getSubjectX500Principal().getName());
        }
    }

    @Test
    void protocolOfTheApplicationIsAgreedOn() throws Exception {
        Identity identity = selfSigned(KeyType.EC);
        Handshake handshake = new Handshake(trusting(identity, false), tls.server(identity), HOST);
        offer(handshake.client, "h2", "http/1.1");
        offer(handshake.server, "http/1.1");

        handshake.run();

        assertEquals("http/1.1", handshake.client.getApplicationProtocol());
        assertEquals("http/1.1", handshake.server.getApplicationProtocol());
    }

    private static void offer(SSLEngine engine, String... protocols) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
    }

    @Test
    void sessionIsResumed() throws Exception {
        Identity identity = selfSigned(KeyType.EC);
        SSLContext server = tls.server(identity);
        SSLContext client = tls.client(ClientOptions.builder()
                .authority(identity.certificate())
                .protocols("TLSv1.2")
                .build());

        byte[] first =
                new Handshake(client, server, HOST).run().client.getSession().getId();
        byte[] second =
                new Handshake(client, server, HOST).run().client.getSession().getId();

        assertArrayEquals(first, second);
    }

    @Test
    void newContextTakesNewKeys() throws Exception {
        Identity authority = authority("Test");
        SSLContext client = trusting(authority, false);

        for (int renewal = 0; renewal < 2; renewal++) {
            Identity renewed = issue(authority, HOST);
            Handshake handshake = new Handshake(client, tls.server(renewed), HOST).run();
            assertEquals(renewed.certificate(), handshake.client.getSession().getPeerCertificates()[0]);
        }
    }

    @Test
    void optionsThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class, tls::server);
        ServerOptions.Builder optional =
                ServerOptions.builder().identity(selfSigned(KeyType.EC)).clientCertificateOptional();
        assertThrows(IllegalArgumentException.class, optional::build);
    }

    @Test
    void nothingIsRegisteredAndNoThreadIsLeft() throws Exception {
        List<String> providers =
                Arrays.stream(Security.getProviders()).map(Object::toString).toList();

        eachTypeOfKeyWorksInEachProtocol(KeyType.EC, "TLSv1.3");
        datagramsAreForTheJdk(KeyType.EC);

        assertEquals(
                providers,
                Arrays.stream(Security.getProviders()).map(Object::toString).toList());
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("BC "))
                        .collect(Collectors.toList()));
        assertNotNull(tls.client().getProvider());
    }
}
