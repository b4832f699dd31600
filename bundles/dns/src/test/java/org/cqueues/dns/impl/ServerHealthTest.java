package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
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
        health.failed(A);
        assertEquals(List.of(B, C, A), health.order(List.of(A, B, C)));
        pass(1);
        assertEquals(List.of(A, B, C), health.order(List.of(A, B, C)));
    }

    @Test
    void theTimeDoublesUpToAboutAMinute() {
        for (int i = 0; i < 100; i++) {
            health.failed(A);
        }
        pass(63);
        assertEquals(List.of(B, A), health.order(List.of(A, B)));
        pass(1);
        assertEquals(List.of(A, B), health.order(List.of(A, B)));
    }

    @Test
    void anAnswerForgives() {
        health.failed(A);
        health.answered(A, 1);
        assertEquals(List.of(A, B), health.order(List.of(A, B)));
        health.failed(A);
        pass(1);
        assertEquals(List.of(A, B), health.order(List.of(A, B)), "it begins with one second again");
    }

    @Test
    void amongThoseThatFailedTheFirstToRecoverComesFirst() {
        health.failed(A);
        health.failed(A);
        health.failed(B);
        assertEquals(List.of(C, B, A), health.order(List.of(A, B, C)));
    }

    @Test
    void whoKnowsNoEdnsIsRemembered() {
        health.knowsNoEdns(A);
        health.failed(A);
        health.answered(A, 1);

        assertTrue(health.isPlain(A));
        assertFalse(health.isPlain(B));
    }

    @Test
    void memoryIsLimited() {
        health.failed(A);
        for (int i = 0; i < ServerHealth.LIMIT; i++) {
            health.failed(new InetSocketAddress("192.0.2.9", i));
        }

        assertEquals(List.of(A, B), health.order(List.of(A, B)));
    }
}
