package org.cqueues.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cqueues.tls.impl.SubjectName;

/** What a new certificate is to say, and the type of its new key. Immutable. */
public final class CertificateOptions {
    /** Types of keys. */
    public enum KeyType {
        /** Elliptic curve P-256. */
        EC,
        /** RSA with 3072 bits. */
        RSA,
        /** Edwards curve 25519. Not every peer knows it, and the JDK's DTLS does not. */
        ED25519
    }

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration SKEW = Duration.ofHours(1);

    private final List<String> names;
    private final Optional<String> authority;
    private final KeyType keyType;
    private final Instant notBefore;
    private final Instant notAfter;

    private CertificateOptions(Builder from, Instant notBefore, Instant notAfter) {
        names = List.copyOf(from.names);
        authority = Optional.ofNullable(from.authority);
        keyType = from.keyType;
        this.notBefore = notBefore;
        this.notAfter = notAfter;
    }

    /** {@return a builder with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return names of hosts and literal addresses that it is for, its subjectAltName} */
    public List<String> names() {
        return names;
    }

    /** {@return the name of the authority that it makes; empty if it makes none} */
    public Optional<String> authority() {
        return authority;
    }

    /** {@return the type of the key} */
    public KeyType keyType() {
        return keyType;
    }

    /** {@return from when on it is valid} */
    public Instant notBefore() {
        return notBefore;
    }

    /** {@return until when it is valid} */
    public Instant notAfter() {
        return notAfter;
    }

    /** Collects options: worker of one thread. {@link #build} checks what must fit together; each setter checks its own value. */
    public static final class Builder {
        private final List<String> names = new ArrayList<>();
        private String authority; // null: of a client or a server
        private KeyType keyType = KeyType.EC;
        private Instant notBefore; // null: an hour ago, for clocks that are late
        private Instant notAfter; // null: a year after the moment of building

        private Builder() {}

        /**
         * Adds a name that it is for.
         *
         * @param name name of a host, whose first label may be {@code *}; or IPv4 or IPv6 address in numbers
         * @return this
         * @throws IllegalArgumentException if it is neither
         */
        public Builder name(String name) {
            SubjectName.of(name);
            names.add(name);
            return this;
        }

        /**
         * Adds names that it is for.
         *
         * @param all as {@link #name} takes them
         * @return this
         * @throws IllegalArgumentException if one is neither name nor address
         */
        public Builder names(Collection<String> all) {
            all.forEach(this::name);
            return this;
        }

        /**
         * Makes it a certificate of an authority, which may sign others and is not for clients or servers.
         *
         * @param name what it is called, not empty
         * @return this
         * @throws IllegalArgumentException if the name is empty
         */
        public Builder authority(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("an authority needs a name");
            }
            authority = name;
            return this;
        }

        /**
         * Sets the type of the key.
         *
         * @param type EC unless set
         * @return this
         */
        public Builder keyType(KeyType type) {
            keyType = Objects.requireNonNull(type, "type");
            return this;
        }

        /**
         * Sets when its validity begins.
         *
         * @param moment an hour ago unless set; in full seconds
         * @return this
         */
        public Builder notBefore(Instant moment) {
            notBefore = Objects.requireNonNull(moment, "moment");
            return this;
        }

        /**
         * Sets when its validity ends.
         *
         * @param moment a year from now unless set; in full seconds
         * @return this
         */
        public Builder notAfter(Instant moment) {
            notAfter = Objects.requireNonNull(moment, "moment");
            return this;
        }

        /**
         * {@return the options}
         *
         * @throws IllegalArgumentException if it is for nobody, or its validity ends before it begins
         */
        public CertificateOptions build() {
            if (names.isEmpty() && authority == null) {
                throw new IllegalArgumentException(
                        "a certificate needs a name of a host, an address, or to be one of an authority");
            }
            Instant now = Instant.now();
            Instant from = notBefore != null ? notBefore : now.minus(SKEW);
            Instant to = notAfter != null ? notAfter : now.plus(YEAR);
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("a certificate is valid for a time, not from " + from + " to " + to);
            }
            return new CertificateOptions(this, from, to);
        }
    }
}
