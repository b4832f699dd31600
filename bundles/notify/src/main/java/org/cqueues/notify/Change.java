package org.cqueues.notify;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has happened to one file since it was last told: value. Iterating over the guide's bits is iterating over {@link #flags}.
 *
 * @param name the file's name in the directory, or its path from there; {@code "."} for the directory itself
 * @param flags what happened, in no order; ascending
 * @param exists whether the file was there after the last of it
 * @param renamedFrom the name that it had before; empty if it was not renamed inside what is watched, or if the system does not tell
 * @param renamedTo the name that it has since; empty if it was not renamed inside what is watched, or if the system does not tell
 */
public record Change(String name, Set<Flag> flags, boolean exists, String renamedFrom, String renamedTo) {
    /** Name of the directory itself. */
    public static final String SELF = ".";

    /**
     * Keeps an unmodifiable copy of the flags.
     *
     * @param name the file's name in the directory, or its path from there; {@code "."} for the directory itself
     * @param flags what happened; not empty
     * @param exists whether the file was there after the last of it
     * @param renamedFrom the name that it had before, or empty
     * @param renamedTo the name that it has since, or empty
     */
    public Change {
        flags = java.util.Collections.unmodifiableSet(EnumSet.copyOf(flags));
    }

    /**
     * {@return whether a flag is among what happened}
     *
     * @param flag any flag
     */
    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** {@return the guide's bitwise change set} */
    public int bits() {
        return Flag.bits(flags);
    }

    /** {@return such as {@code a.txt CREATE MODIFY}, with the other name of a rename} */
    @Override
    public String toString() {
        String text = name + " " + flags.stream().map(Flag::name).collect(Collectors.joining(" "));
        return text
                + (renamedFrom.isEmpty() ? "" : " (was " + renamedFrom + ")")
                + (renamedTo.isEmpty() ? "" : " (now " + renamedTo + ")");
    }
}
