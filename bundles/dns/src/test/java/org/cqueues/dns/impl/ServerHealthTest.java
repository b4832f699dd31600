package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerHealthTest {
    private static final InetSocketAddress A = new InetSocketAddress("192.0.2.1", 53);
    private static final InetSocketAddress B = new InetSocketAddress("192.0.2.2", 53);
    private static final InetSocketAddress C = new InetSocketAddress("192.0.2.3", 53);

    private long now = Long.MAX_VALUE - 5; // the clock's origin is unspecified
    private final ServerHealth health = new ServerHealth(() -> now);

    private void pass(double seconds) {
        now += (long) (seconds * 1e9);
    }

    @Test
    void whoHasFailedIsAskedLastForATime() {
        health.failed(A, now);
        assertEquals(List.of(B, C, A), health.order(List.of(A, B, C)));
        pass(1);
        assertEquals(List.of(A, B, C), health.order(List.of(A, B, C)));
    }

    @Test
    void theTimeDoublesUpToAboutAMinute() {
        for (int i = 0; i < 100; i++) {
            health.failed(A, now);
        }
        pass(63);
        assertEquals(List.of(B, A), health.order(List.of(A, B)));
        pass(1);
        assertEquals(List.of(A, B), health.order(List.of(A, B)));
    }

    @Test
    void ofManyQuestionsUnderWayThatFailTheFirstCounts() {
        long begun = now;
        pass(5);
        for (int i = 0; i < 100; i++) {
            health.failed(A, begun);
        }
        pass(1);
        assertEquals(List.of(A, B), health.order(List.of(A, B)));
    }

    @Test
    void whenItsTimeIsOverOneQuestionAtATimeTriesItForTheOthers() {
        health.failed(A, now);
        pass(1);
        assertEquals(List.of(A, B), health.order(List.of(A, B)));
        assertEquals(List.of(B, A), health.order(List.of(A, B)));
        pass(1);
        assertEquals(List.of(A, B), health.order(List.of(A, B)), "the one that tried it may be gone");
        health.answered(A, 1);
        assertEquals(List.of(A, B), health.order(List.of(A, B)));
        assertEquals(List.of(A, B), health.order(List.of(A, B)));
    }

    @Test
    void anAnswerForgives() {
        health.failed(A, now);
        health.answered(A, 1);
        assertEquals(List.of(A, B), health.order(List.of(A, B)));
        health.failed(A, now);
        pass(1);
        assertEquals(List.of(A, B), health.order(List.of(A, B)), "it begins with one second again");
    }

    @Test
    void amongThoseThatFailedTheFirstToRecoverComesFirst() {
        health.failed(A, now);
        health.failed(A, now);
        health.failed(B, now);
        assertEquals(List.of(C, B, A), health.order(List.of(A, B, C)));
    }

    @Test
    void whoKnowsNoEdnsIsRemembered() {
        health.knowsNoEdns(A);
        health.failed(A, now);
        health.answered(A, 1);

        assertTrue(health.isPlain(A));
        assertFalse(health.isPlain(B));
    }

    @Test
    void memoryIsLimited() {
        health.failed(A, now);
        for (int i = 0; i < ServerHealth.LIMIT; i++) {
            health.failed(new InetSocketAddress("192.0.2.9", i), now);
        }

        assertEquals(List.of(A, B), health.order(List.of(A, B)));
    }

    private List<InetSocketAddress> fastest(InetSocketAddress... servers) {
        return health.fastest(List.of(servers), "zone", server -> 0);
    }

    @Test
    void muchFasterServersComeFirstAndEqualOnesAtRandom() {
        health.answered(A, 900_000_000);
        health.answered(B, 20_000_000);
        health.answered(C, 30_000_000);
        Set<InetSocketAddress> firsts = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            List<InetSocketAddress> order = fastest(A, B, C);
            firsts.add(order.get(0));
            assertEquals(A, order.get(2));
        }
        assertEquals(Set.of(B, C), firsts);
    }

    @Test
    void preferenceCountsMoreThanSpeedAndTroubleMost() {
        health.answered(A, 900_000_000);
        health.answered(B, 1);
        assertEquals(List.of(A, B), health.fastest(List.of(B, A), "zone", server -> server == A ? 0 : 1));
        health.failed(A, now);
        assertEquals(List.of(B, A), health.fastest(List.of(B, A), "zone", server -> server == A ? 0 : 1));
    }

    @Test
    void lameServerOfAZoneIsAskedLastForThatZone() {
        health.lame(A, "zone");
        health.failed(B, now);
        assertEquals(List.of(C, B, A), fastest(A, B, C));
        assertEquals(List.of(A, B), health.fastest(List.of(B, A), "other", server -> 0));
        pass(900);
        health.lame(B, "zone");
        assertEquals(List.of(A, B), fastest(A, B));
    }

    @Test
    void patienceIsAMultipleOfWhatItTookAndDoublesAfterFailures() {
        Duration limit = Duration.ofSeconds(5);
        assertEquals(Duration.ofSeconds(1), health.patience(A, limit), "nothing is known");
        health.answered(A, 10_000_000);
        assertEquals(Duration.ofMillis(400), health.patience(A, limit), "the least");
        health.answered(B, 300_000_000);
        assertEquals(Duration.ofMillis(1200), health.patience(B, limit));
        health.failed(B, now);
        assertEquals(Duration.ofMillis(2400), health.patience(B, limit));
        health.failed(B, now);
        health.failed(B, now);
        assertEquals(limit, health.patience(B, limit));
        assertEquals(Duration.ofMillis(3), health.patience(A, Duration.ofMillis(3)));
    }

    @Test
    void sameAddressOnAnotherInterfaceIsAnotherServer() {
        InetSocketAddress one = Addresses.parse("fe80::1%1", 53);
        InetSocketAddress other = Addresses.parse("fe80::1%2", 53);
        health.failed(one, now);
        health.knowsNoEdns(one);

        assertEquals(
                "[other, one]",
                health.order(List.of(one, other)).stream()
                        .map(server -> server == one ? "one" : "other")
                        .toList()
                        .toString());
        assertFalse(health.isPlain(other));
        health.lame(other, "zone");
        pass(1);
        assertEquals(1, ((Inet6Address) fastest(other, one).get(0).getAddress()).getScopeId());
    }

    @Test
    void timesAreSmoothed() {
        health.answered(A, 800_000_000);
        health.answered(A, 1_600_000_000);
        assertEquals(Duration.ofMillis(3600), health.patience(A, Duration.ofSeconds(5)));
    }
}
