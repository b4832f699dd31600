package org.cqueues.dns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a good server does that has a zone: RFC 1034, section 4.3.2. */
final class ZoneScript implements ScriptedServer.Script {
    private final String zone;
    private final List<ResourceRecord> records = new ArrayList<>();

    /**
     * Makes a zone.
     *
     * @param zone name of the zone
     * @param lines records, as in {@code www.example. A 192.0.2.1} or, with a TTL, {@code www.example. 60 A 192.0.2.1}
     */
    ZoneScript(String zone, String... lines) {
        this.zone = zone;
        for (String line : lines) {
            add(line);
        }
    }

    void add(String line) {
        String[] words = line.split(" ");
        boolean hasTtl = words[1].matches("\\d+");
        long ttl = hasTtl ? Long.parseLong(words[1]) : 3600;
        int type = hasTtl ? 2 : 1;
        String data = String.join(" ", List.of(words).subList(type + 1, words.length));
        records.add(ResourceRecord.of(words[0], RecordType.of(words[type]), ttl, data));
    }

    void remove(String name) {
        records.removeIf(record -> record.name().equals(name));
    }

    String zone() {
        return zone;
    }

    boolean has(String name) {
        return isIn(name.toLowerCase(Locale.ROOT), zone);
    }

    private static boolean isIn(String name, String zone) {
        return zone.equals(".") || name.equals(zone) || name.endsWith('.' + zone);
    }

    private List<ResourceRecord> at(String name, RecordType type) {
        return records.stream()
                .filter(record -> record.name().equals(name) && record.type().equals(type))
                .toList();
    }

    @Override
    public void answer(ScriptedServer.Ask ask) throws IOException {
        String name = ask.name().toLowerCase(Locale.ROOT);
        List<ResourceRecord> answer = new ArrayList<>();
        if (!isIn(name, zone)) {
            ask.reply(Rcode.REFUSED);
            return;
        }
        Set<String> seen = new LinkedHashSet<>();
        while (isIn(name, zone) && seen.add(name)) {
            String asked = name;
            String cut = cut(asked, ask.type());
            if (cut != null) {
                refer(ask, answer, cut);
                return;
            }
            List<ResourceRecord> found = records.stream()
                    .filter(record -> record.name().equals(asked)
                            && (record.type().equals(ask.type()) || ask.type().equals(RecordType.ALL)))
                    .toList();
            answer.addAll(found);
            if (!found.isEmpty()) {
                ask.authoritative(Rcode.NOERROR, withAddresses(answer));
                return;
            }
            name = alias(asked, answer);
            if (name == null) {
                nothing(ask, answer, asked);
                return;
            }
        }
        ask.authoritative(Rcode.NOERROR, answer.toArray(ResourceRecord[]::new));
    }

    private String cut(String name, RecordType type) {
        return records.stream()
                .filter(record ->
                        record.type().equals(RecordType.NS) && !record.name().equals(zone))
                .map(ResourceRecord::name)
                .filter(owner -> isIn(name, owner) && !(type.equals(RecordType.DS) && name.equals(owner)))
                .findFirst()
                .orElse(null);
    }

    private void refer(ScriptedServer.Ask ask, List<ResourceRecord> answer, String cut) throws IOException {
        List<ResourceRecord> all = new ArrayList<>(answer);
        at(cut, RecordType.NS).forEach(record -> all.add(record.in(Section.AUTHORITY)));
        ResourceRecord[] referral = withAddresses(all);
        if (answer.isEmpty()) {
            ask.refer(referral);
        } else {
            ask.authoritative(Rcode.NOERROR, referral);
        }
    }

    private ResourceRecord[] withAddresses(List<ResourceRecord> all) {
        List<ResourceRecord> more = new ArrayList<>(all);
        for (ResourceRecord record : all) {
            if (record.data() instanceof Rdata.Ns ns) {
                for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
                    at(ns.host(), type).forEach(address -> more.add(address.in(Section.ADDITIONAL)));
                }
            }
        }
        return more.toArray(ResourceRecord[]::new);
    }

    private String alias(String name, List<ResourceRecord> answer) {
        for (ResourceRecord record : at(name, RecordType.CNAME)) {
            answer.add(record);
            return ((Rdata.Cname) record.data()).host();
        }
        for (ResourceRecord record : records) {
            if (record.data() instanceof Rdata.Dname dname
                    && !name.equals(record.name())
                    && isIn(name, record.name())) {
                String target = name.substring(0, name.length() - record.name().length()) + dname.target();
                answer.add(record);
                answer.add(ResourceRecord.of(name, RecordType.CNAME, record.ttl(), target));
                return target;
            }
        }
        return null;
    }

    /** Also a name exists that has others below it. */
    private void nothing(ScriptedServer.Ask ask, List<ResourceRecord> answer, String name) throws IOException {
        boolean exists = records.stream().anyMatch(record -> isIn(record.name(), name));
        answer.add(ResourceRecord.of(zone, RecordType.SOA, 3600, "m. r. 1 2 3 4 300")
                .in(Section.AUTHORITY));
        ask.authoritative(exists ? Rcode.NOERROR : Rcode.NXDOMAIN, answer.toArray(ResourceRecord[]::new));
    }
}
