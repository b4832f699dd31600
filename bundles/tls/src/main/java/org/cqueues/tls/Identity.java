package org.cqueues.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.cqueues.tls.impl.KeyMatch;

/**
 * Value: a private key and the certificates that say whose it is. The key matches the first certificate.
 *
 * @param key private key; of a type of the JDK's where there is one
 * @param chain certificate of the key, then that of its issuer, and so on; the root may be missing. Unmodifiable
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {
    /**
     * Requires that the key matches.
     *
     * @param key private key
     * @param chain certificate of the key first
     * @throws IllegalArgumentException if the chain is empty, or its first certificate is of another key
     */
    public Identity {
        Objects.requireNonNull(key, "key");
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a private key needs its certificate");
        }
        if (!KeyMatch.matches(key, chain.get(0).getPublicKey())) {
            throw new IllegalArgumentException("the private key, " + key.getAlgorithm()
                    + ", does not match the certificate of " + chain.get(0).getSubjectX500Principal());
        }
    }

    /** {@return the certificate of the key} */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** {@return whose it is, without the key} */
    @Override
    public String toString() {
        return "identity " + certificate().getSubjectX500Principal();
    }
}
