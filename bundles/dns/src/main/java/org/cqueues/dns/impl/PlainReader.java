package org.cqueues.dns.impl;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;

/**
 * Reads the packets that most are: addresses, name servers and canonical names of class IN, and names of letters, digits, hyphens and underscores. Worker of one packet. Whatever else there
 * is, or is wrong, it leaves to dnsjava, which takes some times as long; where both read a packet, they read the same.
 */
final class PlainReader {
    private static final int TYPE_TO_DATA = 10; // type, class, TTL and length of the data
    private static final int MAX_NAME = 255;
    private static final int MAX_LABEL = 63;
    private static final int IN = 1;
    private static final int TRUNCATED = 2; // of the header's third byte

    private final byte[] wire;
    private final byte[] text; // a name that does not fit has pieces in it twice, and is not plain
    private final List<ResourceRecord> records = new ArrayList<>();
    private String asked; // the name of the question, to which most others point
    private int at = PacketFormat.HEADER;

    private PlainReader(byte[] wire) {
        this.wire = wire;
        text = new byte[Math.min(MAX_NAME, wire.length)];
    }

    /** {@return the records of a packet; null if it is not for this reader} */
    static List<ResourceRecord> read(byte[] wire) {
        PlainReader reader = new PlainReader(wire);
        try {
            return reader.isRead() ? List.copyOf(reader.records) : null;
        } catch (ArrayIndexOutOfBoundsException e) {
            return null; // it ends early, or a name is too long
        }
    }

    private boolean isRead() {
        if ((wire[2] & TRUNCATED) != 0 || (wire[2] & 0x78) != 0 || number(4) != 1 || !readQuestion()) {
            return false;
        }
        for (Section section : List.of(Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL)) {
            int count = number(4 + 2 * section.ordinal());
            for (int i = 0; i < count; i++) {
                if (!readRecord(section)) {
                    return false;
                }
            }
        }
        return at == wire.length;
    }

    private boolean readQuestion() {
        asked = name();
        if (asked == null) {
            return false;
        }
        records.add(RecordFormat.question(asked, new RecordType(number(at)), new RecordClass(number(at + 2))));
        at += 4;
        return true;
    }

    private boolean readRecord(Section section) {
        if (section == Section.ADDITIONAL && wire[at] == 0) {
            return readOption();
        }
        String owner = name();
        if (owner == null || number(at + 2) != IN || wire[at + 4] < 0) {
            return false;
        }
        RecordType type = new RecordType(number(at));
        long ttl = (long) number(at + 4) << 16 | number(at + 6);
        int length = number(at + 8);
        at += TYPE_TO_DATA;
        int end = at + length;
        ResourceRecord record = isAddress(type, length)
                ? addressRecord(section, owner, type, ttl, end)
                : nameRecord(section, owner, type, ttl);
        if (record == null || at != end) {
            return false;
        }
        records.add(record);
        return true;
    }

    /** RFC 6891, section 6.1.2. */
    private boolean readOption() {
        boolean isPlain = number(at + 1) == RecordType.OPT.number() && wire[at + 5] >= 0 && number(at + 9) == 0;
        if (isPlain) {
            long ttl = (long) number(at + 5) << 16 | number(at + 7);
            records.add(RecordFormat.option(new RecordClass(number(at + 3)), ttl));
            at += 1 + TYPE_TO_DATA;
        }
        return isPlain;
    }

    private static boolean isAddress(RecordType type, int length) {
        return type.equals(RecordType.A) && length == 4 || type.equals(RecordType.AAAA) && length == 16;
    }

    private ResourceRecord addressRecord(Section section, String owner, RecordType type, long ttl, int end) {
        if (end > wire.length) {
            return null;
        }
        byte[] bytes = Arrays.copyOfRange(wire, at, end);
        at = end;
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            Rdata data = null;
            if (bytes.length == 4) {
                data = new Rdata.A((Inet4Address) address);
            } else if (address instanceof Inet6Address six) { // else an IPv4 address in the form of IPv6
                data = new Rdata.Aaaa(six);
            }
            return data == null ? null : RecordFormat.trusted(section, owner, type, ttl, bytes, data);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("of 4 or 16 bytes", e);
        }
    }

    private ResourceRecord nameRecord(Section section, String owner, RecordType type, long ttl) {
        boolean isHost = type.equals(RecordType.NS);
        boolean isAlias = type.equals(RecordType.CNAME);
        String name = isHost || isAlias ? name() : null;
        if (name == null) {
            return null;
        }
        Rdata data = isHost ? new Rdata.Ns(name) : new Rdata.Cname(name);
        return RecordFormat.trusted(section, owner, type, ttl, PlainName.wire(name), data);
    }

    /** {@return the name here, fully qualified, and goes on after it; null if it is not for this reader} */
    private String name() {
        int from = at;
        int length = 0;
        int after = -1; // behind the first pointer; -1: there was none
        while (true) {
            int size = wire[from] & 255;
            if (size == 0) {
                at = after < 0 ? from + 1 : after;
                return length == 0 ? null : new String(text, 0, length, StandardCharsets.ISO_8859_1);
            } else if (size >= 0xc0) {
                int target = (size & 0x3f) << 8 | wire[from + 1] & 255;
                after = after < 0 ? from + 2 : after;
                if (target >= from) {
                    return null;
                } else if (target == PacketFormat.HEADER && length == 0 && asked != null) {
                    at = after;
                    return asked;
                }
                from = target;
            } else if (size > MAX_LABEL || length + size + 1 >= MAX_NAME) {
                return null;
            } else {
                for (int i = from + 1; i <= from + size; i++) {
                    if (!PlainName.isPlain(wire[i])) {
                        return null;
                    }
                    text[length++] = wire[i];
                }
                text[length++] = '.';
                from += size + 1;
            }
        }
    }

    private int number(int offset) {
        return (wire[offset] & 255) << 8 | wire[offset + 1] & 255;
    }
}
