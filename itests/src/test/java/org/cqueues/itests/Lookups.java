package org.cqueues.itests;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cqueues.dns.Config;
import org.cqueues.dns.Criteria;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Packet;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;

/** What tests do with resolvers and their answers. Pure. */
final class Lookups {
    static final Duration PATIENCE = Duration.ofMinutes(3); // ten thousand threads on a busy machine take their time

    private Lookups() {}

    /** A configuration with nothing of this system's files in it. */
    static Config config(Dns dns, Map<String, Object> values) {
        return dns.config(Map.of("timeout", PATIENCE, "lookup", List.of("bind")))
                .set(values);
    }

    static Resolver resolver(Dns dns, Map<String, Object> values, InetSocketAddress... servers) {
        Config config = config(dns, values);
        config.set(config.settings().with().nameserver(List.of(servers)).build());
        return dns.resolver(config, dns.hosts());
    }

    /** The answers of a type. */
    static List<ResourceRecord> answers(Packet packet, RecordType type) {
        List<ResourceRecord> answers = new ArrayList<>();
        packet.grep(Criteria.any().section(Section.ANSWER).type(type)).forEach(answers::add);
        return answers;
    }

    /** Their data in text. */
    static Set<String> texts(Packet packet, RecordType type) {
        Set<String> texts = new TreeSet<>();
        answers(packet, type).forEach(record -> texts.add(record.toString()));
        return texts;
    }

    /** Asks for addresses. */
    static Set<String> addresses(Resolver resolver, String name) throws Exception {
        return texts(resolver.query(name, RecordType.A, PATIENCE), RecordType.A);
    }
}
