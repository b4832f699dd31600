package org.cqueues.dns.impl;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Name;

/**
 * A zone cut: value. It is as its parent says; what the zone says of itself does not prolong it.
 *
 * @param zone name of the zone
 * @param hints addresses that are given, in the order in which they are to be asked
 * @param servers names of its servers with their glue, which serves to reach them and nothing else: so it can never displace what is authoritative (RFC 2181)
 * @param since moment at which it was told
 * @param seconds for how long it holds
 * @param from who referred to it; null if that does not matter
 */
record Delegation(
        Name zone,
        List<InetSocketAddress> hints,
        Map<Name, List<InetAddress>> servers,
        long since,
        long seconds,
        Source from) {
    /** Most servers; of more the rest is left out. */
    static final int MOST_SERVERS = 16;

    /** Most addresses of one server. */
    static final int MOST_ADDRESSES = 8;

    static final long MAX_SECONDS = 86_400;

    Delegation(
            Name zone, List<InetSocketAddress> hints, Map<Name, List<InetAddress>> servers, long since, long seconds) {
        this(zone, hints, servers, since, seconds, null);
    }

    static Delegation ofHints(Name zone, List<InetSocketAddress> hints, long since, long seconds) {
        return new Delegation(zone, List.copyOf(hints), Map.of(), since, seconds);
    }
}
