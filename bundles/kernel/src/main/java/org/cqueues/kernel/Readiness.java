package org.cqueues.kernel;

/**
 * A set of conditions a descriptor can be ready for, as in guide 3.1.1: {@code r}, {@code w} and {@code p}. Value with eight instances, so that
 * {@code ==} compares and nothing is allocated.
 */
public final class Readiness {
    private static final Readiness[] ALL = new Readiness[8];

    static {
        for (int bits = 0; bits < ALL.length; bits++) {
            ALL[bits] = new Readiness(bits);
        }
    }

    /** Nothing. */
    public static final Readiness NONE = ALL[0];

    /** Data, an end of stream, an incoming connection or an error can be read: {@code POLLIN}. */
    public static final Readiness READ = ALL[1];

    /** Writing does not block: {@code POLLOUT}. */
    public static final Readiness WRITE = ALL[2];

    /** Reading or writing. */
    public static final Readiness READ_WRITE = ALL[3];

    /** Urgent data: {@code POLLPRI}. */
    public static final Readiness PRIORITY = ALL[4];

    private final int bits;

    private Readiness(int bits) {
        this.bits = bits;
    }

    /**
     * {@return the set with the given bits}
     *
     * @param bits 1 for read, 2 for write, 4 for priority, added up; 0 to 7
     * @throws IllegalArgumentException if other bits are set
     */
    public static Readiness ofBits(int bits) {
        if (bits < 0 || bits >= ALL.length) {
            throw new IllegalArgumentException("readiness bits are 0 to 7, not " + bits);
        }
        return ALL[bits];
    }

    /**
     * {@return the set that a guide's event string names}
     *
     * @param flags any of {@code r}, {@code w} and {@code p}, in any order
     * @throws IllegalArgumentException if another letter occurs
     */
    public static Readiness of(String flags) {
        int bits = 0;
        for (int i = 0; i < flags.length(); i++) {
            int flag = "rwp".indexOf(flags.charAt(i));
            if (flag < 0) {
                throw new IllegalArgumentException("events are letters of \"rwp\", not \"" + flags + "\"");
            }
            bits |= 1 << flag;
        }
        return ALL[bits];
    }

    /** {@return 1 for read, 2 for write, 4 for priority, added up} */
    public int bits() {
        return bits;
    }

    /**
     * {@return what is in this set, in the other, or in both}
     *
     * @param other another set
     */
    public Readiness or(Readiness other) {
        return ALL[bits | other.bits];
    }

    /**
     * {@return what is in this set and in the other}
     *
     * @param other another set
     */
    public Readiness and(Readiness other) {
        return ALL[bits & other.bits];
    }

    /**
     * {@return whether all of the other set is in this one}
     *
     * @param other another set
     */
    public boolean contains(Readiness other) {
        return (bits & other.bits) == other.bits;
    }

    /** {@return whether nothing is in the set} */
    public boolean isEmpty() {
        return bits == 0;
    }

    /** {@return the guide's letters, such as {@code "rw"}} */
    @Override
    public String toString() {
        return (contains(READ) ? "r" : "") + (contains(WRITE) ? "w" : "") + (contains(PRIORITY) ? "p" : "");
    }
}
