package org.cqueues.tls.impl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.cqueues.tls.Identity;

/** The key and trust managers of a provider. They choose keys by SNI, type and issuer, verify chains, and compare names of hosts. */
final class Managers {
    private static final String PKIX = "PKIX";
    private static final char[] PASSWORD = {'-'}; // key stores want one; these never leave the memory

    private final Provider jsse; // null: the JDK's

    /** Those of BCJSSE, or of the JDK. */
    Managers(boolean bouncyCastle) {
        jsse = bouncyCastle ? BouncyCastle.jsse() : null;
    }

    /** One store a key, because stores do not keep an order. */
    KeyManager[] keys(List<Identity> identities) throws GeneralSecurityException {
        List<KeyStore.Builder> stores = new ArrayList<>();
        for (Identity identity : identities) {
            stores.add(KeyStore.Builder.newInstance(store(identity), new KeyStore.PasswordProtection(PASSWORD)));
        }
        KeyManagerFactory factory =
                jsse != null ? KeyManagerFactory.getInstance(PKIX, jsse) : KeyManagerFactory.getInstance(PKIX);
        factory.init(new KeyStoreBuilderParameters(stores));
        return factory.getKeyManagers();
    }

    /** Bouncy Castle's store holds a key as it is; the JDK's would encrypt it, and decrypt it for every handshake. */
    private KeyStore store(Identity identity) throws GeneralSecurityException {
        KeyStore store = empty(KeyStore.getInstance("PKCS12", BouncyCastle.crypto()));
        PrivateKey key = jsse != null ? Keys.toBouncyCastle(identity.key()) : identity.key();
        List<Certificate> chain = new ArrayList<>();
        for (X509Certificate certificate : identity.chain()) {
            chain.add(own(certificate));
        }
        store.setKeyEntry("key", key, PASSWORD, chain.toArray(new Certificate[0]));
        return store;
    }

    /** BCJSSE does not recognize an Edwards key in a certificate of the JDK's. */
    private X509Certificate own(X509Certificate certificate) throws GeneralSecurityException {
        if (jsse == null) {
            return certificate;
        }
        ByteArrayInputStream encoded = new ByteArrayInputStream(certificate.getEncoded());
        return (X509Certificate)
                CertificateFactory.getInstance("X.509", BouncyCastle.crypto()).generateCertificate(encoded);
    }

    TrustManager trust(Collection<X509Certificate> authorities) throws GeneralSecurityException {
        KeyStore store = empty(KeyStore.getInstance("PKCS12"));
        int count = 0;
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry(Integer.toString(count++), own(authority));
        }
        TrustManagerFactory factory =
                jsse != null ? TrustManagerFactory.getInstance(PKIX, jsse) : TrustManagerFactory.getInstance(PKIX);
        factory.init(store);
        return new DatedTrust((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
    }

    private static KeyStore empty(KeyStore store) throws GeneralSecurityException {
        try {
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** Those that the JDK trusts by its settings, read by the JDK itself. */
    static List<X509Certificate> systemAuthorities() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(PKIX);
        factory.init((KeyStore) null);
        return List.of(((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers());
    }
}
