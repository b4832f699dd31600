package org.cqueues.tls.impl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.cqueues.tls.Identity;
import org.cqueues.tls.Pem;
import org.cqueues.tls.PemException;

/** Reads certificates and keys out of PEM texts. */
final class PemReader {
    private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE");
    private static final String KEY = "PRIVATE KEY";

    private PemReader() {}

    static List<X509Certificate> certificates(Pem pem) throws PemException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : PemBlock.all(pem)) {
            if (CERTIFICATES.contains(block.type())) {
                certificates.add(certificate(block));
            }
        }
        if (certificates.isEmpty()) {
            throw new PemException(pem, 0, "no certificate; expected -----BEGIN CERTIFICATE-----", null);
        }
        return certificates;
    }

    private static X509Certificate certificate(PemBlock block) throws PemException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.content()));
        } catch (CertificateException e) {
            throw block.failure("not an X.509 certificate: " + e.getMessage(), e);
        }
    }

    /** The key and the block that it is in; the password is null if there is none. */
    static PrivateKey privateKey(Pem pem, char[] password) throws PemException {
        return privateKey(keyBlock(pem), password);
    }

    private static PemBlock keyBlock(Pem pem) throws PemException {
        List<PemBlock> keys = PemBlock.all(pem).stream()
                .filter(block -> block.type().endsWith(KEY))
                .toList();
        if (keys.isEmpty()) {
            throw new PemException(pem, 0, "no private key; expected -----BEGIN PRIVATE KEY-----", null);
        }
        if (keys.size() > 1) {
            throw keys.get(1)
                    .failure(
                            "expected one private key, and there is another in line "
                                    + keys.get(0).line(),
                            null);
        }
        return keys.get(0);
    }

    private static PrivateKey privateKey(PemBlock block, char[] password) throws PemException {
        try {
            return Keys.toJdk(Keys.toBouncyCastle(info(block, password)));
        } catch (PemException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // a damaged one meets all kinds in its decoder
            throw block.failure("not a " + block.type() + " that can be read: " + e.getMessage(), e);
        }
    }

    private static PrivateKeyInfo info(PemBlock block, char[] password) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(block.text()))) {
            Object object = parser.readObject();
            if (object instanceof PrivateKeyInfo info) {
                return info;
            }
            if (object instanceof PEMKeyPair pair) {
                return pair.getPrivateKeyInfo();
            }
            return decrypt(block, object, password);
        }
    }

    private static PrivateKeyInfo decrypt(PemBlock block, Object object, char[] password) throws IOException {
        if (password == null) {
            throw block.failure("the private key is encrypted, and there is no password", null);
        }
        try {
            if (object instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
                return encrypted.decryptPrivateKeyInfo(new JcePKCSPBEInputDecryptorProviderBuilder()
                        .setProvider(BouncyCastle.crypto())
                        .build(password));
            }
            if (object instanceof PEMEncryptedKeyPair encrypted) {
                return encrypted
                        .decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                                .setProvider(BouncyCastle.crypto())
                                .build(password))
                        .getPrivateKeyInfo();
            }
        } catch (IOException | PKCSException | RuntimeException e) {
            throw block.failure("the password is wrong, or the private key is damaged", e);
        }
        throw block.failure("expected a private key as PKCS#8, PKCS#1 or SEC1", null);
    }

    static Identity identity(Pem chain, Pem key, char[] password) throws PemException {
        List<X509Certificate> certificates = certificates(chain);
        PemBlock block = keyBlock(key);
        PrivateKey privateKey = privateKey(block, password);
        try {
            return new Identity(privateKey, certificates);
        } catch (IllegalArgumentException e) {
            throw block.failure(e.getMessage() + " in " + chain.source(), e);
        }
    }
}
