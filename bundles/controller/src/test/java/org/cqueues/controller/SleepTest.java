package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cqueues.kernel.Kernel;
import org.junit.jupiter.api.Test;

/** Guide 3.2.1, {@code cqueues.sleep}: never early, and in order. */
class SleepTest extends SimulatedTest {
    /** Baton threads are threads of the system. */
    private final int many = controllers.engine().name().equals("virtual") ? 100_000 : 1_000;

    @Test
    void itLastsExactlyAsLongAsTheClockSays() {
        controller.wrap(() -> {
            controllers.sleep(1.5);
            log.add("" + kernel.monotonicNanos());
            controllers.sleep(Duration.ofNanos(1));
            log.add("" + kernel.monotonicNanos());
        });

        controller.loop();

        assertEquals(List.of("1500000000", "1500000001"), log);
    }

    @Test
    void itIsNotOverANanosecondEarly() {
        controller.wrap(() -> controllers.sleep(1));
        step();

        kernel.advance(999_999_999);
        assertEquals(0, step());
        kernel.advance(1);
        assertEquals(1, step());
    }

    @Test
    void partsOfANanosecondAreRoundedUp() {
        controller.wrap(() -> controllers.sleep(1.0000000001e-9));

        controller.loop();

        assertEquals(2, kernel.monotonicNanos());
    }

    @Test
    void noTimeOrLessYieldsToTheNextStep() {
        controller.wrap(() -> {
            controllers.sleep(0);
            controllers.sleep(-3);
            controllers.sleep(Duration.ofSeconds(-1));
            controllers.sleep(NO_WAIT);
        });

        for (int i = 0; i < 5; i++) {
            assertEquals(1, step());
        }
        assertTrue(controller.empty());
    }

    @Test
    void forEverIsUntilItIsCancelled() {
        Coroutine first = controller.wrap(() -> controllers.sleep(Double.POSITIVE_INFINITY));
        Coroutine second = controller.wrap(() -> controllers.sleep(Double.NaN));
        Coroutine third = controller.wrap(() -> controllers.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
        step();
        assertEquals(Long.MAX_VALUE, controller.timeoutNanos());

        List.of(first, second, third).forEach(Coroutine::cancel);

        assertTrue(controller.loop());
    }

    @Test
    void anAlertOrAnotherWakeUpDoesNotShortenIt() {
        controller.wrap(() -> {
            controllers.sleep(1);
            log.add("" + kernel.monotonicNanos());
        });
        step();
        controller.alert();
        step();
        controller.wrap(() -> {});
        step();

        controller.loop();

        assertEquals(List.of("1000000000"), log);
    }

    @Test
    void equalMomentsComeInTheOrderOfTheCalls() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int mine = i;
            controller.wrap(() -> {
                controllers.sleep(1);
                order.add(mine);
            });
        }

        controller.loop();

        assertEquals(100, order.size());
        for (int i = 0; i < 100; i++) {
            assertEquals(i, order.get(i));
        }
    }

    @Test
    void manySleepersWakeInOrder() {
        Random random = new Random(7);
        List<Long> woken = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            Duration time = Duration.ofNanos(random.nextInt(1_000_000));
            controller.wrap(() -> {
                controllers.sleep(time);
                woken.add(time.toNanos());
                assertTrue(kernel.monotonicNanos() >= time.toNanos());
            });
        }
        step();

        controller.loop();

        assertEquals(many, woken.size());
        // Those of no time at all yield, and so come after the first step.
        assertInOrder(woken);
    }

    private static void assertInOrder(List<Long> moments) {
        for (int i = 1; i < moments.size(); i++) {
            assertTrue(moments.get(i - 1) <= moments.get(i), "at " + i);
        }
    }

    @Test
    void outsideACoroutineItBlocksTheThread() {
        controllers.sleep(2.5);

        assertEquals(2_500_000_000L, kernel.monotonicNanos());
    }

    // On the system's own clock.

    @Test
    void tenMicrosecondsAreNeverShort() {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            Controller loop = here.create();
            loop.wrap(() -> {
                for (int i = 0; i < 200; i++) {
                    long before = real.monotonicNanos();
                    here.sleep(1e-5);
                    assertTrue(real.monotonicNanos() - before >= 10_000);
                }
            });

            loop.loop();
        }
    }

    @Test
    void manySleepersWakeOnTheSystemsClock() {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            Controller loop = here.create();
            Random random = new Random(7);
            List<Long> woken = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int nanos = random.nextInt(100_000_000);
                loop.wrap(() -> {
                    long deadline = real.monotonicNanos() + nanos;
                    here.sleep(Duration.ofNanos(nanos));
                    assertTrue(real.monotonicNanos() >= deadline);
                    woken.add(deadline);
                });
            }

            loop.loop();

            assertEquals(many, woken.size());
        }
    }
}
