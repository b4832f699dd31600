package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    /** Only lookups of keys and delegations are merged here, which many validations need at a time: the questions of users are so already. */
    @Override
    public PacketFormat ask(Request request) throws IOException {
        if (!request.settings().dnssec()) {
            return askServers(request);
        }
        Key key = new Key(request.question(), request.manner(), request.shunned());
        return knowledge.flights().share(key, exchange.udp(), request.deadline(), () -> askServers(request));
    }

    /** What is the same for all who ask at a time. */
    private record Key(Question question, Manner manner, Set<Source> shunned) {
        @Override
        public String toString() {
            return question.toString();
        }
    }

    private PacketFormat askServers(Request request) throws IOException {
        Settings settings = request.settings();
        List<String> zones = hints.isEmpty()
                ? List.of()
                : hints.get().zones(request.question().name());
        List<InetSocketAddress> servers = hints.isEmpty() ? configured(settings) : hinted(zones);
        Terms terms = new StubTerms(settings.timeout());
        return new Rounds(exchange, knowledge.health(), request, terms, names(zones, settings))
                .ask(unshunned(servers, request.shunned()));
    }

    private static List<InetSocketAddress> configured(Settings settings) {
        if (!settings.rotate()) {
            return settings.nameserver();
        }
        List<InetSocketAddress> servers = new ArrayList<>(settings.nameserver());
        Collections.shuffle(servers);
        return servers;
    }

    private List<InetSocketAddress> hinted(List<String> zones) {
        if (zones.size() == 1) {
            return hints.get().grep(zones.get(0));
        }
        Map<Endpoint, InetSocketAddress> servers = new LinkedHashMap<>();
        for (String zone : zones) {
            for (InetSocketAddress server : hints.get().grep(zone)) {
                servers.putIfAbsent(Endpoint.of(server), server);
            }
        }
        return List.copyOf(servers.values());
    }

    /** {@return of servers that are asked over TLS, the names that their certificates must be for. One that hints of several zones have is asked as the closest one says} */
    private Map<InetSocketAddress, String> names(List<String> zones, Settings settings) {
        Map<InetSocketAddress, String> names = settings.tls();
        for (int i = zones.size() - 1; i >= 0; i--) {
            Map<InetSocketAddress, String> hinted = hints.get().tls(zones.get(i));
            if (!hinted.isEmpty()) {
                names = new HashMap<>(names);
                names.putAll(hinted);
            }
        }
        return names;
    }

    private static List<InetSocketAddress> unshunned(List<InetSocketAddress> servers, Set<Source> shunned) {
        if (shunned.isEmpty()) {
            return servers;
        }
        return servers.stream()
                .filter(server -> !shunned.contains(new Source(server, null)))
                .toList();
    }
}
