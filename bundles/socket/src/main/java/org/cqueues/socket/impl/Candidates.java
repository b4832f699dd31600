package org.cqueues.socket.impl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.cqueues.kernel.SocketCalls.Family;

/**
 * Worker: the addresses of a host that are still to be tried, the best first, and the two families in turn, so that a network in which one of them is broken
 * delays a connection only once. Addresses that come later take their place among the rest. RFC 8305, section 4.
 */
final class Candidates {
    private final UnaryOperator<InetAddress> sources;
    private final List<DestinationOrder.Destination> waiting = new ArrayList<>();
    private final Set<InetAddress> seen = new HashSet<>();
    private Family last = Family.UNSPEC; // of the address that was given last

    /**
     * Begins without any.
     *
     * @param sources what the system would send from to an address; null if it has no way there
     */
    Candidates(UnaryOperator<InetAddress> sources) {
        this.sources = sources;
    }

    /** Adds those that are new. A single one needs no order, and the system is not asked about it. */
    void add(List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            if (seen.add(address)) {
                boolean alone = addresses.size() == 1 && waiting.isEmpty();
                waiting.add(new DestinationOrder.Destination(address, alone ? address : sources.apply(address)));
            }
        }
        waiting.sort(DestinationOrder.INSTANCE);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean has(Family family) {
        return waiting.stream().anyMatch(each -> SystemLookup.familyOf(each.address()) == family);
    }

    /** Takes the next one; there must be one. */
    InetAddress next() {
        int best = 0;
        for (int i = 0; i < waiting.size(); i++) {
            if (SystemLookup.familyOf(waiting.get(i).address()) != last) {
                best = i;
                break;
            }
        }
        InetAddress address = waiting.remove(best).address();
        last = SystemLookup.familyOf(address);
        return address;
    }
}
