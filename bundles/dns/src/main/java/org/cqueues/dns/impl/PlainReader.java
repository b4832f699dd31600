package org.cqueues.dns.impl;

import org.cqueues.dns.RecordType;

/**
 * Checks the packets that most are: addresses, name servers and canonical names of class IN, and names of letters, digits, hyphens and underscores. Worker of one packet. Whatever else there
 * is, or is wrong, it leaves to dnsjava, which takes some times as long; where both read a packet, they read the same.
 */
final class PlainReader {
    private static final int LEAST = 1 + PlainContents.DATA; // bytes of a record
    private static final int MAX_NAME = 255;
    private static final int MAX_LABEL = 63;
    private static final int IN = 1;
    private static final int TRUNCATED = 2; // of the header's third byte
    private static final int MAPPED = 10; // zeros at the start of an IPv4 address in the form of IPv6

    private final byte[] wire;
    private final int[] records; // as PlainContents has them
    private int count;
    private int at = PacketFormat.HEADER;

    private PlainReader(byte[] wire, int records) {
        this.wire = wire;
        this.records = new int[records];
    }

    /**
     * {@return the contents of a packet; null if it is not for this reader}
     *
     * @param wire packet in wire format, the contents' from now on
     */
    static PlainContents read(byte[] wire) {
        int others = number(wire, 6) + number(wire, 8) + number(wire, 10);
        if (number(wire, 4) != 1 || others > wire.length / LEAST) {
            return null;
        }
        PlainReader reader = new PlainReader(wire, 1 + others);
        try {
            return reader.isRead() ? new PlainContents(wire, reader.records) : null;
        } catch (ArrayIndexOutOfBoundsException e) {
            return null; // it ends early
        }
    }

    private boolean isRead() {
        if ((wire[2] & TRUNCATED) != 0 || (wire[2] & 0x78) != 0 || !readQuestion()) {
            return false;
        }
        int additional = 1 + number(6) + number(8);
        while (count < records.length) {
            boolean read = count >= additional && wire[at] == 0 ? readOption() : readRecord();
            if (!read) {
                return false;
            }
        }
        return at == wire.length;
    }

    private boolean readQuestion() {
        if (!readName()) {
            return false;
        }
        add(PacketFormat.HEADER, at);
        at += PlainContents.TTL;
        return at <= wire.length;
    }

    private boolean readRecord() {
        int owner = at;
        if (!readName() || number(at + PlainContents.CLASS) != IN || wire[at + PlainContents.TTL] < 0) {
            return false;
        }
        add(owner, at);
        int type = number(at);
        int length = number(at + PlainContents.LENGTH);
        at += PlainContents.DATA;
        int end = at + length;
        return isRead(type, length) && at == end;
    }

    private boolean isRead(int type, int length) {
        if (type == RecordType.A.number() && length == 4) {
            at += length;
            return true;
        } else if (type == RecordType.AAAA.number() && length == 16) {
            at += length;
            return !isMapped(at - length);
        }
        return (type == RecordType.NS.number() || type == RecordType.CNAME.number()) && readName();
    }

    /** Of an IPv4 address in the form of IPv6 the JDK makes one of IPv4. */
    private boolean isMapped(int from) {
        int i = 0;
        while (i < MAPPED && wire[from + i] == 0) {
            i++;
        }
        return i == MAPPED && wire[from + i] == -1 && wire[from + i + 1] == -1;
    }

    /** RFC 6891, section 6.1.2. */
    private boolean readOption() {
        int owner = at++;
        boolean isPlain = number(at) == RecordType.OPT.number()
                && wire[at + PlainContents.TTL] >= 0
                && number(at + PlainContents.LENGTH) == 0;
        add(owner, at);
        at += PlainContents.DATA;
        return isPlain;
    }

    private void add(int owner, int afterwards) {
        records[count++] = owner << 16 | afterwards;
    }

    /** Goes on after the name here. {@return whether it is for this reader} */
    private boolean readName() {
        int from = at;
        int length = 0; // as text
        int after = -1; // behind the first pointer; -1: there was none
        while (true) {
            int size = wire[from] & 255;
            if (size == 0) {
                at = after < 0 ? from + 1 : after;
                return length > 0;
            } else if (size >= PlainContents.POINTER) {
                int target = (size & 0x3f) << 8 | wire[from + 1] & 255;
                after = after < 0 ? from + 2 : after;
                if (target >= from) {
                    return false;
                } else if (target == PacketFormat.HEADER && length == 0) {
                    at = after; // the name of the question, to which most others point, is good
                    return true;
                }
                from = target;
            } else if (size > MAX_LABEL || length + size + 1 >= MAX_NAME || !isLabel(from + 1, size)) {
                return false;
            } else {
                length += size + 1;
                from += size + 1;
            }
        }
    }

    private boolean isLabel(int from, int size) {
        for (int i = from; i < from + size; i++) {
            if (!PlainName.isPlain(wire[i])) {
                return false;
            }
        }
        return true;
    }

    private int number(int offset) {
        return number(wire, offset);
    }

    private static int number(byte[] wire, int offset) {
        return (wire[offset] & 255) << 8 | wire[offset + 1] & 255;
    }
}
