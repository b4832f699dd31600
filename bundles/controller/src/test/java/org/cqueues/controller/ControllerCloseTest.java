package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.cqueues.kernel.Kernel;
import org.junit.jupiter.api.Test;

/** What {@code close} owes to coroutines, to pollers and to other threads. */
class ControllerCloseTest extends SimulatedTest {
    private final WaitQueue queue = controllers.waitQueue(false);

    private Body logging(String name, Body body) {
        return () -> {
            try {
                body.run();
            } finally {
                log.add(name);
            }
        };
    }

    @Test
    void closingUnwindsEveryCoroutine() {
        int fd = descriptor();
        controller.wrap(logging("poll", () -> controllers.poll(readable(fd))));
        controller.wrap(logging("sleep", () -> controllers.sleep(1000)));
        controller.wrap(logging("queue", () -> queue.await(Long.MAX_VALUE)));
        controller.wrap(logging(
                "waiter", () -> controllers.waiter(fd).await(org.cqueues.kernel.Readiness.WRITE, Long.MAX_VALUE)));
        step();
        controller.wrap(logging("never ran", () -> {}));

        controller.close();

        assertEquals(4, log.size(), log.toString());
        assertFalse(log.contains("never ran"));
        assertEquals(0, controller.count());
        assertEquals(0, queue.waiting());
    }

    /** See the change log: all that were ready had their turn first, each in a thread made for it. */
    @Test
    void closingWaitsForTheTurnUnderWayOnly() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        controller.wrap(logging("first", () -> {
            running.countDown();
            while (!controller.isClosed()) {
                Thread.onSpinWait();
            }
        }));
        controller.wrap(logging("second", () -> {}));
        FutureTask<Integer> stepping = Threads.start(controller::step);
        running.await();

        controller.close();

