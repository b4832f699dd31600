package org.cqueues.dns;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Contexts of the keys that the tests of sockets have: see {@code make-keys} beside them. */
final class Keys {
    private static final char[] PASSWORD = "secret".toCharArray();

    private Keys() {}

    private static KeyStore store(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Keys.class.getResourceAsStream("/tls/" + name + ".p12")) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    /** {@return a context of a server with a key} */
    static SSLContext with(String key) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(key), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** {@return a context of a client that trusts the authority of the tests} */
    static SSLContext trusting() throws GeneralSecurityException, IOException {
        return trusting("authority", "TLS");
    }

    /**
     * {@return a context of a client that trusts who vouches for a key}
     *
     * @param protocol the newest one
     */
    static SSLContext trusting(String key, String protocol) throws GeneralSecurityException, IOException {
        Certificate[] chain = store(key).getCertificateChain("key");
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", chain[chain.length - 1]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance(protocol);
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
