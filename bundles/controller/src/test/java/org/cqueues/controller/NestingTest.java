package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Pair;
import org.junit.jupiter.api.Test;

/** Controllers in controllers: guide 3.1.1, "you can stack cqueues". */
class NestingTest extends SimulatedTest {
    private static final int DEEP = 1000;

    /** Baton threads are threads of the system. */
    private final boolean cheap = controllers.engine().name().equals("virtual");

    private final Controller inner = controllers.create();
    private final WaitQueue queue = controllers.waitQueue(false);

    /** Has a coroutine of a controller loop over another one. */
    private static Coroutine loopIn(Controller outer, Controller inner) {
        return outer.wrap(() -> inner.loop());
    }

    /** Nests controllers in the first one, each in the one before. {@return the innermost} */
    private static Controller nest(Controllers service, Controller outermost, int depth) {
        Controller last = outermost;
        for (int i = 0; i < depth; i++) {
            Controller next = service.create();
            Controller outer = last;
            outer.wrap(() -> next.loop());
            last = next;
        }
        return last;
    }

    // Depth.

    @Test
    void readinessReachesAThousandthController() {
        int fd = descriptor();
        Controller innermost = nest(controllers, controller, DEEP);
        innermost.wrap(() -> {
            controllers.poll(readable(fd));
            log.add("ready");
        });
        controller.loop(NO_WAIT);
        settle();
        assertEquals(1, kernel.openDescriptors() - 1, "one queue for the whole tree");

        makeReady(fd, "r");
        controller.loop();

        assertEquals(List.of("ready"), log);
        assertTrue(innermost.empty());
    }

    /** Steps until nothing is ready any more. */
    private void settle() {
        while (step() > 0) {
            continue;
        }
    }

    /** Each controller on the way once went on only in a step of its own, so that an event cost switches in proportion to the square of the depth. */
    @Test
    void anEventPassesAThousandControllersInOneStep() {
        int[] events = new int[1];
        nest(controllers, controller, DEEP).wrap(() -> {
            while (queue.await(Long.MAX_VALUE) == Outcome.READY) {
                events[0]++;
            }
        });
        settle();

        queue.signal();

        assertEquals(1, step(), "the outermost controller's one coroutine");
        assertEquals(1, events[0]);
        assertEquals(0, step(), "every controller waits for the next one again");
        queue.close();
        controller.loop();
    }

    @Test
    void aSignalFromOutsideReachesAThousandthController() {
        nest(controllers, controller, DEEP).wrap(() -> {
            queue.await(Long.MAX_VALUE);
            log.add("signalled");
        });
        settle();

        queue.signal();
        controller.loop();

        assertEquals(List.of("signalled"), log);
    }

    @Test
    void aTimerReachesAThousandthController() {
        nest(controllers, controller, DEEP).wrap(() -> {
            controllers.sleep(3);
            log.add("slept");
        });

        controller.loop();

        assertEquals(List.of("slept"), log);
        assertEquals(3_000_000_000L, kernel.monotonicNanos());
    }

    @Test
    void anotherThreadWrapsInAThousandthController() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            Controller outermost = here.create();
            Controller innermost = nest(here, outermost, 200);
            CountDownLatch waiting = new CountDownLatch(1);
            WaitQueue gate = here.waitQueue(false);
            innermost.wrap(() -> {
                waiting.countDown();
                gate.await(Long.MAX_VALUE);
            });
            FutureTask<Boolean> loop = Threads.start(() -> outermost.loop());
            waiting.await();

            innermost.wrap(gate::open);

