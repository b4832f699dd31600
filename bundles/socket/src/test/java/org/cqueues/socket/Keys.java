package org.cqueues.socket;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The keys that {@code resources/tls/make-keys} has made, and contexts of them, which all trust the authority of the tests. */
final class Keys {
    private static final char[] PASSWORD = "secret".toCharArray();

    private Keys() {}

    static KeyStore store(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Keys.class.getResourceAsStream("/tls/" + name + ".p12")) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    /** {@return a new context with a key} */
    static SSLContext with(String key) throws GeneralSecurityException, IOException {
        return of("TLS", key);
    }

    /** {@return a new context without a key} */
    static SSLContext trusting() throws GeneralSecurityException, IOException {
        return of("TLS", null);
    }

    static SSLContext of(String protocol, String key) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(key == null ? null : store(key), PASSWORD);
        SSLContext context = SSLContext.getInstance(protocol);
        context.init(keys.getKeyManagers(), trust().getTrustManagers(), null);
        return context;
    }

    private static TrustManagerFactory trust() throws GeneralSecurityException, IOException {
        Certificate authority = store("authority").getCertificate("key");
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust;
    }
}
