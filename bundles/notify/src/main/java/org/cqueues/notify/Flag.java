package org.cqueues.notify;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What can happen to a file, as the guide's bitwise flags. Guide 3.2.6, {@code notify[]}. */
public enum Flag {
    /** It came to be, or came here from elsewhere. */
    CREATE(0x01),
    /** Its metadata changed: owner, mode, times, links. */
    ATTRIB(0x02),
    /** Its contents changed; of a directory, its entries. */
    MODIFY(0x04),
    /** Access to it was revoked: its file system was unmounted, or it must not be read any more. */
    REVOKE(0x08),
    /** It was removed, or went elsewhere. */
    DELETE(0x10),
    /** Of the directory itself: the system had to drop changes. What could be found out by looking again follows. Not of the guide; always told. */
    OVERFLOW(0x20);

    /** The guide's {@code notify.ALL}: all of its flags. Unmodifiable. */
    public static final Set<Flag> ALL = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(OVERFLOW)));

    private final int bit;

    Flag(int bit) {
        this.bit = bit;
    }

    /** {@return its bit, as in the guide} */
    public int bit() {
        return bit;
    }

    /**
     * {@return the flags in bitwise sets, ascending. Guide: {@code notify.flags}}
     *
     * @param bitsets bits of flags, added up
     * @throws IllegalArgumentException if a bit is no flag's
     */
    public static Set<Flag> flags(int... bitsets) {
        EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        for (int bits : bitsets) {
            int left = bits;
            for (Flag flag : values()) {
                if ((bits & flag.bit) != 0) {
                    flags.add(flag);
                    left &= ~flag.bit;
                }
            }
            if (left != 0) {
                throw new IllegalArgumentException("no flag has the bits 0x" + Integer.toHexString(left));
            }
        }
        return flags;
    }

    /**
     * {@return the bitwise set of flags}
     *
     * @param flags any flags
     */
    public static int bits(Set<Flag> flags) {
        int bits = 0;
        for (Flag flag : flags) {
            bits |= flag.bit;
        }
        return bits;
    }
}
