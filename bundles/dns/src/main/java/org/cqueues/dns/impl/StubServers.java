package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
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
    @Override
    public PacketFormat ask(Request request) throws IOException {
        Key key = new Key(request.question().key(), request.manner(), request.shunned());
        return knowledge.flights().share(key, exchange.udp(), request.deadline(), () -> {
            Terms terms = new StubTerms(request.settings().timeout());
            return new Rounds(exchange, knowledge.health(), request, terms).ask(unshunned(request));
        });
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
        Set<InetSocketAddress> servers = new LinkedHashSet<>();
        for (String zone : hints.get().zones(question.name())) {
            servers.addAll(hints.get().grep(zone));
        }
        return List.copyOf(servers);
    }
}
