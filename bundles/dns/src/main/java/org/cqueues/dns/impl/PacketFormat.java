package org.cqueues.dns.impl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Flags;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/**
 * What a packet says: value, and a facade over dnsjava's wire format of messages.
 *
 * @param qid number of query and response
 * @param bits flags of the header
 * @param contents records in order
 * @param from who has told it; null if that does not matter
 */
record PacketFormat(int qid, int bits, Contents contents, Source from) {
    static final int MAX = 65535;
    static final int HEADER = 12;
    static final int AD = 0x20;
    private static final int CD = 0x10;
    private static final int AA = 0x400;
    private static final int TC = 0x200;
    private static final int RA = 0x80;
    static final PacketFormat EMPTY = new PacketFormat(0, 0, List.of());

    PacketFormat(int qid, int bits, List<ResourceRecord> records) {
        this(qid, bits, records, null);
    }

    PacketFormat(int qid, int bits, List<ResourceRecord> records, Source from) {
        this(qid, bits, new Contents.Listed(records), from);
    }

    /**
     * {@return a packet in wire format}
     *
     * @param wire the packet, which is not to change from now on
     */
    static PacketFormat parse(byte[] wire) throws DnsException {
        if (wire.length < HEADER || wire.length > MAX) {
            throw new DnsException(
                    DnsException.Kind.ILLEGAL, "a packet has " + HEADER + " to " + MAX + " bytes, not " + wire.length);
        }
        Contents plain = PlainReader.read(wire);
        return plain != null ? new PacketFormat(number(wire, 0), number(wire, 2), plain, null) : parseAny(wire);
    }

    /** Reads packets of every kind, by dnsjava. */
    static PacketFormat parseAny(byte[] wire) throws DnsException {
        try {
            Message message = new Message(wire);
            List<ResourceRecord> records = new ArrayList<>();
            for (Section section : Section.values()) {
                for (Record record : message.getSection(section.ordinal())) {
                    records.add(RecordFormat.record(section, record));
                }
            }
            return new PacketFormat(number(wire, 0), number(wire, 2), List.copyOf(records));
        } catch (IOException | RuntimeException e) {
            // dnsjava tells most faults by an IOException, some by an IllegalArgumentException.
            throw new DnsException(
                    DnsException.Kind.ILLEGAL, "a packet of " + wire.length + " bytes: " + e.getMessage(), e);
        }
    }

    private static int number(byte[] wire, int offset) {
        return (wire[offset] & 255) << 8 | wire[offset + 1] & 255;
    }

    /** {@return the packet in wire format, which may be too long for one} */
    byte[] wire() {
        Message message = new Message(qid);
        for (ResourceRecord record : records()) {
            message.addRecord(RecordFormat.record(record), record.section().ordinal());
        }
        byte[] wire = message.toWire();
        wire[2] = (byte) (bits >> 8);
        wire[3] = (byte) bits;
        return wire;
    }

    Flags flags() {
        return Flags.of(bits).withRcode(rcode());
    }

    /** {@return the records in order; unmodifiable} */
    List<ResourceRecord> records() {
        return contents.all();
    }

    /** {@return how many records some sections have} */
    int count(Set<Section> sections) {
        int count = 0;
        for (int i = 0; i < contents.size(); i++) {
            count += sections.contains(contents.section(i)) ? 1 : 0;
        }
        return count;
    }

    /** {@return the rcode, whose upper bits an OPT record has, RFC 6891} */
    Rcode rcode() {
        int number = bits & 15;
        for (int i = 0; i < contents.size(); i++) {
            if (contents.type(i) == RecordType.OPT.number() && contents.section(i) == Section.ADDITIONAL) {
                number |= (int) (contents.ttl(i) >> 24) << 4;
                break;
            }
        }
        return number == 0 ? Rcode.NOERROR : new Rcode(number);
    }

    /** {@return whether a section has records of a type, or of any where that is ALL} */
    boolean has(Section section, RecordType type) {
        boolean any = type.equals(RecordType.ALL);
        for (int i = 0; i < contents.size(); i++) {
            if (contents.section(i) == section && (any || contents.type(i) == type.number())) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether the answer has records of a name, in any case, and of a type, or of any where that is ALL} */
    boolean answers(String name, RecordType type) {
        boolean any = type.equals(RecordType.ALL);
        for (int i = 0; i < contents.size(); i++) {
            if (contents.section(i) == Section.ANSWER
                    && (any || contents.type(i) == type.number())
                    && contents.isOf(i, name)) {
                return true;
            }
        }
        return false;
    }

    /** {@return the seconds for which all records of the answer hold; {@link Long#MAX_VALUE} if there are none} */
    long leastTtl() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < contents.size(); i++) {
            if (contents.section(i) == Section.ANSWER) {
                least = Math.min(least, seconds(contents.ttl(i)));
            }
        }
        return least;
    }

    /** RFC 2181, section 8: a TTL with its uppermost bit set is 0. */
    static long seconds(long ttl) {
        return ttl > Integer.MAX_VALUE ? 0 : ttl;
    }

    /** Whether the flag tc is set. */
    boolean isTruncated() {
        return (bits & TC) != 0;
    }

    /** Whether it comes from a server that knows the answer, or looks for it: the flags aa and ra. */
    boolean isOfExpert() {
        return (bits & (AA | RA)) != 0;
    }

    /** Whether the flag ad is set. */
    boolean isAuthentic() {
        return (bits & AD) != 0;
    }

    /** {@return the same without the flags ad and cd} */
    PacketFormat withoutProof() {
        return new PacketFormat(qid, bits & ~(AD | CD), contents, null);
    }

    PacketFormat from(Source teller) {
        return new PacketFormat(qid, bits, contents, teller);
    }

    PacketFormat with(ResourceRecord record) {
        List<ResourceRecord> longer = new ArrayList<>(records());
        longer.add(record);
        return new PacketFormat(qid, bits, List.copyOf(longer));
    }
}
