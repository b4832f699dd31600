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
 * @param health of all of them
 * @param hints servers of zones; empty to ask those of the configuration
 */
record StubServers(Exchange exchange, ServerHealth health, Optional<Hints> hints) implements Upstream {
    @Override
    public PacketFormat ask(Request request) throws IOException {
        return new Rounds(exchange, health, request).ask(servers(request.question(), request.settings()));
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
