package org.cqueues.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The data of a record, with the members that the RFC of its type has: value. Guide 3.2.7, the accessors of each type.
 *
 * <pre>{@code
 * for (ResourceRecord record : packet.grep(Criteria.any().type(RecordType.MX))) {
 *     if (record.data() instanceof Rdata.Mx mx) {
 *         System.out.println(mx.preference() + " " + mx.host());
 *     }
 * }
 * }</pre>
 */
public sealed interface Rdata {
    /**
     * IPv4 address, RFC 1035 section 3.4.1.
     *
     * @param addr address
     */
    record A(Inet4Address addr) implements Rdata {}

    /**
     * IPv6 address, RFC 3596.
     *
     * @param addr address
     */
    record Aaaa(Inet6Address addr) implements Rdata {}

    /**
     * Name server, RFC 1035 section 3.3.11.
     *
     * @param host name of the server
     */
    record Ns(String host) implements Rdata {}

    /**
     * Canonical name, RFC 1035 section 3.3.1.
     *
     * @param host canonical name
     */
    record Cname(String host) implements Rdata {}

    /**
     * Name of an address, RFC 1035 section 3.3.12.
     *
     * @param host name
     */
    record Ptr(String host) implements Rdata {}

    /**
     * Canonical name of a subtree, RFC 6672.
     *
     * @param target what the owner's name is replaced with in names below it
     */
    record Dname(String target) implements Rdata {}

    /**
     * Start of authority, RFC 1035 section 3.3.13.
     *
     * @param mname name of the primary server
     * @param rname mailbox of who is responsible, its first dot for the at sign
     * @param serial version of the zone, 32 bits
     * @param refresh seconds between refreshs
     * @param retry seconds until a failed refresh is retried
     * @param expire seconds after which the zone is no longer authoritative
     * @param minimum seconds for which a negative answer holds at most, RFC 2308
     */
    record Soa(String mname, String rname, long serial, long refresh, long retry, long expire, long minimum)
            implements Rdata {}

    /**
     * Mail exchange, RFC 1035 section 3.3.9.
     *
     * @param preference lower ones first
     * @param host name of the exchange
     */
    record Mx(int preference, String host) implements Rdata {}

    /**
     * Text, RFC 1035 section 3.3.14.
     *
     * @param strings the strings it is made of, each byte one character of 0 to 255
     */
    record Txt(List<String> strings) implements Rdata {
        /**
         * Copies the list.
         *
         * @param strings the strings it is made of, each byte one character of 0 to 255
         */
        public Txt {
            strings = List.copyOf(strings);
        }

        /** {@return all strings as one} */
        public String data() {
            return String.join("", strings);
        }
    }

    /**
     * Location of a service, RFC 2782.
     *
     * @param priority lower ones first
     * @param weight share among those of one priority
     * @param port port
     * @param target name of the host
     */
    record Srv(int priority, int weight, int port, String target) implements Rdata {}

    /**
     * What EDNS adds to a message, RFC 6891.
     *
     * @param rcode upper eight bits of the packet's rcode
     * @param version version of EDNS
     * @param maxsize bytes that the sender can receive over UDP
     * @param dnssec whether the sender wants signatures: the bit DO, RFC 3225
     * @param options options in wire format, each byte one character of 0 to 255
     */
    record Opt(int rcode, int version, int maxsize, boolean dnssec, String options) implements Rdata {}

    /**
     * Fingerprint of an SSH key, RFC 4255. Its numbers are the guide's {@code record.sshfp[]}.
     *
     * @param algo algorithm of the key, such as {@link #RSA}
     * @param type algorithm of the fingerprint, such as {@link #SHA1}
     * @param digest fingerprint in hexadecimal
     */
    record Sshfp(int algo, int type, String digest) implements Rdata {
        /** Algorithm of a key. */
        public static final int RSA = 1;

        /** Algorithm of a key. */
        public static final int DSA = 2;

        /** Algorithm of a fingerprint. */
        public static final int SHA1 = 1;

        /** Algorithm of a fingerprint, RFC 6594. */
        public static final int SHA256 = 2;
    }

    /**
     * Sender policy, RFC 4408.
     *
     * @param strings the strings it is made of, each byte one character of 0 to 255
     */
    record Spf(List<String> strings) implements Rdata {
        /**
         * Copies the list.
         *
         * @param strings the strings it is made of, each byte one character of 0 to 255
         */
        public Spf {
            strings = List.copyOf(strings);
        }

        /** {@return all strings as one} */
        public String data() {
            return String.join("", strings);
        }

        /** {@return the policy: all strings as one} */
        public String policy() {
            return data();
        }
    }

    /**
     * Who may issue certificates, RFC 8659.
     *
     * @param flags 128 if a certificate must not be issued by who does not know the tag
     * @param tag property, such as {@code issue}
     * @param value value of the property
     */
    record Caa(int flags, String tag, String value) implements Rdata {}

