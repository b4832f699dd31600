package org.cqueues.dns.impl;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;

/**
 * One query as it is sent, and which packets answer it: value. Its number and the case of its letters are random, so that who does not see it cannot answer it (RFC
 * 5452).
 */
final class QueryFormat {
    /** What fits into any path's packets, as the DNS flag day of 2020 has it. */
    static final int EDNS_SIZE = 1232;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int QUESTIONS = 4;
    private static final int TYPE_AND_CLASS = 4;
    private static final int OPT_LENGTH = 11; // root, type, size, flags, no options
    private static final ResourceRecord OPT = opt(0);
    private static final ResourceRecord OPT_DNSSEC = opt(0x8000); // DO, RFC 3225

    /** What a packet is to a query. */
    enum Match {
        /** Of something else: it does not count. */
        NONE,
        /** Its answer, but for the case of the letters. */
        OTHER_CASE,
        /** Its answer. */
        ANSWER
    }

    private final byte[] wire;
    private final byte[] name; // in the case of the question
    private final int questionEnd;

    QueryFormat(Question question, Manner manner) {
        ResourceRecord asked = question.record();
        ResourceRecord opt = manner.dnssec() ? OPT_DNSSEC : OPT;
        List<ResourceRecord> records = manner.edns() ? List.of(asked, opt) : List.of(asked);
        wire = new PacketFormat(RANDOM.nextInt(65536), manner.bits(), records).wire();
        questionEnd = wire.length - (manner.edns() ? OPT_LENGTH : 0);
        name = Arrays.copyOfRange(wire, PacketFormat.HEADER, questionEnd - TYPE_AND_CLASS);
        randomizeCase(wire, PacketFormat.HEADER, PacketFormat.HEADER + name.length);
    }

    private static ResourceRecord opt(int flags) {
        RecordClass size = new RecordClass(EDNS_SIZE);
        return new ResourceRecord(Section.ADDITIONAL, ".", RecordType.OPT, size, flags, new byte[0]);
    }

    /** The lengths of labels are less than any letter. */
    private static void randomizeCase(byte[] wire, int from, int to) {
        for (int i = from; i < to; i++) {
            boolean letter = wire[i] >= 'a' && wire[i] <= 'z' || wire[i] >= 'A' && wire[i] <= 'Z';
            if (letter && RANDOM.nextBoolean()) {
                wire[i] ^= 0x20;
            }
        }
    }

    /** Gives the name in an answer, and whatever refers to it, the case that the user wrote. */
    void restoreCase(byte[] answer) {
        if (answer.length >= questionEnd) {
            System.arraycopy(name, 0, answer, PacketFormat.HEADER, name.length);
        }
    }

    byte[] wire() {
        return wire;
    }

    /** A server that could not even read the question leaves it out. */
    Match match(byte[] packet) {
        boolean reply = packet.length >= PacketFormat.HEADER
                && packet[0] == wire[0]
                && packet[1] == wire[1]
                && (packet[2] & 0xf8) == 0x80;
        if (!reply) {
            return Match.NONE;
        }
        int rcode = packet[3] & 15;
        int questions = (packet[QUESTIONS] & 255) << 8 | packet[QUESTIONS + 1] & 255;
        if (questions == 0 && packet.length == PacketFormat.HEADER && (rcode == 1 || rcode == 4)) {
            return Match.ANSWER;
        }
        if (questions != 1 || packet.length < questionEnd) {
            return Match.NONE;
        }
        int from = PacketFormat.HEADER;
        if (Arrays.equals(packet, from, questionEnd, wire, from, questionEnd)) {
            return Match.ANSWER;
        }
        return sameButForCase(packet) ? Match.OTHER_CASE : Match.NONE;
    }

    private boolean sameButForCase(byte[] packet) {
        int nameEnd = questionEnd - TYPE_AND_CLASS;
        for (int i = PacketFormat.HEADER; i < nameEnd; i++) {
            if (lower(packet[i]) != lower(wire[i])) {
                return false;
            }
        }
        return Arrays.equals(packet, nameEnd, questionEnd, wire, nameEnd, questionEnd);
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 0x20 : b;
    }
}
