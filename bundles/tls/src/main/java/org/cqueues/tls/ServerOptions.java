package org.cqueues.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** What a TLS context of servers is to be. Immutable. */
public final class ServerOptions {
    /** Whether clients are asked for a certificate. */
    public enum ClientCertificate {
        /** Not asked for. */
        NONE,
        /** Asked for; a client without one is let in, one with a bad one is not. */
        WANTED,
        /** Asked for; a client without one is not let in. */
        NEEDED
    }

    private final List<Identity> identities;
    private final List<X509Certificate> clientAuthorities;
    private final ClientCertificate clientCertificate;
    private final List<String> protocols;
    private final boolean datagram;

    private ServerOptions(Builder from) {
        identities = List.copyOf(from.identities);
        clientAuthorities = List.copyOf(from.clientAuthorities);
        clientCertificate = from.clientAuthorities.isEmpty() ? ClientCertificate.NONE : from.clientCertificate;
        protocols = List.copyOf(from.protocols);
        datagram = from.datagram;
    }

    /** {@return a builder with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return keys of the server, at least one} */
    public List<Identity> identities() {
        return identities;
    }

    /** {@return certificates of authorities that clients' certificates are verified with} */
    public List<X509Certificate> clientAuthorities() {
        return clientAuthorities;
    }

    /** {@return whether clients are asked for a certificate} */
    public ClientCertificate clientCertificate() {
        return clientCertificate;
    }

    /** {@return protocols by their names in JSSE, the most wanted first; empty for the default} */
    public List<String> protocols() {
        return protocols;
    }

    /** {@return whether it is for DTLS} */
    public boolean datagram() {
        return datagram;
    }

    /** Collects options: worker of one thread. {@link #build} checks what must fit together. */
    public static final class Builder {
        private final List<Identity> identities = new ArrayList<>();
        private final List<X509Certificate> clientAuthorities = new ArrayList<>();
        private ClientCertificate clientCertificate = ClientCertificate.NEEDED;
        private List<String> protocols = List.of();
        private boolean datagram;

        private Builder() {}

        /**
         * Adds a key of the server.
         *
         * <p>Of several, one is taken whose certificate is for the name that the client wants (SNI), whose type the client knows, and which has not expired: the
         * type that the client wants most, then the order in which they were added. If none is for that name, or the client tells none, the others are looked
         * through in the same way. Of DTLS, where the JDK chooses, the type comes first, and then the name, of EC only if the certificates allow key
         * agreement too.
         *
         * @param identity key and chain
         * @return this
         */
        public Builder identity(Identity identity) {
            identities.add(Objects.requireNonNull(identity, "identity"));
            return this;
        }

        /**
         * Demands of clients a certificate of one of these authorities.
         *
         * @param certificates as {@link TlsContexts#certificates} reads them
         * @return this
         */
        public Builder clientAuthorities(Collection<X509Certificate> certificates) {
            clientAuthorities.addAll(certificates);
            return this;
        }

        /**
         * Lets clients in that have no certificate at all, where authorities are given.
         *
         * @return this
         */
        public Builder clientCertificateOptional() {
            clientCertificate = ClientCertificate.WANTED;
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

        /**
         * {@return the options}
         *
         * @throws IllegalArgumentException if there is no key, or a certificate is optional that is never asked for
         */
        public ServerOptions build() {
            if (identities.isEmpty()) {
                throw new IllegalArgumentException("a server needs a key with its certificate");
            }
            if (clientCertificate == ClientCertificate.WANTED && clientAuthorities.isEmpty()) {
                throw new IllegalArgumentException(
                        "an optional certificate of clients needs authorities to verify it with");
            }
            return new ServerOptions(this);
        }
    }
}
