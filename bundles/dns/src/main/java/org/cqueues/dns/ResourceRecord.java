package org.cqueues.dns;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.cqueues.dns.impl.RecordFormat;

/**
 * A record: value. Guide 3.2.7.
 *
 * <p>Two are equal if name, in any case, type, class and data are; TTL and section are left out, as in comparing sets of records (RFC 2181, section 5).
 */
public final class ResourceRecord {
    static {
        RecordFormat.maker(ResourceRecord::new);
    }

    private final Section section;
    private final String name;
    private final RecordType type;
    private final RecordClass recordClass;
    private final long ttl;
    private final byte[] rdata; // not changed
    private final Rdata data;

    /**
     * Makes a record of its data in wire format.
     *
     * @param section section of the packet it is of or for
     * @param name name of the owner; a dot at its end is added where it is missing
     * @param type type
     * @param recordClass class
     * @param ttl seconds for which it holds, 0 to 2<sup>32</sup> - 1
     * @param rdata data without compressed names, 0 to 65535 bytes, copied; empty in a question
     * @throws IllegalArgumentException if the name or the data breaks the rules of its format, or a number is out of range
     */
    public ResourceRecord(
            Section section, String name, RecordType type, RecordClass recordClass, long ttl, byte[] rdata) {
        this.section = Objects.requireNonNull(section, "section");
        this.name = RecordFormat.qualified(name);
        this.type = Objects.requireNonNull(type, "type");
        this.recordClass = Objects.requireNonNull(recordClass, "class");
        requireTtl(ttl);
        this.ttl = ttl;
        this.rdata = rdata.clone();
        this.data = RecordFormat.data(this);
    }

    private ResourceRecord(
            Section section,
            String name,
            RecordType type,
            RecordClass recordClass,
            long ttl,
            byte[] rdata,
            Rdata data) {
        this.section = section;
        this.name = name;
        this.type = type;
        this.recordClass = recordClass;
        this.ttl = ttl;
        this.rdata = rdata;
        this.data = data;
    }

    private ResourceRecord as(Section other, long seconds) {
        return new ResourceRecord(other, name, type, recordClass, seconds, rdata, data);
    }

    private static void requireTtl(long ttl) {
        if (ttl < 0 || ttl > 0xffff_ffffL) {
            throw new IllegalArgumentException("a TTL is 0 to 4294967295, not " + ttl);
        }
    }

    /**
     * {@return a record of its data in text}
     *
     * @param name name of the owner
     * @param type type, one that has a name here
     * @param ttl seconds for which it holds
     * @param text data as in a master file, such as {@code 10 mail.example.com.}; names are fully qualified
     * @throws IllegalArgumentException if the text is no data of that type, or a name or number is out of its range
     * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-5">RFC 1035, section 5</a>
     */
    public static ResourceRecord of(String name, RecordType type, long ttl, String text) {
        return new ResourceRecord(Section.ANSWER, name, type, RecordClass.IN, ttl, RecordFormat.wire(name, type, text));
    }

    /**
     * {@return a question}
     *
     * @param name name that is asked for
     * @param type type that is asked for
     * @param recordClass class that is asked for
     * @throws IllegalArgumentException if it is no name
     */
    public static ResourceRecord question(String name, RecordType type, RecordClass recordClass) {
        return new ResourceRecord(Section.QUESTION, name, type, recordClass, 0, new byte[0]);
    }

    /**
     * {@return the same record in another section}
     *
     * @param other section
     */
    public ResourceRecord in(Section other) {
        Objects.requireNonNull(other, "section");
        return other == section ? this : as(other, ttl);
    }

    /**
     * {@return the same record with another TTL}
     *
     * @param seconds 0 to 2<sup>32</sup> - 1
     * @throws IllegalArgumentException if it is out of range
     */
    public ResourceRecord withTtl(long seconds) {
        requireTtl(seconds);
        return seconds == ttl ? this : as(section, seconds);
    }

    /** {@return the section of the packet it came from} */
    public Section section() {
        return section;
    }

    /** {@return the name of the owner, fully qualified, as it was written} */
    public String name() {
        return name;
    }

    /** {@return the type} */
    public RecordType type() {
        return type;
    }

    /** {@return the class; of an OPT record its number is a size, see {@link Rdata.Opt#maxsize()}} */
    public RecordClass recordClass() {
        return recordClass;
    }

    /** {@return for how many seconds it holds, 0 to 2<sup>32</sup> - 1; 0 of a question. Above 2<sup>31</sup> - 1 it counts as 0, RFC 2181} */
    public long ttl() {
        return ttl;
    }

    /** {@return the data in wire format, without compressed names; a copy} */
    public byte[] rdata() {
        return rdata.clone();
    }

    /** {@return the data with its members} */
    public Rdata data() {
        return data;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceRecord that
                && name.equalsIgnoreCase(that.name)
                && type.equals(that.type)
                && recordClass.equals(that.recordClass)
                && Arrays.equals(rdata, that.rdata);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name.toLowerCase(Locale.ROOT), type, recordClass, Arrays.hashCode(rdata));
    }

    /** {@return the data alone, as text: {@code 192.0.2.1}, {@code 10 mail.example.com.}; of an unknown type each byte as one character} */
    @Override
    public String toString() {
        return RecordFormat.text(this);
    }
}
