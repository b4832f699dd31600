package org.cqueues.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** What a TLS context of clients is to be. Immutable. */
public final class ClientOptions {
    private final List<X509Certificate> authorities;
    private final boolean systemAuthorities;
    private final boolean verify;
    private final List<Identity> identities;
    private final List<String> protocols;
    private final boolean datagram;

    private ClientOptions(Builder from) {
        authorities = List.copyOf(from.authorities);
        systemAuthorities = from.systemAuthorities || from.authorities.isEmpty();
        verify = from.verify;
        identities = List.copyOf(from.identities);
        protocols = List.copyOf(from.protocols);
        datagram = from.datagram;
    }

    /** {@return a builder with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return certificates of authorities, or of servers, that are trusted} */
    public List<X509Certificate> authorities() {
        return authorities;
    }

    /** {@return whether the authorities of the JDK are trusted} */
    public boolean systemAuthorities() {
        return systemAuthorities;
    }

    /** {@return whether certificates of servers are verified} */
    public boolean verify() {
        return verify;
    }

    /** {@return keys to answer with when a server asks for a certificate} */
    public List<Identity> identities() {
        return identities;
    }

    /** {@return protocols by their names in JSSE, the most wanted first; empty for the default} */
    public List<String> protocols() {
        return protocols;
    }

    /** {@return whether it is for DTLS} */
    public boolean datagram() {
        return datagram;
    }

    /** Collects options: worker of one thread. */
    public static final class Builder {
        private final List<X509Certificate> authorities = new ArrayList<>();
        private boolean systemAuthorities;
        private boolean verify = true;
        private final List<Identity> identities = new ArrayList<>();
        private List<String> protocols = List.of();
        private boolean datagram;

        private Builder() {}

        /**
         * Trusts an authority, or a server by its own certificate, in place of the JDK's authorities.
         *
         * @param certificate whose signature, or which itself, is trusted
         * @return this
         */
        public Builder authority(X509Certificate certificate) {
            authorities.add(Objects.requireNonNull(certificate, "certificate"));
            return this;
        }

        /**
         * Trusts authorities in place of the JDK's.
         *
         * @param certificates as {@link TlsContexts#certificates} reads them
         * @return this
         */
        public Builder authorities(Collection<X509Certificate> certificates) {
            certificates.forEach(this::authority);
            return this;
        }

        /**
         * Trusts the authorities of the JDK beside those that were given, as without any: those of the property {@code javax.net.ssl.trustStore}, else of
         * {@code lib/security/cacerts}.
         *
         * @return this
         */
        public Builder systemAuthorities() {
            systemAuthorities = true;
            return this;
        }

        /**
         * Sets whether certificates of servers are verified.
         *
         * @param on false to accept any certificate of any host: then anybody on the way can read along
         * @return this
         */
        public Builder verify(boolean on) {
            verify = on;
            return this;
        }

        /**
         * Adds a key to answer with when a server asks for a certificate. The first is taken whose type and issuer suit the server.
         *
         * @param identity key and chain
         * @return this
         */
        public Builder identity(Identity identity) {
            identities.add(Objects.requireNonNull(identity, "identity"));
            return this;
        }

        /**
         * Sets the protocols.
         *
         * @param names names in JSSE, such as {@code "TLSv1.3"}; none for TLS 1.3 and 1.2, or DTLS 1.2
         * @return this
         */
        public Builder protocols(String... names) {
            protocols = List.of(names);
            return this;
        }

        /**
         * Makes it a context for DTLS.
         *
         * @return this
         */
        public Builder datagram() {
            datagram = true;
            return this;
        }

        /** {@return the options} */
        public ClientOptions build() {
            return new ClientOptions(this);
        }
    }
}
