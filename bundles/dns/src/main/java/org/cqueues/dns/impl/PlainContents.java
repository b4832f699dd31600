package org.cqueues.dns.impl;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;

/** The contents of a packet that {@link PlainReader} has found good: value. It keeps the wire format, and makes records of it when somebody asks for them. */
final class PlainContents implements Contents {
    /** Where the parts of a record are, from its type on. */
    static final int CLASS = 2;

    static final int TTL = 4;
    static final int LENGTH = 8;
    static final int DATA = 10;

    /** From this on the length of a label is part of a pointer. */
    static final int POINTER = 0xc0;

    private final byte[] wire; // not changed
    private final int[] records; // where the owner's name begins, in the upper half, and where the type
    private List<ResourceRecord> all; // null: nobody has asked; two who ask at a time make the same

    PlainContents(byte[] wire, int[] records) {
        this.wire = wire;
        this.records = records;
    }

    @Override
    public int size() {
        return records.length;
    }

    @Override
    public int bytes() {
        return wire.length;
    }

    @Override
    public Section section(int index) {
        int answers = number(6);
        if (index <= answers) {
            return index == 0 ? Section.QUESTION : Section.ANSWER;
        }
        return index <= answers + number(8) ? Section.AUTHORITY : Section.ADDITIONAL;
    }

    @Override
    public int type(int index) {
        return number(records[index] & 0xffff);
    }

    @Override
    public long ttl(int index) {
        int at = (records[index] & 0xffff) + TTL;
        return index == 0 ? 0 : (long) number(at) << 16 | number(at + 2);
    }

    @Override
    public boolean isOf(int index, String name) {
        int at = records[index] >>> 16;
        int from = 0;
        for (int size = wire[at] & 255; size > 0; size = wire[at] & 255) {
            if (size >= POINTER) {
                at = (size & 0x3f) << 8 | wire[at + 1] & 255;
            } else if (!isLabel(at + 1, size, name, from)) {
                return false;
            } else {
                at += size + 1;
                from += size + 1;
            }
        }
        return from == 0 ? name.equals(".") : from == name.length();
    }

    private boolean isLabel(int at, int size, String name, int from) {
        int end = from + size;
        if (end >= name.length() || name.charAt(end) != '.') {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (lower(wire[at + i]) != lower(name.charAt(from + i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
    }

    @Override
    public List<ResourceRecord> all() {
        List<ResourceRecord> made = all;
        if (made == null) {
            ResourceRecord[] each = new ResourceRecord[records.length];
            String asked = name(PacketFormat.HEADER, "");
            for (int i = 0; i < each.length; i++) {
                each[i] = record(i, asked);
            }
            made = List.of(each);
            all = made;
        }
        return made;
    }

    private ResourceRecord record(int index, String asked) {
        RecordType type = known(type(index));
        int at = records[index] & 0xffff;
        Section section = section(index);
        if (section == Section.QUESTION) {
            return RecordFormat.question(asked, type, new RecordClass(number(at + CLASS)));
        } else if (type.equals(RecordType.OPT)) {
            return RecordFormat.option(new RecordClass(number(at + CLASS)), ttl(index));
        }
        String owner = name(records[index] >>> 16, asked);
        at += DATA;
        if (type.equals(RecordType.A) || type.equals(RecordType.AAAA)) {
            byte[] bytes = Arrays.copyOfRange(wire, at, at + number(at - DATA + LENGTH));
            return RecordFormat.trusted(section, owner, type, ttl(index), bytes, address(bytes));
        }
        String host = name(at, asked);
        Rdata data = type.equals(RecordType.NS) ? new Rdata.Ns(host) : new Rdata.Cname(host);
        return RecordFormat.trusted(section, owner, type, ttl(index), PlainName.wire(host), data);
    }

    /** {@return the type of a number; mostly one that is there already} */
    private static RecordType known(int number) {
        if (number == RecordType.A.number()) {
            return RecordType.A;
        }
        return number == RecordType.NS.number() ? RecordType.NS : new RecordType(number);
    }

    private static Rdata address(byte[] bytes) {
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            return address instanceof Inet4Address four ? new Rdata.A(four) : new Rdata.Aaaa((Inet6Address) address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("of 4 or 16 bytes", e);
        }
    }

    /**
     * {@return a name, fully qualified}
     *
     * @param from where it begins
     * @param asked the name of the question, to which most others point
     */
    private String name(int from, String asked) {
        byte[] text = new byte[length(from)];
        int length = 0;
        int at = from;
        for (int size = wire[at] & 255; size > 0; size = wire[at] & 255) {
            if (size >= POINTER) {
                at = (size & 0x3f) << 8 | wire[at + 1] & 255;
                if (at == PacketFormat.HEADER && length == 0) {
                    return asked;
                }
            } else {
                System.arraycopy(wire, at + 1, text, length, size);
                length += size;
                text[length++] = '.';
                at += size + 1;
            }
        }
        return new String(text, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** {@return how long a name is as text} */
    private int length(int from) {
        int length = 0;
        int at = from;
        for (int size = wire[at] & 255; size > 0; size = wire[at] & 255) {
            boolean isPointer = size >= POINTER;
            length += isPointer ? 0 : size + 1;
            at = isPointer ? (size & 0x3f) << 8 | wire[at + 1] & 255 : at + size + 1;
        }
        return length;
    }

    private int number(int offset) {
        return (wire[offset] & 255) << 8 | wire[offset + 1] & 255;
    }
}
