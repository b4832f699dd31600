package org.cqueues.tls.impl;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.NoSuchPaddingException;
import org.bouncycastle.jcajce.util.JcaJceHelper;
import org.bouncycastle.jcajce.util.ProviderJcaJceHelper;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/**
 * Provider: what BCJSSE computes with. Ciphers, digests and random numbers are the JDK's, which has machine code for them: a record costs a tenth of what it would
 * in Bouncy Castle's Java. Everything else, and what the JDK does not know, is Bouncy Castle's.
 */
final class TlsCrypto extends JcaTlsCryptoProvider {
    private final JcaJceHelper helper;

    TlsCrypto(Provider bouncyCastle) {
        setProvider(bouncyCastle);
        helper = new Preferring(bouncyCastle);
    }

    @Override
    public JcaJceHelper getHelper() {
        return helper;
    }

    /** The random generator of Bouncy Castle would gather entropy with a thread of its own. */
    @Override
    public JcaTlsCrypto create(SecureRandom random) {
        return create(random != null ? random : new SecureRandom(), new SecureRandom());
    }

    /** Asks the JDK first. */
    private static final class Preferring extends ProviderJcaJceHelper {
        Preferring(Provider second) {
            super(second);
        }

        @Override
        public Cipher createCipher(String algorithm) throws NoSuchAlgorithmException, NoSuchPaddingException {
            try {
                return Cipher.getInstance(algorithm);
            } catch (GeneralSecurityException e) {
                return super.createCipher(algorithm);
            }
        }

        @Override
        public Mac createMac(String algorithm) throws NoSuchAlgorithmException {
            try {
                return Mac.getInstance(algorithm);
            } catch (GeneralSecurityException e) {
                return super.createMac(algorithm);
            }
        }

        @Override
        @SuppressWarnings("deprecation") // BCJSSE calls it by its old name
        public MessageDigest createDigest(String algorithm) throws NoSuchAlgorithmException {
            return createMessageDigest(algorithm);
        }

        @Override
        public MessageDigest createMessageDigest(String algorithm) throws NoSuchAlgorithmException {
            try {
                return MessageDigest.getInstance(algorithm);
            } catch (GeneralSecurityException e) {
                return super.createMessageDigest(algorithm);
            }
        }
    }
}