            assertTrue(loop.get());
        }
    }

    // Stepping inside.

    @Test
    void aStepInsideSuspendsOnlyItsCoroutine() {
        inner.wrap(() -> controllers.sleep(5));
        controller.wrap(() -> {
            inner.loop();
            log.add("looped");
        });
        controller.wrap(() -> {
            controllers.sleep(1);
            log.add("other");
        });

        controller.loop();

        assertEquals(List.of("other", "looped"), log);
    }

    @Test
    void aStepInsideRunsEachReadyCoroutineOnce() {
        for (int i = 0; i < 3; i++) {
            inner.wrap(controllers::poll);
        }
        controller.wrap(() -> {
            log.add("" + inner.step());
            log.add("" + inner.step(NO_WAIT));
            log.add("" + inner.step());
        });

        controller.loop();

        assertEquals(List.of("3", "3", "0"), log);
    }

    @Test
    void aStepInsideWaitsNoLongerThanItsTimeout() {
        inner.wrap(() -> controllers.sleep(5));
        controller.wrap(() -> {
            inner.step(NO_WAIT);
            assertEquals(0, inner.step(Duration.ofSeconds(1)));
            log.add("" + controllers.monotime());
            assertFalse(inner.loop(Duration.ofSeconds(2)));
            log.add("" + controllers.monotime());
            inner.loop();
            log.add("" + controllers.monotime());
        });

        controller.loop();

        assertEquals(List.of("1.0", "3.0", "5.0"), log);
    }

    @Test
    void anEmptyControllerIsLoopedInsideWithoutWaiting() {
        controller.wrap(() -> assertTrue(inner.loop()));

        assertTrue(controller.loop());
        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void aFailureInsideIsThrownInTheCoroutineThatSteps() {
        inner.wrap(() -> {
            controllers.sleep(1);
            throw new IllegalStateException("inner failure");
        });
        controller.wrap(() -> {
            CoroutineException failure = assertThrows(CoroutineException.class, inner::loop);
            log.add(failure.getCause().getMessage());
            inner.loop();
        });

        assertTrue(controller.loop());

        assertEquals(List.of("inner failure"), log);
    }

    @Test
    void aNewTimerInsideIsToldToWhoPollsTheController() {
        controller.wrap(() -> {
            controllers.poll(inner);
            log.add("polled at " + controllers.monotime());
        });
        controller.wrap(() -> {
            inner.wrap(() -> controllers.sleep(1));
            inner.step(NO_WAIT);
        });

        controller.loop();

        assertEquals(1, log.size());
    }

    @Test
    void aControllerIsReadyToItsPollersAsLongAsItHasWork() {
        inner.wrap(controllers::poll);
        controller.wrap(() -> {
            while (!inner.empty()) {
                assertEquals(Outcome.READY, controllers.poll(inner, 5).outcome(inner));
                inner.step(NO_WAIT);
                log.add("stepped");
            }
        });

        controller.loop();

        assertEquals(List.of("stepped", "stepped"), log);
        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void readinessThatNobodyStepsForDoesNotSpin() {
        int fd = descriptor();
        inner.wrap(() -> controllers.poll(readable(fd)));
        controller.wrap(() -> {
            inner.step(NO_WAIT);
            controllers.sleep(10);
            inner.loop();
        });
        controller.loop(NO_WAIT);
        settle();
        makeReady(fd, "r");
        kernel.clearCalls();

        controller.loop();

        assertTrue(kernel.calls("poll") < 10, "polls: " + kernel.calls("poll"));
        assertEquals(10_000_000_000L, kernel.monotonicNanos());
    }

    @Test
    void aCancelledCoroutineStopsLoopingOverTheInnerOne() {
        inner.wrap(() -> queue.await(Long.MAX_VALUE));
        Coroutine looping = loopIn(controller, inner);
        settle();

        looping.cancel();
        controller.loop();

        assertEquals(1, inner.count());
        queue.signal();
        assertTrue(inner.loop());
    }

    // Shapes.

    @Test
    void aControllerCannotWaitForItself() {
        controller.wrap(() -> {
            assertThrows(IllegalStateException.class, () -> controllers.poll(controller));
            log.add("refused");
        });

        controller.loop();

        assertEquals(List.of("refused"), log);
    }

    @Test
    void controllersCannotWaitForEachOther() {
        Controller middle = controllers.create();
        inner.wrap(() -> {
            assertThrows(IllegalStateException.class, () -> controllers.poll(controller));
            assertThrows(IllegalStateException.class, controller::step);
            assertThrows(IllegalStateException.class, middle::loop);
            log.add("refused");
        });
        loopIn(middle, inner);
        loopIn(controller, middle);

        controller.loop();

        assertEquals(List.of("refused"), log);
    }

    @Test
    void twoCoroutinesPollTheSameController() {
        inner.wrap(() -> queue.await(Long.MAX_VALUE));
        for (String name : List.of("a", "b")) {
            controller.wrap(() -> {
                inner.loop();
                log.add(name);
            });
        }
        settle();

        queue.signal();
        controller.loop();

        assertEquals(2, log.size());
        assertTrue(inner.empty());
    }

    @Test
    void aControllerMovesFromOneParentToAnother() {
        int fd = descriptor();
        inner.wrap(() -> {
            controllers.poll(readable(fd));
            log.add("ready");
        });
        Coroutine first = loopIn(controller, inner);
        settle();
        first.cancel();
        controller.loop();

        Controller second = controllers.create();
        loopIn(second, inner);
        second.step(NO_WAIT);
        makeReady(fd, "r");
        second.loop();

        assertEquals(List.of("ready"), log);
    }

    @Test
    void aControllerIsTakenFromAParentThatStillPollsIt() {
        int fd = descriptor();
        inner.wrap(() -> {
            controllers.poll(readable(fd));
            log.add("ready");
        });
        loopIn(controller, inner);
        settle();

        Controller second = controllers.create();
        loopIn(second, inner);
        second.step(NO_WAIT);
        makeReady(fd, "r");
        second.loop();
        assertEquals(List.of("ready"), log);

        assertTrue(controller.loop(), "the first parent sees that it is empty");
    }

    @Test
    void nestedBeforeItMayBeSteppedOnItsOwn() {
        int fd = descriptor();
        inner.wrap(() -> {
            controllers.poll(readable(fd));
            log.add("ready");
        });
        Coroutine looping = loopIn(controller, inner);
        settle();
        looping.cancel();
        controller.loop();

        assertEquals(0, inner.step(NO_WAIT));
        makeReady(fd, "r");
        assertTrue(inner.loop());
        assertEquals(List.of("ready"), log);
    }

    @Test
    void steppedOnItsOwnWhileACoroutineLoopsOverItBothSeeTheEnd() {
        inner.wrap(() -> queue.await(Long.MAX_VALUE));
        loopIn(controller, inner);
        settle();
        inner.step(NO_WAIT);

        queue.signal();

        assertTrue(inner.loop());
        assertTrue(controller.loop());
    }

    @Test
    void aWholeSubtreeMoves() {
        int fd = descriptor();
        Controller innermost = nest(controllers, inner, 3);
        innermost.wrap(() -> {
            controllers.poll(readable(fd));
            log.add("ready");
        });
        while (inner.step(NO_WAIT) > 0) {
            continue;
        }
        loopIn(controller, inner);
        settle();

        makeReady(fd, "r");
        controller.loop();

        assertEquals(List.of("ready"), log);
    }

    @Test
    void aDescriptorClosedBehindItsBackIsMetByTheCoroutineWhenTheControllerMoves() {
        int fd = descriptor();
        inner.wrap(() -> {
            controllers.poll(readable(fd), Duration.ofSeconds(1));
            log.add("woken");
        });
        inner.step(NO_WAIT);
        loopIn(controller, inner);

        controller.loop();

        assertEquals(List.of("woken"), log);
    }

    // Ends.

    @Test
    void closingTheOuterLeavesTheInnerUsable() {
        int fd = descriptor();
        inner.wrap(() -> {
            controllers.poll(readable(fd));
            log.add("ready");
        });
        loopIn(controller, inner);
        settle();

        controller.close();
        assertEquals(1, inner.count());
        assertEquals(0, inner.step(NO_WAIT));
        makeReady(fd, "r");
        inner.loop();

        assertEquals(List.of("ready"), log);
    }

    @Test
    void closingTheInnerEndsTheLoopOverIt() {
        inner.wrap(() -> queue.await(Long.MAX_VALUE));
        controller.wrap(() -> {
            inner.loop();
            log.add("looped");
        });
        settle();

        inner.close();
        controller.loop();

        assertEquals(List.of("looped"), log);
    }

    @Test
    void closingAMiddleOneLeavesTheInnermostUsable() {
        Controller middle = controllers.create();
        inner.wrap(() -> {
            queue.await(Long.MAX_VALUE);
            log.add("signalled");
        });
        loopIn(middle, inner);
        loopIn(controller, middle);
        settle();

        middle.close();
        controller.loop();
        queue.signal();
        inner.loop();

        assertEquals(List.of("signalled"), log);
    }

    @Test
    void anotherThreadClosesANestedOneWhileTheTreeIsStepped() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            for (int round = 0; round < 50; round++) {
                Controller outer = here.create();
                Controller nested = here.create();
                CountDownLatch waiting = new CountDownLatch(1);
                nested.wrap(() -> {
                    waiting.countDown();
                    here.sleep(1000);
                });
                outer.wrap(() -> nested.loop());
                FutureTask<Boolean> loop = Threads.start(() -> outer.loop());
                waiting.await();

                nested.close();

                assertEquals(0, nested.count());
                assertTrue(loop.get());
            }
        }
    }

    @Test
    void aNestedOneCannotBeSteppedByAnotherThreadMeanwhile() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            Controller outer = here.create();
            Controller nested = here.create();
            CountDownLatch waiting = new CountDownLatch(1);
            WaitQueue gate = here.waitQueue(false);
            nested.wrap(() -> {
                waiting.countDown();
                gate.await(Long.MAX_VALUE);
            });
            outer.wrap(() -> nested.loop());
            FutureTask<Boolean> loop = Threads.start(() -> outer.loop());
            waiting.await();

            assertThrows(IllegalStateException.class, () -> nested.step(NO_WAIT));
            assertThrows(IllegalStateException.class, () -> outer.step(NO_WAIT));

            gate.open();
            assertTrue(loop.get());
            assertEquals(0, nested.step(NO_WAIT));
        }
    }

    @Test
    void messagesFollowAControllerThatMovesToAndFro() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            Controller nested = here.create();
            Controller outer = here.create();
            int messages = cheap ? 20_000 : 1_000;
            int[] received = new int[1];
            FutureTask<Boolean> sender = Threads.start(() -> {
                for (int i = 0; i < messages; i++) {
                    nested.wrap(() -> received[0]++);
                }
                return true;
            });
            while (!sender.isDone() || !nested.empty()) {
                outer.wrap(() -> nested.step(NO_WAIT));
                outer.loop();
                nested.step(NO_WAIT);
            }

            assertEquals(messages, received[0]);
        }
    }

    @Test
    void theSystemsQueueIsOneForTheTree() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real);
                Pair pair = new Pair(real)) {
            Controller outermost = here.create();
            Controller innermost = nest(here, outermost, 100);
            List<String> seen = new ArrayList<>();
            innermost.wrap(() -> {
                here.poll(readable(pair.near()));
                seen.add("ready");
            });
            while (outermost.step(NO_WAIT) > 0) {
                continue;
            }

            pair.writeFar();
            outermost.loop();

            assertEquals(List.of("ready"), seen);
        }
    }
}
