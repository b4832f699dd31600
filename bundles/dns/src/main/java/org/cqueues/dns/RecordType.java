package org.cqueues.dns;

import java.util.Optional;

/**
 * The type of a record: value. Guide 3.2.7, {@code record.type[]}.
 *
 * @param number IANA's number, 0 to 65535
 * @see <a href="https://www.iana.org/assignments/dns-parameters">IANA, DNS parameters</a>
 */
public record RecordType(int number) {
    private static final NumberNames NAMES = new NumberNames("DNS type", 0xffff);

    /** IPv4 address, RFC 1035. */
    public static final RecordType A = named(1, "A");

    /** Name server, RFC 1035. */
    public static final RecordType NS = named(2, "NS");

    /** Canonical name, RFC 1035. */
    public static final RecordType CNAME = named(5, "CNAME");

    /** Start of authority, RFC 1035. */
    public static final RecordType SOA = named(6, "SOA");

    /** Name of an address, RFC 1035. */
    public static final RecordType PTR = named(12, "PTR");

    /** Mail exchange, RFC 1035. */
    public static final RecordType MX = named(15, "MX");

    /** Text, RFC 1035. */
    public static final RecordType TXT = named(16, "TXT");

    /** IPv6 address, RFC 3596. */
    public static final RecordType AAAA = named(28, "AAAA");

    /** Location of a service, RFC 2782. */
    public static final RecordType SRV = named(33, "SRV");

    /** Naming authority pointer, RFC 3403. */
    public static final RecordType NAPTR = named(35, "NAPTR");

    /** Canonical name of a subtree, RFC 6672. */
    public static final RecordType DNAME = named(39, "DNAME");

    /** What EDNS adds to a message, RFC 6891. */
    public static final RecordType OPT = named(41, "OPT");

    /** Delegation signer, RFC 4034. */
    public static final RecordType DS = named(43, "DS");

    /** Fingerprint of an SSH key, RFC 4255. */
    public static final RecordType SSHFP = named(44, "SSHFP");

    /** Signature, RFC 4034. */
    public static final RecordType RRSIG = named(46, "RRSIG");

    /** Proof that there is nothing between two names, RFC 4034. */
    public static final RecordType NSEC = named(47, "NSEC");

    /** Key of a zone, RFC 4034. */
    public static final RecordType DNSKEY = named(48, "DNSKEY");

    /** Proof that there is nothing between two hashed names, RFC 5155. */
    public static final RecordType NSEC3 = named(50, "NSEC3");

    /** Certificate for TLS, RFC 6698. */
    public static final RecordType TLSA = named(52, "TLSA");

    /** Service binding, RFC 9460. */
    public static final RecordType SVCB = named(64, "SVCB");

    /** Service binding for HTTP, RFC 9460. */
    public static final RecordType HTTPS = named(65, "HTTPS");

    /** Sender policy, RFC 4408; its policies are TXT records now. */
    public static final RecordType SPF = named(99, "SPF");

    /** In questions only: all types, RFC 1035. */
    public static final RecordType ALL = named(255, "ALL");

    /** Who may issue certificates, RFC 8659. */
    public static final RecordType CAA = named(257, "CAA");

    /**
     * Makes a type of a number.
     *
     * @param number 0 to 65535
     * @throws IllegalArgumentException if it is out of range
     */
    public RecordType {
        NAMES.require(number);
    }

    private static RecordType named(int number, String name) {
        NAMES.with(number, name);
        return new RecordType(number);
    }

    /**
     * {@return the type of a name}
     *
     * @param name such as {@code AAAA}, in any case; or a number, also as in {@code TYPE28} (RFC 3597)
     * @throws IllegalArgumentException if it is neither
     */
    public static RecordType of(String name) {
        return new RecordType(name.equalsIgnoreCase("ANY") ? ALL.number : NAMES.number(name, "TYPE"));
    }

    /** {@return the name; empty if the type has none here, so that its records have raw data only} */
    public Optional<String> name() {
        return NAMES.name(number);
    }

    /** {@return the name, or else the number} */
    @Override
    public String toString() {
        return NAMES.text(number);
    }
}
