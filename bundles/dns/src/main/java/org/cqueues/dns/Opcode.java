package org.cqueues.dns;

import java.util.Optional;

/**
 * What a packet asks for: value. Guide 3.2.8, {@code packet.opcode[]}.
 *
 * @param number 0 to 15
 */
public record Opcode(int number) {
    private static final NumberNames NAMES = new NumberNames("DNS opcode", 15);

    /** Standard query, RFC 1035. */
    public static final Opcode QUERY = named(0, "QUERY");

    /** Inverse query, obsolete since RFC 3425. */
    public static final Opcode IQUERY = named(1, "IQUERY");

    /** Status of a server, RFC 1035. */
    public static final Opcode STATUS = named(2, "STATUS");

    /** A zone has changed, RFC 1996. */
    public static final Opcode NOTIFY = named(4, "NOTIFY");

    /** Change of a zone, RFC 2136. */
    public static final Opcode UPDATE = named(5, "UPDATE");

    /**
     * Makes an opcode of a number.
     *
     * @param number 0 to 15
     * @throws IllegalArgumentException if it is out of range
     */
    public Opcode {
        NAMES.require(number);
    }

    private static Opcode named(int number, String name) {
        NAMES.with(number, name);
        return new Opcode(number);
    }

    /**
     * {@return the opcode of a name}
     *
     * @param name such as {@code QUERY}, in any case; or a number
     * @throws IllegalArgumentException if it is neither
     */
    public static Opcode of(String name) {
        return new Opcode(NAMES.number(name, "OPCODE"));
    }

    /** {@return the name; empty if the opcode has none here} */
    public Optional<String> name() {
        return NAMES.name(number);
    }

    /** {@return the name, or else the number} */
    @Override
    public String toString() {
        return NAMES.text(number);
    }
}
