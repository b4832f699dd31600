package org.cqueues.dns.impl;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;

/** Facade over dnsjava's wire format of records. Pure. */
public final class RecordFormat {
    /** Type, class, TTL and length of the data, between the name and the data. */
    private static final int FIXED = 10;

    private static final byte[] NO_DATA = {};

    private static volatile Maker maker; // set as the class of records is initialized

    private RecordFormat() {}

    /** Makes records of parts that are known to be right. */
    public interface Maker {
        /**
         * {@return a record}
         *
         * @param section section of the packet
         * @param name name of the owner, fully qualified
         * @param type type
         * @param recordClass class
         * @param ttl seconds for which it holds
         * @param rdata data in wire format, the record's from now on
         * @param data its members
         */
        ResourceRecord make(
                Section section,
                String name,
                RecordType type,
                RecordClass recordClass,
                long ttl,
                byte[] rdata,
                Rdata data);
    }

    /**
     * Lets packets be read without reading each of their records again.
     *
     * @param records makes them
     */
    public static void maker(Maker records) {
        maker = records;
    }

    private static Maker maker() {
        if (maker == null) {
            try {
                MethodHandles.lookup().ensureInitialized(ResourceRecord.class);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return maker;
    }

    /** {@return a record of class IN of parts that are known to be right} */
    static ResourceRecord trusted(Section section, String name, RecordType type, long ttl, byte[] rdata, Rdata data) {
        return maker().make(section, name, type, RecordClass.IN, ttl, rdata, data);
    }

    /** {@return an OPT record without options} */
    static ResourceRecord option(RecordClass size, long ttl) {
        int rcode = (int) (ttl >> 24);
        int version = (int) (ttl >> 16) & 255;
        Rdata data = new Rdata.Opt(rcode, version, size.number(), (ttl & 0x8000) != 0, "");
        return maker().make(Section.ADDITIONAL, ".", RecordType.OPT, size, ttl, NO_DATA, data);
    }

    /** {@return the record of a question for a name that is fully qualified} */
    static ResourceRecord question(String name, RecordType type, RecordClass recordClass) {
        return maker().make(Section.QUESTION, name, type, recordClass, 0, NO_DATA, new Rdata.None());
    }

    /**
     * {@return a name, fully qualified}
     *
     * @param name name, in the form of master files
     * @throws IllegalArgumentException if it is none
     */
    public static String qualified(String name) {
        return PlainName.is(name) ? name : name(name).toString();
    }

    /** {@return whether a name keeps to the limits: 63 bytes a label, 255 in all} */
    static boolean isName(String name) {
        if (PlainName.is(name)) {
            return true;
        }
        try {
            name(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** {@return a name in wire format} */
    static byte[] wire(String name) {
        byte[] plain = PlainName.wire(name);
        return plain != null ? plain : name(name).toWire();
    }

    static Name name(String name) {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(
                    "Illegal DNS RR name or data: the name \"" + name + "\": " + e.getMessage(), e);
        }
    }

    /**
     * {@return the data of a record with its members}
     *
     * @param record record whose data in wire format is set
     * @throws IllegalArgumentException if the data breaks the rules of its format
     */
    public static Rdata data(ResourceRecord record) {
        if (record.section() == Section.QUESTION) {
            return new Rdata.None();
        }
        try {
            return DataReader.read(record(record));
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) { // dnsjava meets some data unprepared
            throw new IllegalArgumentException(
                    "Illegal DNS RR name or data: no data of type " + record.type() + ", of " + record.name(), e);
        }
    }

    /** {@return dnsjava's form of a record} */
    static Record record(ResourceRecord record) {
        Name name = name(record.name());
        int type = record.type().number();
        int dclass = record.recordClass().number();
        byte[] rdata = record.rdata();
        if (record.section() == Section.QUESTION) {
            return Record.newRecord(name, type, dclass);
        }
        // RFC 2181, section 8: with its uppermost bit set a TTL is 0. dnsjava refuses such.
        long ttl = record.ttl() > Integer.MAX_VALUE ? 0 : record.ttl();
        if (rdata.length == 0 && isOfUpdate(record)) {
            return Record.newRecord(name, type, dclass, ttl);
        }
        Record found = Record.newRecord(name, type, dclass, ttl, rdata);
        if (found == null) {
            throw new IllegalArgumentException("Illegal DNS RR name or data: " + rdata.length
                    + " bytes that are no data of type " + record.type() + ", of " + record.name());
        }
        return found instanceof OPTRecord opt ? option(opt, record.ttl()) : found;
    }

    /** Of an OPT record the TTL is something else, and has all its bits. */
    private static Record option(OPTRecord record, long ttl) {
        if (!record.getName().equals(Name.root)) {
            throw new IllegalArgumentException(
                    "Illegal DNS RR name or data: an OPT record is of the root, not of " + record.getName());
        }
        int flags = (int) ttl & 0xffff;
        return new OPTRecord(
                record.getPayloadSize(), (int) (ttl >> 24), (int) (ttl >> 16) & 255, flags, record.getOptions());
    }

    /** Records of class ANY or NONE delete in an update, and may have no data (RFC 2136). */
    private static boolean isOfUpdate(ResourceRecord record) {
        int number = record.recordClass().number();
        return (number == DClass.ANY || number == DClass.NONE) && !record.type().equals(RecordType.OPT);
    }

    /** {@return a record of a packet that dnsjava has read} */
    static ResourceRecord record(Section section, Record record) {
        RecordType type = new RecordType(record.getType());
        RecordClass dclass = new RecordClass(record.getDClass());
        String name = record.getName().toString();
        if (section == Section.QUESTION) {
            return question(name, type, dclass);
        }
        byte[] rdata = rdata(record);
        boolean unusual = rdata.length == 0 || type.equals(RecordType.OPT) || record instanceof VerbatimRecord;
        return unusual
                ? new ResourceRecord(section, name, type, dclass, record.getTTL(), rdata)
                : maker().make(section, name, type, dclass, record.getTTL(), rdata, DataReader.read(record));
    }

    private static byte[] rdata(Record record) {
        byte[] wire = record.toWire(org.xbill.DNS.Section.ANSWER);
        return Arrays.copyOfRange(wire, record.getName().length() + FIXED, wire.length);
    }

    /**
     * {@return data in wire format}
     *
     * @param name name of the owner
     * @param type type of the data
     * @param text data in text
     * @throws IllegalArgumentException if it is no text of that type
     */
    public static byte[] wire(String name, RecordType type, String text) {
        Name owner = name(name);
        try {
            return rdata(Record.fromString(owner, type.number(), DClass.IN, 0, text, Name.root));
        } catch (IOException | RuntimeException e) { // dnsjava meets some text unprepared
            throw new IllegalArgumentException(
                    "Illegal DNS RR name or data: no " + type + " of " + name + ": \"" + text + "\": " + e.getMessage(),
                    e);
        }
    }

    /**
     * {@return the data of a record as text}
     *
     * @param record any record
     */
    public static String text(ResourceRecord record) {
        return DataText.alone(record);
    }
}
