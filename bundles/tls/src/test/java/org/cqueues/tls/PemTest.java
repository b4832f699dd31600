package org.cqueues.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final char[] SECRET = "secret".toCharArray();

    private final TlsContexts tls = TlsContexts.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        tls.close();
    }

    private static Pem pem(String name) {
        try {
            Pem pem = Pem.read(Path.of(PemTest.class.getResource(name).getPath()));
            return new Pem(name, pem.text());
        } catch (IOException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ec.crt, ec-pkcs8.pem, EC",
        "ec.crt, ec-sec1.pem, EC",
        "ec.crt, ec-sec1-parameters.pem, EC",
        "ec.crt, ec-sec1-encrypted.pem, EC",
        "ec.crt, ec-pkcs8-scrypt.pem, EC",
        "p384.crt, p384-sec1.pem, EC",
        "rsa.crt, rsa-pkcs1.pem, RSA",
        "rsa.crt, rsa-pkcs1-encrypted.pem, RSA",
        "rsa.crt, rsa-pkcs8.pem, RSA",
        "rsa.crt, rsa-pkcs8-encrypted.pem, RSA",
        "rsa.crt, rsa-pkcs8-3des.pem, RSA",
        "rsa-with-text.crt, rsa-pkcs8.pem, RSA",
        "ed25519.crt, ed25519-pkcs8.pem, EdDSA"
    })
    void everyFormOfAKeyIsRead(String chain, String key, String algorithm) throws PemException {
        Identity identity = tls.identity(pem(chain), pem(key), SECRET);

        assertEquals(algorithm, identity.key().getAlgorithm());
        assertEquals(
                "CN=localhost", identity.certificate().getSubjectX500Principal().getName());
    }

    @Test
    void chainAndKeyMayBeInOneText() throws PemException {
        Pem both = new Pem(
                "both",
                pem("ec-sec1.pem").text()
                        + pem("ec.crt").text()
                        + pem("rsa.crt").text());

        assertEquals(2, tls.identity(both, both).chain().size());
    }

    @Test
    void certificatesAreReadInTheirOrder() throws PemException {
        Pem bundle = new Pem(
                "bundle",
                "authorities\n\n" + pem("ec.crt").text() + "# next\r\n"
                        + pem("rsa.crt").text());

        assertEquals(
                List.of(
                        tls.certificates(pem("ec.crt")).get(0),
                        tls.certificates(pem("rsa.crt")).get(0)),
                tls.certificates(bundle));
    }

    @Test
    void linesMayEndAsOnWindows() throws PemException {
        Pem pem = new Pem("crlf", pem("ec-sec1-encrypted.pem").text().replace("\n", "\r\n"));

        assertEquals("EC", tls.privateKey(pem, SECRET).getAlgorithm());
    }

    private static PemException refused(org.junit.jupiter.api.function.Executable reading, String... told) {
        PemException refusal = assertThrows(PemException.class, reading);
        for (String part : told) {
            assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
        }
        return refusal;
    }

    @Test
    void keyOfAnotherCertificateIsRefused() {
        PemException refusal = refused(
                () -> tls.identity(pem("rsa.crt"), pem("ec-pkcs8.pem")),
                "ec-pkcs8.pem:1:",
                "does not match",
                "CN=localhost",
                "rsa.crt");

        assertEquals("ec-pkcs8.pem", refusal.source());
        assertEquals(1, refusal.line());
    }

    @Test
    void keyOfTheSameTypeButAnotherIsRefused() {
        refused(() -> tls.identity(pem("p384.crt"), pem("ec-pkcs8.pem")), "does not match");
    }

    @Test
    void encryptedKeyWithoutAPasswordIsRefused() {
        refused(() -> tls.privateKey(pem("rsa-pkcs8-encrypted.pem")), "rsa-pkcs8-encrypted.pem:1:", "no password");
        refused(() -> tls.privateKey(pem("rsa-pkcs1-encrypted.pem")), "rsa-pkcs1-encrypted.pem:1:", "no password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa-pkcs8-encrypted.pem",
                "rsa-pkcs1-encrypted.pem",
                "ec-sec1-encrypted.pem",
                "ec-pkcs8-scrypt.pem"
            })
    void wrongPasswordIsTold(String name) {
        refused(() -> tls.privateKey(pem(name), "guess".toCharArray()), name + ":1:", "password is wrong");
    }

    @Test
    void textWithoutWhatIsWantedIsRefused() {
        refused(() -> tls.privateKey(pem("ec.crt")), "ec.crt: no private key", "BEGIN PRIVATE KEY");
        refused(() -> tls.certificates(pem("ec-pkcs8.pem")), "ec-pkcs8.pem: no certificate", "BEGIN CERTIFICATE");
        refused(() -> tls.certificates(new Pem("empty", "")), "empty: no certificate");
    }

    @Test
    void twoKeysAreRefused() {
        Pem two = new Pem(
                "two", pem("ec-pkcs8.pem").text() + "\n" + pem("rsa-pkcs8.pem").text());

        refused(() -> tls.privateKey(two), "two:7:", "another in line 1");
    }

    @Test
    void blockThatIsCutOffIsRefusedWithItsLine() {
        String text = pem("ec.crt").text();
        refused(
                () -> tls.certificates(new Pem("cut", "\n" + text.substring(0, 200))),
                "cut:2:",
                "no -----END CERTIFICATE");
        refused(
                () -> tls.certificates(new Pem("cut", text.substring(0, 200) + "\n" + text)),
                "expected -----END CERTIFICATE-----, not -----BEGIN");
    }

    /** Decoders meet what is damaged with exceptions of every kind. */
    @ParameterizedTest
    @ValueSource(strings = {"ec-pkcs8.pem", "ec-sec1.pem", "p384-sec1.pem", "rsa-pkcs8.pem", "ed25519-pkcs8.pem"})
    void keyWithAWrongByteIsReadOrRefused(String name) throws IOException {
        String text = pem(name).text();
        String begin = text.substring(0, text.indexOf('\n') + 1);
        String end = text.substring(text.indexOf("-----END"));
        byte[] key = Base64.getMimeDecoder().decode(text.substring(begin.length(), text.length() - end.length()));
        int refused = 0;
        for (int at = 0; at < Math.min(key.length, 60); at++) {
            for (int flipped : List.of(1, 2, 128, 255)) {
                byte[] damaged = key.clone();
                damaged[at] ^= (byte) flipped;
                String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(damaged);
                try {
                    tls.privateKey(new Pem(name, begin + body + "\n" + end));
                } catch (PemException e) {
                    refused++;
                }
            }
        }
        assertTrue(refused > 0);
    }

    @Test
    void characterThatIsNotBase64IsRefusedWithItsLine() {
        String[] lines = pem("ec.crt").text().split("\n");
        lines[3] = lines[3].replaceFirst("...", "!!!");

        refused(() -> tls.certificates(new Pem("odd", String.join("\n", lines))), "odd:4:", "base64");
    }

    @Test
    void contentThatIsNotWhatItSaysIsRefused() {
        Pem wrong = new Pem("wrong", pem("ec-pkcs8.pem").text().replace("PRIVATE KEY", "CERTIFICATE"));
        refused(() -> tls.certificates(wrong), "wrong:1:", "not an X.509 certificate");

        Pem key = new Pem("wrong", pem("ec.crt").text().replace("CERTIFICATE", "PRIVATE KEY"));
        refused(() -> tls.privateKey(key), "wrong:1:", "PRIVATE KEY");

        Pem ssh = new Pem("wrong", pem("ec-pkcs8.pem").text().replace("PRIVATE KEY", "OPENSSH PRIVATE KEY"));
        refused(() -> tls.privateKey(ssh), "wrong:1:", "OPENSSH PRIVATE KEY");
    }

    @Test
    void everyTextThatIsCutSomewhereIsReadOrRefused() throws PemException {
        String text = pem("ec-pkcs8.pem").text();
        for (int end = 0; end < text.length() - 1; end++) {
            Pem cut = new Pem("cut", text.substring(0, end));
            refused(() -> tls.privateKey(cut), "cut");
        }
        assertEquals("EC", tls.privateKey(new Pem("whole", text)).getAlgorithm());
    }

    @Test
    void whatIsWrittenCanBeRead() throws PemException {
        for (CertificateOptions.KeyType type : CertificateOptions.KeyType.values()) {
            Identity identity = tls.selfSigned(
                    CertificateOptions.builder().name("localhost").keyType(type).build());
            Pem chain = new Pem("chain", tls.pem(identity.chain()));

            assertEquals(
                    identity.chain(),
                    tls.identity(chain, new Pem("key", tls.pem(identity.key()))).chain());
            Pem encrypted = new Pem("key", tls.pem(identity.key(), SECRET));
            assertTrue(encrypted.text().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), encrypted.text());
            assertEquals(
                    identity.chain(), tls.identity(chain, encrypted, SECRET).chain());
        }
    }

    @Test
    void emptyPasswordIsRefused() throws PemException {
        PrivateKey key = tls.privateKey(pem("ec-pkcs8.pem"));

        assertThrows(IllegalArgumentException.class, () -> tls.pem(key, new char[0]));
    }

    @Test
    void filesAreWrittenForTheirOwnerAndNeverReplaced() throws IOException {
        Identity identity = tls.selfSigned("localhost");
        Path chain = folder.resolve("server.pem");
        Path key = folder.resolve("server.key");

        tls.write(identity, chain, key);

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        assertEquals(
                identity.chain(), tls.identity(Pem.read(chain), Pem.read(key)).chain());
        assertThrows(FileAlreadyExistsException.class, () -> tls.write(identity, chain, key));
    }

    @Test
    void fileThatIsMissingIsTold() {
        assertThrows(NoSuchFileException.class, () -> Pem.read(folder.resolve("nonesuch")));
    }

    @Test
    void keysAreNotShownInText() throws PemException {
        Pem pem = pem("ec-pkcs8.pem");
        Identity identity = tls.identity(pem("ec.crt"), pem);

        assertEquals("ec-pkcs8.pem", pem.toString());
        assertFalse(identity.toString().contains("key"), identity.toString());
    }
}