    /**
     * Delegation signer, RFC 4034 section 5.
     *
     * @param keyTag tag of the key
     * @param algorithm algorithm of the key
     * @param digestType algorithm of the digest
     * @param digest digest of the key in hexadecimal
     */
    record Ds(int keyTag, int algorithm, int digestType, String digest) implements Rdata {}

    /**
     * Key of a zone, RFC 4034 section 2.
     *
     * @param flags 256 for a zone's key, 257 for one that is an entry point
     * @param protocol 3
     * @param algorithm algorithm of the key
     * @param publicKey key in Base64
     */
    record Dnskey(int flags, int protocol, int algorithm, String publicKey) implements Rdata {}

    /**
     * Signature, RFC 4034 section 3.
     *
     * @param typeCovered type of the records that are signed
     * @param algorithm algorithm of the signature
     * @param labels labels of the owner's name, a wildcard's not counted
     * @param originalTtl seconds that the records have in the zone
     * @param expiration end of its validity
     * @param inception begin of its validity
     * @param keyTag tag of the key
     * @param signer name of the zone
     * @param signature signature in Base64
     */
    record Rrsig(
            RecordType typeCovered,
            int algorithm,
            int labels,
            long originalTtl,
            Instant expiration,
            Instant inception,
            int keyTag,
            String signer,
            String signature)
            implements Rdata {}

    /**
     * Proof that there is nothing between two names, RFC 4034 section 4.
     *
     * @param nextDomain next name of the zone
     * @param types types that the owner's name has
     */
    record Nsec(String nextDomain, List<RecordType> types) implements Rdata {
        /**
         * Copies the list.
         *
         * @param nextDomain next name of the zone
         * @param types types that the owner's name has
         */
        public Nsec {
            types = List.copyOf(types);
        }
    }

    /**
     * Proof that there is nothing between two hashed names, RFC 5155.
     *
     * @param hashAlgorithm algorithm of the hash
     * @param flags 1 if it spans delegations that are not signed
     * @param iterations how often the hash is iterated
     * @param salt salt in hexadecimal; empty if there is none
     * @param nextHashedOwner next hash of the zone in hexadecimal
     * @param types types that the name has whose hash the owner is
     */
    record Nsec3(
            int hashAlgorithm, int flags, int iterations, String salt, String nextHashedOwner, List<RecordType> types)
            implements Rdata {
        /**
         * Copies the list.
         *
         * @param hashAlgorithm algorithm of the hash
         * @param flags 1 if it spans delegations that are not signed
         * @param iterations how often the hash is iterated
         * @param salt salt in hexadecimal; empty if there is none
         * @param nextHashedOwner next hash of the zone in hexadecimal
         * @param types types that the name has whose hash the owner is
         */
        public Nsec3 {
            types = List.copyOf(types);
        }
    }

    /**
     * Certificate for TLS, RFC 6698.
     *
     * @param usage what the certificate is to the server's, 0 to 3
     * @param selector 1 for the key only
     * @param matchingType algorithm of the digest; 0 for none
     * @param data certificate, key or digest in hexadecimal
     */
    record Tlsa(int usage, int selector, int matchingType, String data) implements Rdata {}

    /**
     * Service binding, RFC 9460.
     *
     * @param priority lower ones first; 0 for an alias
     * @param target name of the service; a dot for the owner's own
     * @param params parameters by key, such as {@code alpn}, in presentation format
     */
    record Svcb(int priority, String target, Map<String, String> params) implements Rdata {
        /**
         * Copies the map, whose order is kept.
         *
         * @param priority lower ones first; 0 for an alias
         * @param target name of the service; a dot for the owner's own
         * @param params parameters by key, such as {@code alpn}, in presentation format
         */
        public Svcb {
            params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        }
    }

    /**
     * Service binding for HTTP, RFC 9460.
     *
     * @param priority lower ones first; 0 for an alias
     * @param target name of the service; a dot for the owner's own
     * @param params parameters by key, such as {@code alpn}, in presentation format
     */
    record Https(int priority, String target, Map<String, String> params) implements Rdata {
        /**
         * Copies the map, whose order is kept.
         *
         * @param priority lower ones first; 0 for an alias
         * @param target name of the service; a dot for the owner's own
         * @param params parameters by key, such as {@code alpn}, in presentation format
         */
        public Https {
            params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        }
    }

    /**
     * Naming authority pointer, RFC 3403.
     *
     * @param order order of processing
     * @param preference lower ones first among those of one order
     * @param flags what the next step is
     * @param services services
     * @param regexp substitution
     * @param replacement next name
     */
    record Naptr(int order, int preference, String flags, String services, String regexp, String replacement)
            implements Rdata {}

    /**
     * Data of a type that is not known here.
     *
     * @param rdata data in wire format, each byte one character of 0 to 255
     */
    record Unknown(String rdata) implements Rdata {}

    /**
     * No data: of a question.
     */
    record None() implements Rdata {}
}
