package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Hints;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.xbill.DNS.Name;

/** Asks from the root servers down, or from those of the zones that hints name: worker, for any number of coroutines at a time. */
final class Recursion implements Upstream {
    private static final long UNPRIMED_SECONDS = 5;
    private static final long OLD_NANOS = 5_000_000_000L;
    private static final Question PRIMING = new Question(".", RecordType.NS, RecordClass.IN);

    private final Exchange exchange;
    private final Knowledge knowledge;
    private final Hints hints;
    private final Outside outside;
    private final Surveyor surveyor;

    Recursion(Exchange exchange, Knowledge knowledge, Hints hints, Outside outside) {
        this.exchange = exchange;
        this.knowledge = knowledge;
        this.hints = hints;
        this.outside = outside;
        surveyor = new Surveyor(outside.nanos());
    }

    @Override
    public PacketFormat ask(Request request) throws IOException {
        if (!request.question().recordClass().equals(RecordClass.IN)) {
            throw new DnsException(DnsException.Kind.FAIL, request + ": recursion knows servers of class IN only");
        }
        try {
            return new Descent(this, request.iterative(), null).answer();
        } catch (UnfinishedException e) {
            throw e.isOverspent() ? e : new DnsException(e.kind(), e.detail(), e); // nobody asked for it but the user
        }
    }

    Exchange exchange() {
        return exchange;
    }

    Knowledge knowledge() {
        return knowledge;
    }

    /** {@return the closest zone to a name whose servers are known} */
    Delegation closest(Name name, Descent descent) throws IOException {
        Optional<Delegation> known = knowledge.cuts().closest(name);
        int labels = known.map(cut -> cut.zone().labels()).orElse(0);
        for (String hinted : hints.zones(name.toString())) {
            Name zone = RecordFormat.name(hinted);
            // Of the root others know more than the hints; of another zone its parent knows less.
            boolean isCloser = zone.labels() > labels || zone.labels() == labels && !zone.equals(Name.root);
            List<InetSocketAddress> servers = isCloser ? hints.grep(hinted) : List.of();
            if (!servers.isEmpty()) {
                Delegation cut =
                        Delegation.ofHints(zone, servers, outside.nanos().getAsLong(), UNPRIMED_SECONDS);
                return zone.equals(Name.root) ? primed(cut, descent) : cut;
            }
        }
        return known.orElseThrow(
                () -> new DnsException(DnsException.Kind.FAIL, name + ": the hints have no server of a zone above"));
    }

    /** RFC 8109: who the servers of the root are is for one of them to say. If none does, the hints are used. */
    private Delegation primed(Delegation hinted, Descent descent) throws IOException {
        Delegation root = hinted;
        PacketFormat answer = descent.askOnce(hinted, PRIMING);
        if (answer != null) {
            Delegation told = surveyor.root(answer);
            root = new CutServers(this, descent, told).known().isEmpty() ? hinted : told;
        }
        knowledge.cuts().keep(root);
        return root;
    }

    /** {@return the zone that servers refer to} */
    Delegation below(Bailiwick sender, Name zone, PacketFormat referral) {
        return knowledge.cuts().at(zone).orElseGet(() -> surveyor.below(sender, zone, referral));
    }

    /** {@return whether a cut was told so long ago that it may have changed} */
    boolean isOld(Delegation cut) {
        return cut.hints().isEmpty() && outside.nanos().getAsLong() - cut.since() >= OLD_NANOS;
    }

    /** Remembers what servers refer to. */
    void learn(Bailiwick sender, Name zone, PacketFormat referral) {
        knowledge.cuts().keep(surveyor.below(sender, zone, referral));
    }

    /** {@return of servers of a zone that are asked over TLS, the names that their certificates must be for: hints say so, or the configuration} */
    Map<InetSocketAddress, String> names(Request request, Name zone) {
        Map<InetSocketAddress, String> names = new HashMap<>(request.settings().tls());
        names.putAll(hints.tls(zone.toString()));
        return names;
    }

    /** {@return where a server of a zone is that has an address; empty if nobody may be asked there} */
    Optional<InetSocketAddress> at(InetAddress address, Name zone) {
        boolean toMany = address.isMulticastAddress() || Addresses.isBroadcast(address);
        boolean nowhere = address.isAnyLocalAddress() || toMany || Addresses.isMapped(address);
        boolean near = address.isLoopbackAddress() || address.isLinkLocalAddress();
        if (nowhere || near && !isNear()) {
            return Optional.empty();
        }
        if (zone.equals(Name.root)) {
            for (InetSocketAddress hint : hints.grep(".")) {
                if (hint.getAddress().equals(address)) {
                    return Optional.of(hint);
                }
            }
        }
        return Optional.of(new InetSocketAddress(address, outside.port()));
    }

    /** Whether this host's own servers may be asked, because the hints do so. What strangers say must not make us talk to it. */
    private boolean isNear() {
        return hints.grep(".").stream().anyMatch(hint -> hint.getAddress().isLoopbackAddress());
    }
}
