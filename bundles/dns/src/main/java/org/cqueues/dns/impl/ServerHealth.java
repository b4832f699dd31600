package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Worker: remembers which servers have failed lately, and which do not know EDNS. All guarded by this. */
final class ServerHealth {
    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final int MOST_DOUBLINGS = 6; // about a minute
    private static final int LIMIT = 1000;

    private final LongSupplier nanos;
    private final Map<InetSocketAddress, Health> healths = new HashMap<>();

    /** Of one server: failures in a row, until when it is asked last, and whether it knows EDNS. */
    private record Health(int failures, long until, boolean plain) {}

    private static final Health GOOD = new Health(0, 0, false);

    ServerHealth(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** {@return the servers in order, those that have failed lately last} */
    synchronized List<InetSocketAddress> order(List<InetSocketAddress> servers) {
        long now = nanos.getAsLong();
        List<InetSocketAddress> good = new ArrayList<>();
        List<InetSocketAddress> bad = new ArrayList<>();
        for (InetSocketAddress server : servers) {
            Health health = healths.getOrDefault(server, GOOD);
            (health.failures() == 0 || now - health.until() >= 0 ? good : bad).add(server);
        }
        bad.sort(Comparator.comparingLong(server -> healths.get(server).until()));
        good.addAll(bad);
        return good;
    }

    synchronized void failed(InetSocketAddress server) {
        Health before = healths.getOrDefault(server, GOOD);
        int failures = Math.min(before.failures() + 1, MOST_DOUBLINGS + 1);
        put(server, new Health(failures, nanos.getAsLong() + (FIRST_NANOS << failures - 1), before.plain()));
    }

    synchronized void answered(InetSocketAddress server) {
        Health before = healths.get(server);
        if (before != null && before.failures() > 0) {
            put(server, new Health(0, 0, before.plain()));
        }
    }

    synchronized void knowsNoEdns(InetSocketAddress server) {
        Health before = healths.getOrDefault(server, GOOD);
        put(server, new Health(before.failures(), before.until(), true));
    }

    synchronized boolean isPlain(InetSocketAddress server) {
        return healths.getOrDefault(server, GOOD).plain();
    }

    private void put(InetSocketAddress server, Health health) {
        if (healths.size() >= LIMIT && !healths.containsKey(server)) {
            healths.clear(); // a memory of a few minutes: rather nothing than too much
        }
        healths.put(server, health);
    }
}
