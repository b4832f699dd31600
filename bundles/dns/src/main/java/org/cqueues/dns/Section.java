package org.cqueues.dns;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The sections of a packet, in their order. Guide 3.2.8, {@code packet.section[]}. */
public enum Section {
    /** What is asked. */
    QUESTION,
    /** What answers it. */
    ANSWER,
    /** Who has authority. */
    AUTHORITY,
    /** What helps beyond. */
    ADDITIONAL;

    /** All four; unmodifiable. */
    public static final Set<Section> ALL = Collections.unmodifiableSet(EnumSet.allOf(Section.class));

    /** {@return the guide's number: 1, 2, 4 or 8, to be combined bitwise} */
    public int bit() {
        return 1 << ordinal();
    }

    /**
     * {@return the sections of a number of the guide's}
     *
     * @param bits 0 to 15
     * @throws IllegalArgumentException if it is out of range
     */
    public static Set<Section> of(int bits) {
        if (bits < 0 || bits > 15) {
            throw new IllegalArgumentException("sections are 0 to 15, not " + bits);
        }
        EnumSet<Section> sections = EnumSet.allOf(Section.class);
        sections.removeIf(section -> (section.bit() & bits) == 0);
        return sections;
    }

    /**
     * {@return the section of a name}
     *
     * @param name such as {@code ANSWER} or {@code AN}, in any case
     * @throws IllegalArgumentException if there is none
     */
    public static Section of(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "QUESTION", "QD" -> QUESTION;
            case "ANSWER", "AN" -> ANSWER;
            case "AUTHORITY", "NS" -> AUTHORITY;
            case "ADDITIONAL", "AR" -> ADDITIONAL;
            default -> throw new IllegalArgumentException(name + ": Invalid section specified");
        };
    }
}
