package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Locale;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.junit.jupiter.api.Test;

class QueryFormatTest {
    private static final int QUERIES = 64; // by chance a bit is the same in all of them once in 2^63 times
    private static final String LONG = ("a".repeat(50) + ".").repeat(4);

    private static QueryFormat query(String name) {
        return new QueryFormat(new Question(name, RecordType.A, RecordClass.IN), Manner.stub(false));
    }

    private static String name(QueryFormat query) {
        return new String(query.wire(), PacketFormat.HEADER, LONG.length(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void eachLetterHasACaseOfItsOwnHoweverManyThereAre() {
        String first = name(query(LONG));
        BitSet changed = new BitSet();
        for (int i = 0; i < QUERIES; i++) {
            String other = name(query(LONG));
            assertEquals(first.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
            for (int at = 0; at < first.length(); at++) {
                changed.set(at, changed.get(at) || first.charAt(at) != other.charAt(at));
            }
        }
        assertEquals(200, changed.cardinality()); // the lengths of the four labels never
    }
}