        assertEquals(1, stepping.get());
        assertEquals(List.of("first"), log);
    }

    @Test
    void closingTwiceIsClosingOnce() {
        controller.wrap(logging("ended", () -> queue.await(Long.MAX_VALUE)));
        step();

        controller.close();
        controller.close();

        assertEquals(List.of("ended"), log);
        assertTrue(controller.isClosed());
    }

    @Test
    void laterCallsAreRefused() {
        controller.close();

        assertThrows(IllegalStateException.class, () -> controller.wrap(() -> {}));
        assertThrows(IllegalStateException.class, () -> controller.attach(controllers.coroutine(() -> {})));
        assertThrows(IllegalStateException.class, controller::step);
        assertThrows(IllegalStateException.class, controller::loop);
        assertThrows(IllegalStateException.class, controller::pause);
        assertThrows(IllegalStateException.class, controller::pollfd);
        assertThrows(IllegalStateException.class, controller::reset);
        controller.alert();
        controller.cancel(3);
        assertTrue(controller.empty());
        assertFalse(controller.errors().iterator().hasNext());
    }

    @Test
    void aCoroutineThatWasRefusedMayBeAttachedElsewhere() {
        Coroutine coroutine = controllers.coroutine(() -> log.add("ran"));
        controller.close();
        assertThrows(IllegalStateException.class, () -> controller.attach(coroutine));

        controllers.create().attach(coroutine).loop();

        assertEquals(List.of("ran"), log);
    }

    @Test
    void anUnwindingCoroutineCannotSpawn() {
        controller.wrap(() -> {
            try {
                queue.await(Long.MAX_VALUE);
            } finally {
                assertThrows(IllegalStateException.class, () -> controller.wrap(() -> log.add("ran")));
                log.add("refused");
            }
        });
        step();

        controller.close();

        assertEquals(List.of("refused"), log);
    }

    @Test
    void aCoroutineCannotCloseTheControllerThatRunsIt() {
        controller.wrap(() -> {
            assertThrows(IllegalStateException.class, controller::close);
            log.add("refused");
            controllers.poll();
            log.add("goes on");
        });

        controller.loop();

        assertEquals(List.of("refused", "goes on"), log);
        assertFalse(controller.isClosed());
    }

    @Test
    void aCoroutineClosesAnotherController() {
        Controller other = controllers.create();
        other.wrap(logging("ended", () -> queue.await(Long.MAX_VALUE)));
        other.step(NO_WAIT);
        controller.wrap(() -> {
            other.close();
            log.add("closed " + other.isClosed());
        });

        controller.loop();

        assertEquals(List.of("ended", "closed true"), log);
    }

    @Test
    void anUnwindingCoroutineClosesTheControllersItMade() {
        controller.wrap(() -> {
            try (Controller inner = controllers.create()) {
                inner.wrap(logging("inner", () -> queue.await(Long.MAX_VALUE)));
                inner.loop();
            } finally {
                log.add("outer");
            }
        });
        step();
        step();

        controller.close();

        assertEquals(List.of("inner", "outer"), log);
    }

    @Test
    void itsPollersAreTold() {
        Controller inner = controllers.create();
        inner.wrap(() -> queue.await(Long.MAX_VALUE));
        inner.step(NO_WAIT);
        controller.wrap(() -> log.add(controllers.poll(inner).outcome(inner).toString()));
        step();

        inner.close();
        controller.loop();

        assertEquals(List.of("CLOSED"), log);
    }

    @Test
    void whoPollsAClosedControllerIsToldAtOnce() {
        Controller inner = controllers.create();
        inner.close();
        controller.wrap(() -> log.add(controllers.poll(inner).outcome(inner).toString()));

        controller.loop();

        assertEquals(List.of("CLOSED"), log);
    }

    @Test
    void aHundredThousandReadyCoroutinesAreClosedInABlink() {
        for (int i = 0; i < 100_000; i++) {
            controller.wrap(() -> log.add("ran"));
        }
        controller.wrap(controllers::poll);

        controller.close();

        assertEquals(List.of(), log);
        assertEquals(0, controller.count());
    }

    @Test
    void theServiceClosesItsControllers() {
        Controller other = controllers.create();
        controller.wrap(logging("one", () -> queue.await(Long.MAX_VALUE)));
        other.wrap(logging("two", () -> queue.await(Long.MAX_VALUE)));
        step();
        other.step(NO_WAIT);

        controllers.close();
        controllers.close();

        assertEquals(2, log.size());
        assertTrue(controller.isClosed());
        assertTrue(other.isClosed());
    }

    // With other threads, on the system's own kernel.

    @Test
    void whileAnotherThreadLoopsThatOneEndsTheCoroutines() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            Controller loop = here.create();
            CountDownLatch waiting = new CountDownLatch(1);
            loop.wrap(() -> {
                try {
                    waiting.countDown();
                    here.sleep(1000);
                } finally {
                    log.add("ended");
                }
            });
            FutureTask<Boolean> looping = Threads.start(() -> loop.loop());
            waiting.await();

            loop.close();

            assertEquals(List.of("ended"), log);
            assertTrue(looping.get(), "its loop returned: no coroutine is left");
        }
    }

    @Test
    void twoThreadsMayCloseAtOnce() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            for (int round = 0; round < 200; round++) {
                Controller both = here.create();
                both.wrap(() -> here.sleep(1000));
                both.step(NO_WAIT);
                CyclicBarrier barrier = new CyclicBarrier(2);
                FutureTask<Boolean> one = Threads.start(() -> closed(both, barrier));
                FutureTask<Boolean> two = Threads.start(() -> closed(both, barrier));

                assertTrue(one.get() && two.get());
                assertEquals(0, both.count());
            }
        }
    }

    private static boolean closed(Controller controller, CyclicBarrier barrier) throws Exception {
        barrier.await();
        controller.close();
        return controller.empty();
    }

    @Test
    void closingRacesWithTheBeginOfALoop() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            for (int round = 0; round < 200; round++) {
                Controller raced = here.create();
                raced.wrap(() -> here.sleep(1000));
                CyclicBarrier barrier = new CyclicBarrier(2);
                FutureTask<Boolean> loop = Threads.start(() -> {
                    barrier.await();
                    try {
                        return raced.loop();
                    } catch (IllegalStateException e) {
                        return true; // closed already
                    }
                });
                barrier.await();
                raced.close();

                assertTrue(loop.get());
            }
        }
    }

    @Test
    void twoControllersThatCloseEachOtherBothEnd() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            Controller left = here.create();
            Controller right = here.create();
            CountDownLatch both = new CountDownLatch(2);
            left.wrap(() -> closeWhenBothRun(right, both));
            right.wrap(() -> closeWhenBothRun(left, both));
            FutureTask<Boolean> one = Threads.start(() -> loopUntilClosed(left));
            FutureTask<Boolean> two = Threads.start(() -> loopUntilClosed(right));

            assertTrue(one.get() && two.get());
            assertTrue(left.isClosed() && right.isClosed());
        }
    }

    /** Both stay in their turn: one that waited could be unwound before it closes the other. */
    private static void closeWhenBothRun(Controller other, CountDownLatch both) {
        both.countDown();
        while (both.getCount() > 0) {
            Thread.onSpinWait();
        }
        other.close();
    }

    private static boolean loopUntilClosed(Controller controller) {
        controller.loop();
        return controller.isClosed();
    }
}
