package org.cqueues.dns.impl;

import java.security.SecureRandom;
import java.util.Arrays;
import org.cqueues.dns.RecordType;

/**
 * One query as it is sent, and which packets answer it: value. Its number and the case of its letters are random, so that who does not see it cannot answer it (RFC
 * 5452).
 */
final class QueryFormat {
    /** What fits into any path's packets, as the DNS flag day of 2020 has it. */
    static final int EDNS_SIZE = 1232;

    private static final RandomBits RANDOM = new RandomBits(new SecureRandom());
    private static final int QUESTIONS = 4; // where the count of questions is
    private static final int ADDITIONAL = 11; // where the count of records of that section is, less its upper byte
    private static final int TYPE_AND_CLASS = 4;
    private static final int OPT_LENGTH = 11; // root, type, size, flags, no options
    private static final int OPTION_HEADER = 4; // number and length
    private static final int PADDING = 12;
    private static final int DO = 0x8000; // RFC 3225

    /** What a packet is to a query. */
    enum Match {
        /** Of something else: it does not count. */
        NONE,
        /** Its answer, but for the case of the letters, or the question, which is missing. */
        OTHER_CASE,
        /** Its answer. */
        ANSWER
    }

    private final byte[] wire;
    private final byte[] name; // in the case of the question
    private final int questionEnd;

    QueryFormat(Question question, Manner manner) {
        this(question, manner, 0);
    }

    /**
     * Makes a query.
     *
     * @param block of how many bytes the query's length is to be a multiple, if it has an OPT record; 0 for none
     */
    QueryFormat(Question question, Manner manner, int block) {
        name = RecordFormat.wire(question.name());
        questionEnd = PacketFormat.HEADER + name.length + TYPE_AND_CLASS;
        int bare = questionEnd + OPT_LENGTH;
        int padded = block == 0 ? bare : (bare + OPTION_HEADER + block - 1) / block * block;
        wire = new byte[manner.edns() ? padded : questionEnd];
        long random = RANDOM.next64();
        put(0, (int) random);
        put(2, manner.bits());
        wire[QUESTIONS + 1] = 1;
        System.arraycopy(name, 0, wire, PacketFormat.HEADER, name.length);
        randomizeCase(PacketFormat.HEADER + name.length, random >>> Short.SIZE);
        put(questionEnd - TYPE_AND_CLASS, question.type().number());
        put(questionEnd - 2, question.recordClass().number());
        if (manner.edns()) {
            wire[ADDITIONAL] = 1;
            putOpt(questionEnd, manner.dnssec());
            putPadding(bare);
        }
    }

    private QueryFormat(QueryFormat other) {
        name = other.name;
        questionEnd = other.questionEnd;
        wire = other.wire.clone();
        put(0, (int) RANDOM.next64());
    }

    /** {@return the same query with another random number} */
    QueryFormat renumbered() {
        return new QueryFormat(this);
    }

    /** {@return its number} */
    int number() {
        return number(wire);
    }

    /** {@return the number of a packet that has a header} */
    static int number(byte[] packet) {
        return (packet[0] & 255) << 8 | packet[1] & 255;
    }

    /** {@return whether a packet is an answer to some query} */
    static boolean isReply(byte[] packet) {
        return packet.length >= PacketFormat.HEADER && (packet[2] & 0xf8) == 0x80;
    }

    private void put(int at, int number) {
        wire[at] = (byte) (number >> 8);
        wire[at + 1] = (byte) number;
    }

    /** RFC 6891, section 6.1.2: the root as its name, the size in place of a class, flags in place of a TTL, no data. */
    private void putOpt(int at, boolean dnssec) {
        put(at + 1, RecordType.OPT.number());
        put(at + 3, EDNS_SIZE);
        put(at + 7, dnssec ? DO : 0);
    }

    /** RFC 7830: zeros that hide from who sees only lengths how long the name is. */
    private void putPadding(int at) {
        if (wire.length > at) {
            put(at - 2, wire.length - at);
            put(at, PADDING);
            put(at + 2, wire.length - at - OPTION_HEADER);
        }
    }

    /**
     * The lengths of labels are less than any letter.
     *
     * @param random bits that are left of those that the number was taken from, enough for most names
     */
    private void randomizeCase(int end, long random) {
        long bits = random;
        int left = Long.SIZE - Short.SIZE;
        for (int i = PacketFormat.HEADER; i < end; i++) {
            boolean letter = wire[i] >= 'a' && wire[i] <= 'z' || wire[i] >= 'A' && wire[i] <= 'Z';
            if (letter) {
                if (left-- == 0) {
                    bits = RANDOM.next64();
                    left = Long.SIZE - 1;
                }
                wire[i] ^= (byte) ((bits & 1) << 5);
                bits >>>= 1;
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
        if (!isReply(packet) || number(packet) != number()) {
            return Match.NONE;
        }
        int rcode = packet[3] & 15;
        int questions = (packet[QUESTIONS] & 255) << 8 | packet[QUESTIONS + 1] & 255;
        if (questions == 0 && packet.length == PacketFormat.HEADER && (rcode == 1 || rcode == 4)) {
            return Match.OTHER_CASE;
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
