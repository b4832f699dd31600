package org.cqueues.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.cqueues.tls.CertificateOptions.KeyType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTest {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final TlsContexts tls = TlsContexts.open();

    @AfterEach
    void close() {
        tls.close();
    }

    private Identity authority() {
        return tls.selfSigned(CertificateOptions.builder().authority("Test").build());
    }

    @Test
    void namesAndAddressesAreAlternativeNames() throws GeneralSecurityException {
        X509Certificate certificate = tls.selfSigned(
                        "www.example.org", "*.example.org", "127.0.0.1", "::1", "bücher.example")
                .certificate();

        assertEquals(
                List.of(
                        List.of(DNS, "www.example.org"),
                        List.of(DNS, "*.example.org"),
                        List.of(ADDRESS, "127.0.0.1"),
                        List.of(ADDRESS, "0:0:0:0:0:0:0:1"),
                        List.of(DNS, "xn--bcher-kva.example")),
                List.copyOf(certificate.getSubjectAlternativeNames()));
        assertEquals("CN=www.example.org", certificate.getSubjectX500Principal().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "256.1.1.1", "1.2.3", "a..b", "-a", "a.*.b", "fe80::1%eth0", "host:80"})
    void whatIsNeitherNameNorAddressIsRefused(String name) {
        CertificateOptions.Builder options = CertificateOptions.builder();

        String message = assertThrows(IllegalArgumentException.class, () -> options.name(name))
                .getMessage();

        assertTrue(message.contains('"' + name + '"'), message);
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void eachTypeOfKeySignsItself(KeyType type) throws GeneralSecurityException {
        X509Certificate certificate = tls.selfSigned(CertificateOptions.builder()
                        .name("localhost")
                        .keyType(type)
                        .build())
                .certificate();

        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertEquals(-1, certificate.getBasicConstraints());
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void authorityOfEachTypeIssues(KeyType type) throws GeneralSecurityException {
        Identity authority = tls.selfSigned(
                CertificateOptions.builder().authority("Test").keyType(type).build());

        Identity server = tls.issue(
                authority, CertificateOptions.builder().name("localhost").build());

        server.certificate().verify(authority.certificate().getPublicKey());
        assertEquals(
                authority.certificate().getSubjectX500Principal(),
                server.certificate().getIssuerX500Principal());
        assertEquals(1, server.chain().size());
    }

    @Test
    void chainLeadsToTheRootWithoutIt() {
        Identity middle = tls.issue(
                authority(), CertificateOptions.builder().authority("Middle").build());

        Identity server =
                tls.issue(middle, CertificateOptions.builder().name("localhost").build());

        assertEquals(List.of(server.certificate(), middle.certificate()), server.chain());
    }

    @Test
    void onlyAuthoritiesIssue() {
        Identity server = tls.selfSigned("localhost");
        CertificateOptions options = CertificateOptions.builder().name("other").build();

        assertThrows(IllegalArgumentException.class, () -> tls.issue(server, options));
    }

    @Test
    void validityIsAsWanted() {
        Instant from = Instant.parse("2020-01-01T00:00:00Z");
        Instant to = Instant.parse("2020-02-01T00:00:00Z");

        X509Certificate certificate = tls.selfSigned(CertificateOptions.builder()
                        .name("localhost")
                        .notBefore(from)
                        .notAfter(to)
                        .build())
                .certificate();

        assertEquals(from, certificate.getNotBefore().toInstant());
        assertEquals(to, certificate.getNotAfter().toInstant());
    }

    @Test
    void unlessToldOtherwiseItIsValidForAYear() {
        CertificateOptions options =
                CertificateOptions.builder().name("localhost").build();

        Duration span = Duration.between(options.notBefore(), options.notAfter());

        assertEquals(365, span.truncatedTo(ChronoUnit.DAYS).toDays());
        assertTrue(options.notBefore().isBefore(Instant.now()));
    }

    @Test
    void optionsThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> CertificateOptions.builder()
                .build());
        assertThrows(IllegalArgumentException.class, () -> tls.selfSigned());
        Instant now = Instant.now();
        CertificateOptions.Builder backwards =
                CertificateOptions.builder().name("localhost").notBefore(now).notAfter(now);
        assertThrows(IllegalArgumentException.class, backwards::build);
    }

    @Test
    void longNameIsCutInTheSubjectOnly() throws GeneralSecurityException {
        String name = "a".repeat(60) + "." + "b".repeat(60) + ".example";

        X509Certificate certificate = tls.selfSigned(name).certificate();

        assertEquals(
                "CN=" + name.substring(0, 64),
                certificate.getSubjectX500Principal().getName());
        assertEquals(List.of(List.of(DNS, name)), List.copyOf(certificate.getSubjectAlternativeNames()));
    }

    @Test
    void identityNeedsItsOwnCertificate() {
        Identity one = tls.selfSigned("localhost");
        Identity other = tls.selfSigned("localhost");

        assertThrows(IllegalArgumentException.class, () -> new Identity(one.key(), other.chain()));
        assertThrows(IllegalArgumentException.class, () -> new Identity(one.key(), List.of()));
    }
}
