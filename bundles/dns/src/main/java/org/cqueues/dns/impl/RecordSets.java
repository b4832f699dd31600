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
import org.xbill.DNS.Type;

/**
 * The sets of records in a section of a packet, with the signatures that are there: value. RFC 2181, section 5.
 *
 * @param sets the sets in order
 */
record RecordSets(List<RRset> sets) {
    /** Records of one set, and signatures of it. To put n of them together costs n * n comparisons, and who signs nothing can send thousands. */
    static final int MOST = 512;

    private record Key(Name name, int type) {}

    /**
     * {@return the sets of a section}
     *
     * @throws BogusException if one has more records than anybody needs, or more signatures
     */
    static RecordSets of(PacketFormat packet, Section section) throws BogusException {
        Map<Key, RRset> sets = new LinkedHashMap<>();
        List<Record> records = packet.records().stream()
                .filter(record -> record.section() == section
                        && record.recordClass().number() == DClass.IN
                        && record.rdata().length > 0)
                .map(VerbatimRecord::of)
                .toList();
        for (Record record : records) {
            if (!(record instanceof RRSIGRecord)) {
                RRset set = sets.computeIfAbsent(new Key(record.getName(), record.getType()), ignored -> new RRset());
                requireRoom(set.size(), record);
                set.addRR(record);
            }
        }
        for (Record record : records) {
            if (record instanceof RRSIGRecord signature) {
                RRset set = sets.get(new Key(record.getName(), signature.getTypeCovered()));
                if (set != null) {
                    requireRoom(set.sigs().size(), record);
                    set.addRR(signature);
                }
            }
        }
        return new RecordSets(List.copyOf(sets.values()));
    }

    private static void requireRoom(int filled, Record next) throws BogusException {
        if (filled == MOST) {
            throw new BogusException(
                    next.getName() + " " + Type.string(next.getType()) + ": there are more than " + MOST);
        }
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
