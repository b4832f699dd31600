package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The life of a coroutine, its early end, and waiting for it. */
class CoroutineTest extends SimulatedTest {
    private final WaitQueue queue = controllers.waitQueue(false);

    /** Waits for the queue and tells how that ended. */
    private Coroutine waiting() {
        return controller.wrap(() -> {
            try {
                log.add("polled " + controllers.poll(queue).outcome(queue));
            } catch (CoroutineCancelledException e) {
                log.add("cancelled");
                throw e;
            } finally {
                log.add("finally");
            }
        });
    }

    // States.

    @Test
    void itsStatesFollowItsLife() {
        Coroutine[] self = new Coroutine[1];
        self[0] = controllers.coroutine(() -> {
            log.add(self[0].state().toString());
            controllers.poll(queue);
        });
        log.add(self[0].state().toString());
        controller.attach(self[0]);
        log.add(self[0].state().toString());
        step();
        log.add(self[0].state().toString());
        queue.signal();
        log.add(self[0].state().toString());
        step();
        log.add(self[0].state().toString());

        assertEquals(List.of("NEW", "READY", "RUNNING", "SUSPENDED", "READY", "ENDED"), log);
    }

    @Test
    void oneThatYieldsIsReady() {
        Coroutine yielding = controller.wrap(controllers::poll);

        step();

        assertEquals(Coroutine.State.READY, yielding.state());
    }

    @Test
    void oneThatSleepsIsSuspended() {
        Coroutine sleeping = controller.wrap(() -> controllers.sleep(1));

        step();

        assertEquals(Coroutine.State.SUSPENDED, sleeping.state());
    }

    @Test
    void oneThatReturnedHasNoFailure() {
        Coroutine coroutine = controller.wrap("worker", () -> {});

        controller.loop();

        assertEquals(Optional.empty(), coroutine.failure());
        assertFalse(coroutine.isCancelled());
        assertTrue(coroutine.toString().contains("worker"));
    }

    @Test
    void anEndedOneKeepsNothingOfItsBodyAlive() {
        Object[] captured = {new Object()};
        WeakReference<Object> reference = new WeakReference<>(captured[0]);
        Coroutine coroutine = controller.wrap(bodyWith(captured[0]));
        captured[0] = null;

        controller.loop();

        while (reference.get() != null) {
            System.gc();
        }
        assertEquals(Coroutine.State.ENDED, coroutine.state());
    }

    private Body bodyWith(Object captured) {
        return () -> controllers.poll(Math.min(0, captured.hashCode()));
    }

    // Cancelling.

    @Test
    void cancelledBeforeItBeganItNeverRuns() {
        Coroutine coroutine = waiting();

        coroutine.cancel();
        controller.loop();

        assertEquals(List.of(), log);
        assertEquals(Coroutine.State.ENDED, coroutine.state());
        assertTrue(coroutine.isCancelled());
        assertEquals(Optional.empty(), coroutine.failure());
    }

    @Test
    void cancelledBeforeItWasAttachedItNeverRuns() {
        Coroutine coroutine = controllers.coroutine(() -> log.add("ran"));

        coroutine.cancel();
        controller.attach(coroutine).loop();

        assertEquals(List.of(), log);
        assertTrue(coroutine.join(NO_WAIT));
    }

    @Test
    void cancelledWhileItWaitsItUnwinds() {
        Coroutine coroutine = waiting();
        step();

        coroutine.cancel();
        assertTrue(controller.loop(), "a cancelled coroutine is no failure");

        assertEquals(List.of("cancelled", "finally"), log);
        assertEquals(Optional.empty(), coroutine.failure());
        assertEquals(0, queue.waiting());
    }

    @Test
    void cancelledWhileReadyItUnwindsAtItsNextWait() {
        Coroutine coroutine = controller.wrap(() -> {
            controllers.poll();
            log.add("went on");
            controllers.poll();
            log.add("not reached");
        });
        step();

        coroutine.cancel();
        controller.loop();

        assertTrue(log.isEmpty() || log.equals(List.of("went on")), log.toString());
    }

