package org.cqueues.dns.impl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * The sets of records in a section of a packet, with the signatures that are there: value. RFC 2181, section 5.
 *
 * @param sets the sets in order
 */
record RecordSets(List<RRset> sets) {
    private record Key(Name name, int type) {}

    static RecordSets of(PacketFormat packet, Section section) {
        Map<Key, RRset> sets = new LinkedHashMap<>();
        List<Record> records = packet.records().stream()
                .filter(record -> record.section() == section
                        && record.recordClass().number() == DClass.IN
                        && record.rdata().length > 0)
                .map(RecordFormat::record)
                .toList();
        for (Record record : records) {
            if (!(record instanceof RRSIGRecord)) {
                sets.computeIfAbsent(new Key(record.getName(), record.getType()), ignored -> new RRset())
                        .addRR(record);
            }
        }
        for (Record record : records) {
            if (record instanceof RRSIGRecord signature) {
                RRset set = sets.get(new Key(record.getName(), signature.getTypeCovered()));
                if (set != null) {
                    set.addRR(signature);
                }
            }
        }
        return new RecordSets(List.copyOf(sets.values()));
    }

    Optional<RRset> find(Name name, int type) {
        return sets.stream()
                .filter(set -> set.getType() == type && set.getName().equals(name))
                .findFirst();
    }

    List<RRset> at(Name name) {
        return sets.stream().filter(set -> set.getName().equals(name)).toList();
    }

    List<RRset> of(int type) {
        return sets.stream().filter(set -> set.getType() == type).toList();
    }

    /** {@return the records of a set without its signatures, for a section} */
    static List<ResourceRecord> records(Section section, RRset set) {
        return set.rrs(false).stream()
                .map(record -> RecordFormat.record(section, record))
                .toList();
    }
}
