package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Worker: remembers which servers have failed lately, how long their answers take, which do not know EDNS, and which do not know a zone that they should. The least recently used
 * goes first. All guarded by this.
 */
final class ServerHealth {
    static final int LIMIT = 10_000;
    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final int MOST_DOUBLINGS = 6; // about a minute
    private static final long LAME_NANOS = 900_000_000_000L; // as unbound has it
    private static final long PLAIN_NANOS = 900_000_000_000L; // as unbound has it
    private static final long BAND_NANOS = 400_000_000L; // as unbound has it
    private static final long LEAST_PATIENCE_NANOS = 400_000_000L;

    private final LongSupplier nanos;
    private final Map<Endpoint, Health> healths = new Memory<>();
    private final Map<Lameness, Long> lame = new Memory<>(); // until when
    private final Map<Endpoint, Long> plain = new Memory<>(); // until when

    /** Of one server: failures in a row, when the last of them was told, until when it is asked last, and how long its answers take, smoothed; 0 if that is not known. */
    private static final class Health {
        int failures;
        long told;
        long until;
        long smoothedNanos;
    }

    private record Lameness(Endpoint server, Object zone) {}

    private static final Health GOOD = new Health(); // not changed

    private static final class Memory<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        Memory() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > LIMIT;
        }
    }

    ServerHealth(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private Health of(InetSocketAddress server) {
        return healths.getOrDefault(Endpoint.of(server), GOOD);
    }

    /** {@return whether a server comes before those that have failed lately; one that has is let in once a second when its time is over, to find out for the others} */
    private static boolean admit(Health health, long now) {
        boolean isTried = health.failures > 0 && now - health.until >= 0;
        if (isTried) {
            health.until = now + FIRST_NANOS;
        }
        return isTried || health.failures == 0;
    }

    /** {@return the servers in order, those that have failed lately last} */
    synchronized List<InetSocketAddress> order(List<InetSocketAddress> servers) {
        if (servers.size() < 2) {
            return servers;
        }
        long now = nanos.getAsLong();
        List<InetSocketAddress> good = new ArrayList<>();
        List<InetSocketAddress> bad = new ArrayList<>();
        for (InetSocketAddress server : servers) {
            (admit(of(server), now) ? good : bad).add(server);
        }
        bad.sort(Comparator.comparingLong(server -> of(server).until));
        good.addAll(bad);
        return good;
    }

    /** One server in an ordering: the less, the better. */
    private record Rank(InetSocketAddress server, int trouble, int preference, long band) {
        static final Comparator<Rank> ORDER = Comparator.comparingInt(Rank::trouble)
                .thenComparingInt(Rank::preference)
                .thenComparingLong(Rank::band);
    }

    /**
     * {@return the servers of a zone in order: those that know the zone, and have not failed lately, first; then by preference; then the fast ones, at random among those that differ by
     * little}
     *
     * @param preference the less, the better
     */
    synchronized List<InetSocketAddress> fastest(
            List<InetSocketAddress> servers, Object zone, ToIntFunction<InetSocketAddress> preference) {
        long now = nanos.getAsLong();
        List<Rank> ranks = new ArrayList<>();
        for (InetSocketAddress server : servers) {
            Health health = of(server);
            int trouble = (isLame(server, zone, now) ? 2 : 0) + (admit(health, now) ? 0 : 1);
            ranks.add(new Rank(server, trouble, preference.applyAsInt(server), health.smoothedNanos / BAND_NANOS));
        }
        Collections.shuffle(ranks);
        ranks.sort(Rank.ORDER);
        return ranks.stream().map(Rank::server).toList();
    }

    private boolean isLame(InetSocketAddress server, Object zone, long now) {
        Long until = lame.get(new Lameness(Endpoint.of(server), zone));
        return until != null && now - until < 0;
    }

    /** Remembers that a server has answered as one does that does not know a zone. */
    synchronized void lame(InetSocketAddress server, Object zone) {
        lame.put(new Lameness(Endpoint.of(server), zone), nanos.getAsLong() + LAME_NANOS);
    }

    /** {@return the moment, for {@link #failed}} */
    long now() {
        return nanos.getAsLong();
    }

    /**
     * Remembers that a server has not answered. Of many questions under way at a time that fail for the same reason the first counts.
     *
     * @param begun when it was asked
     */
    synchronized void failed(InetSocketAddress server, long begun) {
        Health health = healths.computeIfAbsent(Endpoint.of(server), ignored -> new Health());
        if (health.failures > 0 && begun - health.told < 0) {
            return;
        }
        long now = nanos.getAsLong();
        health.failures = Math.min(health.failures + 1, MOST_DOUBLINGS + 1);
        health.told = now;
        health.until = now + (FIRST_NANOS << health.failures - 1);
    }

    /** Remembers that a server has answered, and after how long. */
    synchronized void answered(InetSocketAddress server, long afterNanos) {
        Health health = healths.computeIfAbsent(Endpoint.of(server), ignored -> new Health());
        long before = health.smoothedNanos;
        long smoothed = before == 0 ? afterNanos : before + (afterNanos - before) / 8;
        health.failures = 0;
        health.smoothedNanos = Math.max(1, smoothed);
    }

    /** {@return how long to wait for a server while there are others to ask: some times what it took before, at most a limit} */
    synchronized Duration patience(InetSocketAddress server, Duration limit) {
        Health health = of(server);
        long usual = health.smoothedNanos == 0 ? 1_000_000_000L : health.smoothedNanos * 4;
        Duration patience = Duration.ofNanos(Math.max(LEAST_PATIENCE_NANOS, usual) << health.failures);
        return patience.compareTo(limit) < 0 ? patience : limit;
    }

    /** Remembers that a server answers only without EDNS; for a while, because it may be another one behind the same address, or a newer one, some day. */
    synchronized void knowsNoEdns(InetSocketAddress server) {
        plain.put(Endpoint.of(server), nanos.getAsLong() + PLAIN_NANOS);
    }

    synchronized boolean isPlain(InetSocketAddress server) {
        Long until = plain.get(Endpoint.of(server));
        return until != null && nanos.getAsLong() - until < 0;
    }
}
