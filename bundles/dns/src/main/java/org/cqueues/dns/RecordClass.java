package org.cqueues.dns;

import java.util.Optional;

/**
 * The class of a record: value. Guide 3.2.7, {@code record.class[]}.
 *
 * @param number IANA's number, 0 to 65535
 */
public record RecordClass(int number) {
    private static final NumberNames NAMES = new NumberNames("DNS class", 0xffff);

    /** The Internet. */
    public static final RecordClass IN = named(1, "IN");

    /** In questions only: all classes. */
    public static final RecordClass ANY = named(255, "ANY");

    /**
     * Makes a class of a number.
     *
     * @param number 0 to 65535
     * @throws IllegalArgumentException if it is out of range
     */
    public RecordClass {
        NAMES.require(number);
    }

    private static RecordClass named(int number, String name) {
        NAMES.with(number, name);
        return new RecordClass(number);
    }

    /**
     * {@return the class of a name}
     *
     * @param name such as {@code IN}, in any case; or a number, also as in {@code CLASS3} (RFC 3597)
     * @throws IllegalArgumentException if it is neither
     */
    public static RecordClass of(String name) {
        return new RecordClass(NAMES.number(name, "CLASS"));
    }

    /** {@return the name; empty if the class has none here} */
    public Optional<String> name() {
        return NAMES.name(number);
    }

    /** {@return the name, or else the number} */
    @Override
    public String toString() {
        return NAMES.text(number);
    }
}
