package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
        Key key = new Key(request.question().key(), request.manner());
        return knowledge.flights().share(key, exchange.udp(), request.deadline(), () -> {
            Terms terms = new StubTerms(request.settings().timeout());
            Map<InetSocketAddress, String> names =
                    new HashMap<>(request.settings().tls());
            List<InetSocketAddress> servers = servers(request.question(), request.settings(), names);
            return new Rounds(exchange, knowledge.health(), request, terms, names).ask(servers);
        });
    }

    /** What is the same for all who ask at a time. */
    private record Key(Question question, Manner manner) {
        @Override
        public String toString() {
            return question.toString();
        }
    }

    /** A server that hints of several zones have is asked as the closest one says. */
    private List<InetSocketAddress> servers(
            Question question, Settings settings, Map<InetSocketAddress, String> names) {
        if (hints.isEmpty()) {
            List<InetSocketAddress> servers = new ArrayList<>(settings.nameserver());
            if (settings.rotate()) {
                Collections.shuffle(servers);
            }
            return servers;
        }
        Set<InetSocketAddress> servers = new LinkedHashSet<>();
        List<String> zones = hints.get().zones(question.name());
        zones.forEach(zone -> servers.addAll(hints.get().grep(zone)));
        for (int i = zones.size() - 1; i >= 0; i--) {
            names.putAll(hints.get().tls(zones.get(i)));
        }
        return List.copyOf(servers);
    }
}
