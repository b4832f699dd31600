package org.cqueues.dns.impl;

import java.util.List;
import org.cqueues.dns.Flags;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;

/** Writes packets as text, much as {@code dig} shows them. Pure. */
final class PacketText {
    private PacketText() {}

    static String of(int qid, Flags flags, List<ResourceRecord> records) {
        StringBuilder text = new StringBuilder(512);
        header(text, qid, flags);
        for (Section section : Section.values()) {
            List<ResourceRecord> some = records.stream()
                    .filter(record -> record.section() == section)
                    .toList();
            if (!some.isEmpty()) {
                text.append("\n;; [")
                        .append(section)
                        .append(':')
                        .append(some.size())
                        .append("]\n");
                some.forEach(record -> line(text, record));
            }
        }
        return text.toString();
    }

    private static void header(StringBuilder text, int qid, Flags flags) {
        text.append(";; [HEADER]\n");
        entry(text, "   qid", Integer.toString(qid));
        entry(text, "    qr", flags.qr() ? "RESPONSE(1)" : "QUERY(0)");
        entry(text, "opcode", flags.opcode() + "(" + flags.opcode().number() + ")");
        entry(text, "    aa", flags.aa() ? "AUTHORITATIVE(1)" : "NON-AUTHORITATIVE(0)");
        entry(text, "    tc", flags.tc() ? "TRUNCATED(1)" : "NOT-TRUNCATED(0)");
        entry(text, "    rd", flags.rd() ? "RECURSION-DESIRED(1)" : "RECURSION-NOT-DESIRED(0)");
        entry(text, "    ra", flags.ra() ? "RECURSION-ALLOWED(1)" : "RECURSION-NOT-ALLOWED(0)");
        entry(text, " rcode", flags.rcode() + "(" + flags.rcode().number() + ")");
    }

    private static void entry(StringBuilder text, String name, String value) {
        text.append(";; ").append(name).append(" : ").append(value).append('\n');
    }

    private static void line(StringBuilder text, ResourceRecord record) {
        if (record.section() == Section.QUESTION) {
            text.append(';').append(record.name()).append(' ').append(record.recordClass());
            text.append(' ').append(record.type()).append('\n');
            return;
        }
        text.append(record.name()).append(' ').append(record.ttl()).append(' ').append(record.recordClass());
        text.append(' ')
                .append(record.type())
                .append(' ')
                .append(DataText.inPacket(record))
                .append('\n');
    }
}
