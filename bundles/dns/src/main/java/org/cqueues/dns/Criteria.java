package org.cqueues.dns;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which records {@link Packet#grep(Criteria)} is to give: value. All that are set must be met; none is set in {@link #any}. Guide 3.2.8, {@code packet:grep}.
 */
public final class Criteria {
    private static final Criteria ANY = new Criteria(Section.ALL, null, null, Set.of());

    private final Set<Section> sections;
    private final RecordType type; // null: any
    private final RecordClass recordClass; // null: any
    private final Set<String> names; // in lower case; empty: any

    private Criteria(Set<Section> sections, RecordType type, RecordClass recordClass, Set<String> names) {
        this.sections = sections;
        this.type = type;
        this.recordClass = recordClass;
        this.names = names;
    }

    /** {@return the criteria that every record meets} */
    public static Criteria any() {
        return ANY;
    }

    /**
     * {@return these criteria, for records of some sections only}
     *
     * @param first one section
     * @param further others
     */
    public Criteria section(Section first, Section... further) {
        return sections(EnumSet.of(first, further));
    }

    /**
     * {@return these criteria, for records of some sections only}
     *
     * @param some sections, such as {@link Section#of(int)} gives
     */
    public Criteria sections(Set<Section> some) {
        return new Criteria(Set.copyOf(some), type, recordClass, names);
    }

    /**
     * {@return these criteria, for records of one type only}
     *
     * @param only type; {@link RecordType#ALL} for any
     */
    public Criteria type(RecordType only) {
        Objects.requireNonNull(only, "type");
        return new Criteria(sections, only.equals(RecordType.ALL) ? null : only, recordClass, names);
    }

    /**
     * {@return these criteria, for records of one class only}
     *
     * @param only class; {@link RecordClass#ANY} for any
     */
    public Criteria recordClass(RecordClass only) {
        Objects.requireNonNull(only, "class");
        return new Criteria(sections, type, only.equals(RecordClass.ANY) ? null : only, names);
    }

    /**
     * {@return these criteria, for records of one name only}
     *
     * @param only name, fully qualified, in any case
     * @throws IllegalArgumentException if it does not end with a dot
     */
    public Criteria name(String only) {
        return names(Set.of(only));
    }

    /**
     * {@return these criteria, for records of some names only}
     *
     * @param some names, fully qualified, in any case
     * @throws IllegalArgumentException if one does not end with a dot
     */
    public Criteria names(Collection<String> some) {
        Set<String> lower = new LinkedHashSet<>();
        for (String name : some) {
            if (!name.endsWith(".")) {
                throw new IllegalArgumentException("a name to look for ends with a dot, not \"" + name + '"');
            }
            lower.add(name.toLowerCase(Locale.ROOT));
        }
        return new Criteria(sections, type, recordClass, lower);
    }

    /** {@return the sections} */
    public Set<Section> sections() {
        return sections;
    }

    /** {@return the type; empty for any} */
    public Optional<RecordType> type() {
        return Optional.ofNullable(type);
    }

    /**
     * {@return whether a record meets them}
     *
     * @param record record of a packet
     */
    public boolean meets(ResourceRecord record) {
        return sections.contains(record.section())
                && (type == null || type.equals(record.type()))
                && (recordClass == null || recordClass.equals(record.recordClass()))
                && (names.isEmpty() || names.contains(record.name().toLowerCase(Locale.ROOT)));
    }
}
