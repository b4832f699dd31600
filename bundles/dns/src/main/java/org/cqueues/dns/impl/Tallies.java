package org.cqueues.dns.impl;

import java.util.concurrent.atomic.LongAdder;
import org.cqueues.dns.ResolverStat;

/** Worker: counts what a resolver does. Any thread. */
final class Tallies {
    /** Packets in one direction. */
    static final class Tally {
        private final LongAdder count = new LongAdder();
        private final LongAdder bytes = new LongAdder();

        void add(int length) {
            count.increment();
            bytes.add(length);
        }

        private ResolverStat.Tally now() {
            return new ResolverStat.Tally(count.sum(), bytes.sum());
        }
    }

    final LongAdder queries = new LongAdder();
    final Tally udpSent = new Tally();
    final Tally udpReceived = new Tally();
    final Tally tcpSent = new Tally();
    final Tally tcpReceived = new Tally();

    ResolverStat now() {
        return new ResolverStat(
                queries.sum(),
                new ResolverStat.Transport(udpSent.now(), udpReceived.now()),
                new ResolverStat.Transport(tcpSent.now(), tcpReceived.now()));
    }
}
