package org.cqueues.dns.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;

/** Reads bytes as the data of a record, whose type is in the first two, in wire format and as text. */
public final class RecordTarget {
    private RecordTarget() {}

    /**
     * Tries one input.
     *
     * @param input anything
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        RecordType type = new RecordType((input[0] & 255) << 8 | input[1] & 255);
        byte[] data = Arrays.copyOfRange(input, 2, input.length);
        try {
            require(new ResourceRecord(Section.ANSWER, "a.test.", type, RecordClass.IN, 60, data), data);
        } catch (IllegalArgumentException e) {
            // told that it is none
        }
        try {
            ResourceRecord record =
                    ResourceRecord.of("a.test.", type, 60, new String(data, StandardCharsets.ISO_8859_1));
            require(record, record.rdata());
        } catch (IllegalArgumentException e) {
            return; // told that it is none
        }
    }

    private static void require(ResourceRecord record, byte[] data) {
        record.toString();
        record.data().toString();
        if (!Arrays.equals(record.rdata(), data)) {
            throw new IllegalStateException("the data has changed: " + record);
        }
    }
}
