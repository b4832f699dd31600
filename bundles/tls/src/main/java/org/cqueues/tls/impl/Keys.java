package org.cqueues.tls.impl;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Keys as Bouncy Castle's types and as the JDK's: each provider is at ease with its own only. */
final class Keys {
    private Keys() {}

    /** The same key for Bouncy Castle; itself if it cannot be encoded, because a device keeps it. */
    static PrivateKey toBouncyCastle(PrivateKey key) throws InvalidKeyException {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            return key;
        }
        try {
            return toBouncyCastle(PrivateKeyInfo.getInstance(encoded));
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidKeyException("no usable private key, " + key.getAlgorithm(), e);
        }
    }

    static PrivateKey toBouncyCastle(PrivateKeyInfo info) throws IOException {
        BouncyCastle.crypto(); // whose making fills the table that is asked
        PrivateKey key = BouncyCastleProvider.getPrivateKey(info);
        if (key == null) {
            throw new IOException(
                    "unknown algorithm " + info.getPrivateKeyAlgorithm().getAlgorithm());
        }
        return key;
    }

    static PublicKey toBouncyCastle(PublicKey key) throws InvalidKeyException {
        BouncyCastle.crypto();
        try {
            PublicKey same = BouncyCastleProvider.getPublicKey(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
            return same != null ? same : key;
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidKeyException("no usable public key, " + key.getAlgorithm(), e);
        }
    }

    /** The same key for the JDK; itself if the JDK does not know its algorithm or its curve. */
    static PrivateKey toJdk(PrivateKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            return key;
        }
        String algorithm = key.getAlgorithm().equals("ECDSA") ? "EC" : key.getAlgorithm();
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            return key;
        }
    }

    /** How a key signs: TLS 1.3 ties the digest to the curve. */
    static String signature(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "EC", "ECDSA" -> digest(key) + "withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "RSASSA-PSS" -> "SHA256withRSAandMGF1";
            case "DSA" -> "SHA256withDSA";
            default -> key.getAlgorithm();
        };
    }

    private static String digest(PrivateKey key) {
        int bits = key instanceof ECKey ec ? ec.getParams().getOrder().bitLength() : 256;
        if (bits <= 256) {
            return "SHA256";
        }
        return bits <= 384 ? "SHA384" : "SHA512";
    }
}
