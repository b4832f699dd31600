package org.cqueues.dns.impl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.xbill.DNS.Name;

/**
 * Makes zone cuts of packets: value. Of glue counts what belongs to a server of the cut and to the zone whose servers sent it.
 *
 * @param nanos clock
 */
record Surveyor(LongSupplier nanos) {
    /** {@return the cut that a referral is about} */
    Delegation below(Bailiwick sender, Name zone, PacketFormat referral) {
        return cut(sender, zone, referral, Section.AUTHORITY);
    }

    /** {@return the root, of an answer that has its servers. RFC 8109} */
    Delegation root(PacketFormat answer) {
        return cut(new Bailiwick(Name.root), Name.root, answer, Section.ANSWER);
    }

    private Delegation cut(Bailiwick sender, Name zone, PacketFormat packet, Section section) {
        Map<Name, List<InetAddress>> servers = new LinkedHashMap<>();
        long seconds = Delegation.MAX_SECONDS;
        for (ResourceRecord record : packet.records()) {
            boolean names = record.section() == section
                    && RecordFormat.name(record.name()).equals(zone);
            if (names && record.data() instanceof Rdata.Ns ns) {
                servers.put(RecordFormat.name(ns.host()), new ArrayList<>());
                seconds = Math.min(seconds, ttl(record));
            }
        }
        for (ResourceRecord record : packet.records()) {
            List<InetAddress> glue = servers.get(RecordFormat.name(record.name()));
            Optional<InetAddress> address = address(record);
            boolean counts = record.section() == Section.ADDITIONAL && address.isPresent() && glue != null;
            if (counts && RecordFormat.name(record.name()).subdomain(sender.zone())) {
                seconds = Math.min(seconds, ttl(record));
                glue.add(address.get());
            }
        }
        return new Delegation(zone, List.of(), few(servers), nanos.getAsLong(), seconds, packet.from());
    }

    /** {@return some servers, those that have glue first} */
    private static Map<Name, List<InetAddress>> few(Map<Name, List<InetAddress>> servers) {
        Map<Name, List<InetAddress>> few = new LinkedHashMap<>();
        for (boolean withGlue : new boolean[] {true, false}) {
            servers.forEach((name, glue) -> {
                if (withGlue != glue.isEmpty() && few.size() < Delegation.MOST_SERVERS) {
                    few.put(name, glue.stream().limit(Delegation.MOST_ADDRESSES).toList());
                }
            });
        }
        return few;
    }

    /** {@return the address that a record is of} */
    static Optional<InetAddress> address(ResourceRecord record) {
        if (record.data() instanceof Rdata.A a) {
            return Optional.of(a.addr());
        }
        return record.data() instanceof Rdata.Aaaa aaaa ? Optional.of(aaaa.addr()) : Optional.empty();
    }

    /** RFC 2181, section 8: with its uppermost bit set it is 0. */
    private static long ttl(ResourceRecord record) {
        return record.ttl() > Integer.MAX_VALUE ? 0 : record.ttl();
    }
}