    @Test
    void itMayCancelItself() {
        Coroutine coroutine = controller.wrap(() -> {
            controllers.current().orElseThrow().cancel();
            log.add("goes on until it waits");
            controllers.sleep(1);
            log.add("not reached");
        });

        assertTrue(controller.loop());

        assertEquals(List.of("goes on until it waits"), log);
        assertTrue(coroutine.isCancelled());
        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void cancellingTwiceIsCancellingOnce() {
        Coroutine coroutine = waiting();
        step();

        coroutine.cancel();
        coroutine.cancel();
        controller.loop();
        coroutine.cancel();

        assertEquals(List.of("cancelled", "finally"), log);
    }

    @Test
    void cancellingAnEndedOneDoesNothing() {
        Coroutine coroutine = controller.wrap(() -> {});
        controller.loop();

        coroutine.cancel();

        assertFalse(coroutine.isCancelled());
    }

    @Test
    void everyLaterWaitIsRefusedToo() {
        Coroutine coroutine = controller.wrap(() -> {
            assertThrows(CoroutineCancelledException.class, () -> controllers.sleep(1000));
            assertThrows(CoroutineCancelledException.class, () -> controllers.poll(queue));
            assertThrows(CoroutineCancelledException.class, () -> controllers.poll());
            assertThrows(CoroutineCancelledException.class, () -> queue.await(Long.MAX_VALUE));
            assertThrows(CoroutineCancelledException.class, () -> controllers.sleep(NO_WAIT));
            log.add("refused");
        });
        step();

        coroutine.cancel();
        controller.loop();

        assertEquals(List.of("refused"), log);
    }

    @Test
    void anotherExceptionDuringTheUnwindingIsAFailure() {
        Coroutine coroutine = controller.wrap(() -> {
            try {
                controllers.poll(queue);
            } finally {
                log.add("finally");
                throwIfLogged();
            }
        });
        step();

        coroutine.cancel();
        CoroutineException failure = assertThrows(CoroutineException.class, controller::loop);

        assertInstanceOf(IllegalStateException.class, failure.getCause());
        assertTrue(coroutine.isCancelled());
        assertTrue(coroutine.failure().isPresent());
    }

    private void throwIfLogged() {
        if (!log.isEmpty()) {
            throw new IllegalStateException("cleaning up failed");
        }
    }

    @Test
    void aSignalIsNotLostToACancellationThatComesWithIt() {
        Coroutine coroutine = waiting();
        step();

        assertEquals(1, queue.signal(1));
        coroutine.cancel();
        controller.loop();

        assertEquals(List.of("polled READY", "finally"), log);
    }

    @Test
    void aSignalAfterACancellationGoesToAnotherWaiterOrToTheSameButIsNotLost() {
        Coroutine first = waiting();
        waiting();
        step();

        first.cancel();
        assertEquals(1, queue.signal(1));
        controller.loop(NO_WAIT);

        assertEquals(1, log.stream().filter("polled READY"::equals).count(), log.toString());
    }

    @Test
    void oneThatSwallowsEveryCancellationIsGivenUp() {
        Coroutine stubborn = controller.wrap("stubborn", this::swallow);
        step();

        stubborn.cancel();
        CoroutineException failure = assertThrows(CoroutineException.class, controller::loop);

        assertSame(stubborn, failure.coroutine());
        assertTrue(failure.getMessage().contains("stubborn"));
        assertTrue(controller.empty());
    }

    @Test
    void oneThatSwallowsEveryCancellationDoesNotKeepACloseFromEnding() {
        Coroutine stubborn = controller.wrap("stubborn", this::swallow);
        Coroutine other = waiting();
        step();

        controller.close();

        assertEquals(Coroutine.State.ENDED, stubborn.state());
        assertEquals(Coroutine.State.ENDED, other.state());
        assertTrue(stubborn.failure().isPresent());
    }

    private void swallow() {
        for (; ; ) {
            try {
                controllers.poll(queue);
            } catch (CoroutineCancelledException e) {
                continue;
            }
        }
    }

    // Joining.

    @Test
    void joinWaitsForTheEnd() {
        Coroutine sleeper = controller.wrap(() -> controllers.sleep(2));
        controller.wrap(() -> {
            sleeper.join();
            log.add("joined at " + controllers.monotime());
        });

        controller.loop();

        assertEquals(List.of("joined at 2.0"), log);
    }

    @Test
    void joinEndsAlsoWhenItThrows() {
        Coroutine failing = controller.wrap(() -> {
            controllers.poll();
            throw new IllegalStateException("failed");
        });
        controller.wrap(() -> {
            failing.join();
            log.add("joined " + failing.failure().orElseThrow().getMessage());
        });

        assertThrows(CoroutineException.class, controller::loop);
        controller.loop();

        assertEquals(List.of("joined failed"), log);
    }

    @Test
    void joinEndsAlsoWhenItIsCancelled() {
        Coroutine sleeper = controller.wrap(() -> controllers.sleep(1000));
        controller.wrap(() -> {
            sleeper.join();
            log.add("joined");
        });
        step();

        sleeper.cancel();
        controller.loop();

        assertEquals(List.of("joined"), log);
        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void joinEndsWhenTheControllerCloses() {
        Controller other = controllers.create();
        Coroutine sleeper = other.wrap(() -> controllers.sleep(1000));
        controller.wrap(() -> {
            sleeper.join();
            log.add("joined");
        });
        step();

        other.close();
        controller.loop();

        assertEquals(List.of("joined"), log);
    }

    @Test
    void joinGivesUpAfterItsTimeout() {
        Coroutine sleeper = controller.wrap(() -> controllers.sleep(10));
        controller.wrap(() -> {
            log.add("ended " + sleeper.join(Duration.ofSeconds(3)) + " at " + controllers.monotime());
            log.add("ended " + sleeper.join(Duration.ofSeconds(30)) + " at " + controllers.monotime());
        });

        controller.loop();

        assertEquals(List.of("ended false at 3.0", "ended true at 10.0"), log);
    }

    @Test
    void joinWithoutTimeOnlyLooks() {
        Coroutine coroutine = controller.wrap(() -> {});

        assertFalse(coroutine.join(NO_WAIT));
        controller.loop();
        assertTrue(coroutine.join(NO_WAIT));
    }

    @Test
    void joiningAnEndedOneDoesNotWait() {
        Coroutine coroutine = controller.wrap(() -> {});
        controller.loop();

        coroutine.join();

        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void itCannotJoinItself() {
        Coroutine[] self = new Coroutine[1];
        self[0] = controller.wrap(() -> {
            assertThrows(IllegalStateException.class, self[0]::join);
            log.add("refused");
        });

        controller.loop();

        assertEquals(List.of("refused"), log);
    }

    @Test
    void oneThatIsNotAttachedCannotBeJoined() {
        assertThrows(IllegalStateException.class, controllers.coroutine(() -> {})::join);
    }

    @Test
    void aPlainThreadJoinsWhileAnotherSteps() throws Exception {
        try (org.cqueues.kernel.Kernel real = org.cqueues.kernel.Kernel.open();
                Controllers here = Controllers.open(real)) {
            Controller other = here.create();
            WaitQueue gate = here.waitQueue(false);
            CountDownLatch waiting = new CountDownLatch(1);
            Coroutine coroutine = other.wrap(() -> {
                waiting.countDown();
                gate.await(Long.MAX_VALUE);
            });
            FutureTask<Boolean> loop = Threads.start(() -> other.loop());
            waiting.await();
            assertFalse(coroutine.join(Duration.ofNanos(1)));
            FutureTask<Boolean> join = Threads.start(() -> {
                coroutine.join();
                return true;
            });

            gate.open();

            assertTrue(join.get());
            assertTrue(loop.get());
        }
    }
}
