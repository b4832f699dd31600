package org.cqueues.tls.impl;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Finds out whether a private key belongs to a public one, by signing with the one and verifying with the other. */
public final class KeyMatch {
    private static final byte[] MESSAGE = {1, 2, 3, 4, 5, 6, 7, 8};

    private KeyMatch() {}

    /**
     * {@return whether they belong together}
     *
     * @param key private key
     * @param other public key
     */
    public static boolean matches(PrivateKey key, PublicKey other) {
        try {
            PrivateKey signing = Keys.toBouncyCastle(key);
            String algorithm = Keys.signature(signing);
            Signature verifier = Signature.getInstance(algorithm, BouncyCastle.crypto());
            verifier.initVerify(Keys.toBouncyCastle(other));
            verifier.update(MESSAGE);
            return verifier.verify(sign(algorithm, signing));
        } catch (GeneralSecurityException e) {
            return false; // of another type, or the signature is none of its own
        }
    }

    /** A key that a device keeps is used by the provider of that device. */
    private static byte[] sign(String algorithm, PrivateKey key) throws GeneralSecurityException {
        Signature signer = key.getEncoded() == null
                ? Signature.getInstance(algorithm)
                : Signature.getInstance(algorithm, BouncyCastle.crypto());
        signer.initSign(key);
        signer.update(MESSAGE);
        return signer.sign();
    }
}
