package org.cqueues.dns.impl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Flags;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.Rdata;
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
 * @param records records in order
 * @param from who has told it; null if that does not matter
 */
record PacketFormat(int qid, int bits, List<ResourceRecord> records, Source from) {
    static final int MAX = 65535;
    static final int HEADER = 12;
    static final int AD = 0x20;
    private static final int CD = 0x10;
    static final PacketFormat EMPTY = new PacketFormat(0, 0, List.of());

    PacketFormat(int qid, int bits, List<ResourceRecord> records) {
        this(qid, bits, records, null);
    }

    static PacketFormat parse(byte[] wire) throws DnsException {
        if (wire.length < HEADER || wire.length > MAX) {
            throw new DnsException(
                    DnsException.Kind.ILLEGAL, "a packet has " + HEADER + " to " + MAX + " bytes, not " + wire.length);
        }
        List<ResourceRecord> plain = PlainReader.read(wire);
        return plain != null ? new PacketFormat(number(wire, 0), number(wire, 2), plain) : parseAny(wire);
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
        for (ResourceRecord record : records) {
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

    /** {@return the rcode, whose upper bits an OPT record has, RFC 6891} */
    Rcode rcode() {
        for (ResourceRecord record : records) {
            if (record.section() == Section.ADDITIONAL && record.data() instanceof Rdata.Opt opt) {
                return new Rcode(opt.rcode() << 4 | bits & 15);
            }
        }
        return new Rcode(bits & 15);
    }

    /** {@return whether a section has records of a type, or of any where that is ALL} */
    boolean has(Section section, RecordType type) {
        boolean any = type.equals(RecordType.ALL);
        for (ResourceRecord record : records) {
            if (record.section() == section && (any || record.type().equals(type))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the flag ad is set. */
    boolean isAuthentic() {
        return (bits & AD) != 0;
    }

    /** {@return the same without the flags ad and cd} */
    PacketFormat withoutProof() {
        return new PacketFormat(qid, bits & ~(AD | CD), records);
    }

    PacketFormat from(Source teller) {
        return new PacketFormat(qid, bits, records, teller);
    }

    PacketFormat with(ResourceRecord record) {
        List<ResourceRecord> longer = new ArrayList<>(records.size() + 1);
        longer.addAll(records);
        longer.add(record);
        return new PacketFormat(qid, bits, List.copyOf(longer));
    }
}
