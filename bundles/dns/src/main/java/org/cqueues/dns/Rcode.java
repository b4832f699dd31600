package org.cqueues.dns;

import java.util.Optional;

/**
 * What has become of a query: value. Guide 3.2.8, {@code packet.rcode[]}.
 *
 * @param number 0 to 4095; above 15 only with EDNS (RFC 6891)
 */
public record Rcode(int number) {
    private static final NumberNames NAMES = new NumberNames("DNS rcode", 0xfff);

    /** No error. */
    public static final Rcode NOERROR = named(0, "NOERROR");

    /** The server could not understand the query. */
    public static final Rcode FORMERR = named(1, "FORMERR");

    /** The server failed. */
    public static final Rcode SERVFAIL = named(2, "SERVFAIL");

    /** There is no such name. */
    public static final Rcode NXDOMAIN = named(3, "NXDOMAIN");

    /** The server does not do this. */
    public static final Rcode NOTIMP = named(4, "NOTIMP");

    /** The server will not do this. */
    public static final Rcode REFUSED = named(5, "REFUSED");

    /** A name exists that should not, RFC 2136. */
    public static final Rcode YXDOMAIN = named(6, "YXDOMAIN");

    /** A set of records exists that should not, RFC 2136. */
    public static final Rcode YXRRSET = named(7, "YXRRSET");

    /** A set of records does not exist that should, RFC 2136. */
    public static final Rcode NXRRSET = named(8, "NXRRSET");

    /** The server is not the zone's, or does not allow this to who asks, RFC 2136. */
    public static final Rcode NOTAUTH = named(9, "NOTAUTH");

    /** The name is not of the zone, RFC 2136. */
    public static final Rcode NOTZONE = named(10, "NOTZONE");

    /** The server does not know this version of EDNS, RFC 6891. */
    public static final Rcode BADVERS = named(16, "BADVERS");

    /**
     * Makes an rcode of a number.
     *
     * @param number 0 to 4095
     * @throws IllegalArgumentException if it is out of range
     */
    public Rcode {
        NAMES.require(number);
    }

    private static Rcode named(int number, String name) {
        NAMES.with(number, name);
        return new Rcode(number);
    }

    /**
     * {@return the rcode of a name}
     *
     * @param name such as {@code NXDOMAIN}, in any case; or a number
     * @throws IllegalArgumentException if it is neither
     */
    public static Rcode of(String name) {
        return new Rcode(NAMES.number(name, "RCODE"));
    }

    /** {@return the name; empty if the rcode has none here} */
    public Optional<String> name() {
        return NAMES.name(number);
    }

    /** {@return the name, or else the number} */
    @Override
    public String toString() {
        return NAMES.text(number);
    }
}
