package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cqueues.dns.Hints;
import org.cqueues.dns.Settings;

/**
 * Asks servers that recurse for us: those of the configuration, or of hints.
 *
 * @param exchange asks one of them
 * @param knowledge of all of them
 * @param hints servers of zones; empty to ask those of the configuration
 */
record StubServers(Exchange exchange, Knowledge knowledge, Optional<Hints> hints) implements Upstream {
    /** Only lookups of keys and delegations are merged here, which many validations need at a time: the questions of users are so already. */
    @Override
    public PacketFormat ask(Request request) throws IOException {
        if (!request.settings().dnssec()) {
            return askServers(request);
        }
        Key key = new Key(request.question(), request.manner(), request.shunned());
        return knowledge.flights().share(key, exchange.udp(), request.deadline(), () -> askServers(request));
    }

    private PacketFormat askServers(Request request) throws IOException {
        Terms terms = new StubTerms(request.settings().timeout());
        return new Rounds(exchange, knowledge.health(), request, terms).ask(unshunned(request));
    }

    /** What is the same for all who ask at a time. */
    private record Key(Question question, Manner manner, Set<Source> shunned) {
        @Override
        public String toString() {
            return question.toString();
        }
    }

    private List<InetSocketAddress> unshunned(Request request) {
        List<InetSocketAddress> servers = servers(request.question(), request.settings());
        return request.shunned().isEmpty()
                ? servers
                : servers.stream()
                        .filter(server -> !request.shunned().contains(new Source(server, null)))
                        .toList();
    }

    private List<InetSocketAddress> servers(Question question, Settings settings) {
        if (hints.isEmpty()) {
            List<InetSocketAddress> servers = new ArrayList<>(settings.nameserver());
            if (settings.rotate()) {
                Collections.shuffle(servers);
            }
            return servers;
        }
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String zone : hints.get().zones(question.name())) {
            for (InetSocketAddress server : hints.get().grep(zone)) {
                if (!servers.contains(server)) {
                    servers.add(server);
                }
            }
        }
        return servers;
    }
}
