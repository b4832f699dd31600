package org.cqueues.tls.impl;

import java.security.Provider;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.bouncycastle.openssl.PEMParser;

/** Bouncy Castle's providers, made when first needed, for this bundle alone: they are handed over as objects and never registered. */
final class BouncyCastle {
    private BouncyCastle() {}

    private static final class Crypto {
        static final Provider PROVIDER = new BouncyCastleProvider();
    }

    private static final class Jsse {
        static final Provider PROVIDER = new BouncyCastleJsseProvider(false, new TlsCrypto(crypto()));
    }

    /** Keys, signatures and certificates. */
    static Provider crypto() {
        return Crypto.PROVIDER;
    }

    /** TLS. */
    static Provider jsse() {
        return Jsse.PROVIDER;
    }

    /** Loads a class of each of the four libraries, so that one that is missing is told at once. */
    static void require() {
        try {
            Class<?>[] needed = {
                BouncyCastleProvider.class, ContentInfo.class, PEMParser.class, BouncyCastleJsseProvider.class
            };
            assert needed.length == 4;
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "TLS contexts need Bouncy Castle (bcprov, bcutil, bcpkix and bctls of one version), which is not whole: there is no "
                            + e.getMessage().replace('/', '.'),
                    e);
        }
    }
}
