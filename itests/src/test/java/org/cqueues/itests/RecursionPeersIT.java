package org.cqueues.itests;

import static org.cqueues.itests.Lookups.PATIENCE;
import static org.cqueues.itests.Lookups.addresses;
import static org.cqueues.itests.Lookups.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.cqueues.controller.Controller;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Packet;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Resolvers that recurse from a root of ours, served by nsd, down. */
@Timeout(240)
class RecursionPeersIT extends ResolverPeers {
    private static final Iterable<SampleRecord> SAMPLES = SampleRecord.ALL;

    private final Resolver resolver = cq.dns()
            .resolver(
                    Lookups.config(cq.dns(), Map.of("recurse", true)),
                    cq.dns().hosts(),
                    cq.dns().hints().insert(".", names.root().getAddress().getHostAddress()));

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void everyTypeComesAsTheZoneHasIt(SampleRecord sample) throws Exception {
        RecordType type = RecordType.of(sample.type());

        assertEquals(Set.of(sample.text()), texts(resolver.query(sample.qualified(), type, PATIENCE), type));
    }

    @Test
    void namesAreFollowedAcrossZones() throws Exception {
        assertEquals(Set.of("192.0.2.1"), addresses(resolver, "www.signed.test."));
        assertEquals(Set.of("192.0.2.1"), addresses(resolver, "outside.leaf.test."));
        assertEquals(Set.of("192.0.2.1"), addresses(resolver, "out.nsec3.test."));
        assertEquals(Set.of("192.0.2.1"), addresses(resolver, "www.moved.leaf.test."));
    }

    @Test
    void serverWithoutAKnownAddressIsLookedUp() throws Exception {
        assertEquals(Set.of("192.0.2.8"), addresses(resolver, "www.far.test."));
    }

    @Test
    void largeAnswersComeWhole() throws Exception {
        assertEquals(100, addresses(resolver, "many.leaf.test.").size());
        assertEquals(
                200,
                texts(resolver.query("large.leaf.test.", RecordType.TXT, PATIENCE), RecordType.TXT)
                        .size());
    }

    @Test
    void whatIsNotThereIsAnAnswerToo() throws Exception {
        for (String name : new String[] {"none.leaf.test.", "none.signed.test.", "none.test.", "none."}) {
            Packet packet = resolver.query(name, RecordType.A, PATIENCE);

            assertEquals(Rcode.NXDOMAIN, packet.flags().rcode(), name);
        }
        Packet other = resolver.query("only4.leaf.test.", RecordType.AAAA, PATIENCE);
        assertEquals(Rcode.NOERROR, other.flags().rcode());
        assertEquals(0, other.count(Set.of(Section.ANSWER)));
    }

    @Test
    void circlesAndLameServersAreErrors() {
        assertThrows(DnsException.class, () -> addresses(resolver, "loop.leaf.test."));
        assertThrows(DnsException.class, () -> addresses(resolver, "www.lame.test."));
    }

    @Test
    void tenThousandQueriesAtOnceAreAnswered() throws Exception {
        Controller loop = cq.controllers().create();
        Set<String> answered = new TreeSet<>();
        int[] count = {0};
        IntStream.range(0, 10_000)
                .forEach(i -> loop.wrap(() -> {
                    answered.addAll(addresses(resolver, "n" + i + ".wild.leaf.test."));
                    count[0]++;
                }));
        loop.loop();

        assertEquals(10_000, count[0]);
        assertEquals(Set.of("192.0.2.7"), answered);
        assertTrue(
                resolver.stat().udp().sent().count() < 11_000, resolver.stat().toString());
    }

    @Test
    void digRecursesWithTheHintsOfAFile() throws Exception {
        try (Run run = new Run(
                Installation.HOME,
                work,
                "dig",
                "www.leaf.test",
                "+recurse",
                "+stat",
                "--hints",
                names.hints().toString())) {
            Set<String> lines = Set.copyOf(run.rest());

            assertEquals(0, run.status(), run.errors().toString());
            assertTrue(lines.contains("www.leaf.test. 300 IN A 192.0.2.1"), lines.toString());
        }
    }
}
