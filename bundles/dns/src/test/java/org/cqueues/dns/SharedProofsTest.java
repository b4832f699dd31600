package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.LONG;
import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cqueues.controller.Body;
import org.cqueues.dns.impl.SignedZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many signatures are verified where many ask at a time: the work of a link of the chain, and of an answer, is shared. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class SharedProofsTest {
    private static final int P256 = 13;
    private static final int MANY = 100;

    /** A delegation and the keys below it, two zones deep, the root's keys, and the answer. */
    private static final int OF_ONE = 2 * 2 + 1 + 1;

    private final CountedSignatures signatures = new CountedSignatures();
    private SignedZone root;
    private SignedTree tree;

    @BeforeEach
    void sign() throws Exception {
        root = new SignedZone(".", P256);
        SignedZone top = new SignedZone("test.", P256);
        String[] names = IntStream.range(0, MANY)
                .mapToObj(i -> "n" + i + ".leaf.test. A 192.0.2.1")
                .toArray(String[]::new);
        SignedZone leaf = new SignedZone("leaf.test.", P256, names);
        root.delegate(top);
        top.delegate(leaf);
        tree = new SignedTree(root, top, leaf);
    }

    @AfterEach
    void close() {
        signatures.close();
    }

    /** {@return how many signatures are verified if some ask at a time of whom nobody has asked before} */
    private int verified(int queries, IntFunction<String> name) throws Exception {
        try (World world = new World()) {
            Config config =
                    world.config(Map.of("dnssec", true), world.server(tree).address());
            config.set(config.settings().with().anchors(List.of(root.anchor())).build());
            Resolver resolver = world.dns.resolver(config, world.dns.hosts());
            Body[] bodies = IntStream.range(0, queries)
                    .mapToObj(i -> (Body) () -> {
                        Packet packet = resolver.query(name.apply(i), RecordType.A, LONG);
                        assertEquals(List.of("192.0.2.1"), answers(packet));
                        assertTrue(packet.flags().ad(), packet::toString);
                    })
                    .toArray(Body[]::new);
            signatures.verified();
            world.run(bodies);
            return signatures.verified();
        }
    }

    @Test
    void oneQuestionTakesTheChainAndItsAnswer() throws Exception {
        assertEquals(OF_ONE, verified(1, i -> "n0.leaf.test."));
    }

    @Test
    void equalQuestionsAtATimeTakeNoMoreThanOne() throws Exception {
        assertEquals(OF_ONE, verified(MANY, i -> "n0.leaf.test."));
    }

    @Test
    void namesBelowOneZoneTakeTheChainOnceAndEachItsAnswer() throws Exception {
        assertEquals(OF_ONE - 1 + MANY, verified(MANY, i -> "n" + i + ".leaf.test."));
    }
}
