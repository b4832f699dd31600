package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Guide 3.2.1, what runs coroutines: {@code new}, {@code attach}, {@code wrap}, {@code step}, {@code loop}, {@code errors}, {@code empty}, {@code count}. */
class ControllerTest extends SimulatedTest {
    private static final long SECOND = 1_000_000_000L;

    private void fail(String message) {
        controller.wrap(message, () -> {
            throw new IllegalStateException(message);
        });
    }

    /** Waits for ever, until the test ends. */
    private void waitForEver() {
        WaitQueue queue = controllers.waitQueue(false);
        controller.wrap(() -> controllers.poll(queue));
    }

    // Coroutines come.

    @Test
    void aNewControllerIsEmptyAndTakesNoDescriptor() {
        assertTrue(controller.empty());
        assertEquals(0, controller.count());
        assertEquals(0, kernel.openDescriptors());
        assertEquals(Optional.of("controller"), controllers.type(controller));
    }

    @Test
    void aWrappedBodyRunsInTheNextStep() {
        controller.wrap(() -> log.add("ran"));
        assertEquals(List.of(), log);
        assertEquals(1, controller.count());

        assertEquals(1, step());

        assertEquals(List.of("ran"), log);
        assertTrue(controller.empty());
    }

    @Test
    void anAttachedCoroutineRunsInTheNextStep() {
        Coroutine coroutine = controllers.coroutine(() -> log.add("ran"));
        assertEquals(Coroutine.State.NEW, coroutine.state());

        assertSame(controller, controller.attach(coroutine));
        controller.loop();

        assertEquals(List.of("ran"), log);
    }

    @Test
    void aCoroutineIsAttachedOnce() {
        Coroutine coroutine = controllers.coroutine(() -> {});
        controller.attach(coroutine);

        assertThrows(IllegalArgumentException.class, () -> controllers.create().attach(coroutine));
        assertThrows(IllegalArgumentException.class, () -> controller.attach(controller.wrap(() -> {})));
    }

    @Test
    void whatACoroutineWrapsRunsInTheNextStep() {
        controller.wrap(() -> {
            controller.wrap(() -> log.add("inner"));
            log.add("outer");
        });

        assertEquals(1, step());
        assertEquals(List.of("outer"), log);
        assertEquals(1, step());
        assertEquals(List.of("outer", "inner"), log);
    }

    // Steps.

    @Test
    void aStepRunsEachReadyCoroutineOnce() {
        for (int i = 0; i < 3; i++) {
            controller.wrap(() -> {
                controllers.poll();
                controllers.poll();
            });
        }

        assertEquals(3, step());
        assertEquals(3, step());
        assertEquals(3, step());
        assertEquals(0, step());
    }

    @Test
    void whatACoroutineWakesRunsInTheNextStep() {
        WaitQueue queue = controllers.waitQueue(false);
        controller.wrap(() -> {
            controllers.poll(queue);
            log.add("woken");
        });
        controller.wrap(() -> {
            controllers.poll();
            queue.signal();
            log.add("waker");
        });
        step();

        assertEquals(1, step());
        assertEquals(List.of("waker"), log);
        assertEquals(1, step());
        assertEquals(List.of("waker", "woken"), log);
    }

    @Test
    void whatWasWokenFirstRunsFirst() {
        int a = descriptor();
        int b = descriptor();
        WaitQueue queue = controllers.waitQueue(false);
        controller.wrap(() -> {
            controllers.poll(readable(a));
            log.add("a");
        });
        controller.wrap(() -> {
            controllers.poll(queue);
            log.add("queue");
        });
        controller.wrap(() -> {
            controllers.poll(readable(b));
            log.add("b");
        });
        step();

        makeReady(b, "r");
        queue.signal();
        controller.loop(NO_WAIT);
        makeReady(a, "r");
        controller.loop();

        assertEquals(List.of("queue", "b", "a"), log);
    }

    @Test
    void twoThatSignalEachOtherLetOthersRun() {
        WaitQueue ping = controllers.waitQueue(false);
        WaitQueue pong = controllers.waitQueue(false);
        int fd = descriptor();
        boolean[] over = new boolean[1];
        controller.wrap(() -> signalEachOther(ping, pong, over));
        controller.wrap(() -> signalEachOther(pong, ping, over));
        controller.wrap(() -> {
            controllers.poll(readable(fd));
            log.add("descriptor");
            controllers.sleep(0);
            log.add("timer");
            over[0] = true;
        });
        step();

        makeReady(fd, "r");
        for (int steps = 0; steps < 100 && !over[0]; steps++) {
            step();
        }

        assertEquals(List.of("descriptor", "timer"), log);
    }

    private void signalEachOther(WaitQueue mine, WaitQueue others, boolean[] over) {
        while (!over[0]) {
            others.signal();
            controllers.poll(mine, 0);
        }
    }

    @Test
    void inALoopTooTheKernelIsAskedWhileThereIsOtherWork() {
        int fd = descriptor();
        makeReady(fd, "r");
        boolean[] over = new boolean[1];
        controller.wrap(() -> {
            while (!over[0]) {
                controllers.poll();
            }
        });
        controller.wrap(() -> {
            controllers.poll(readable(fd));
            over[0] = true;
        });

        assertTrue(controller.loop());
    }

    @Test
    void anEmptyControllerDoesNotWait() {
        assertEquals(0, controller.step());
        assertEquals(0, controller.step(Duration.ofHours(1)));
        assertTrue(controller.loop());
        assertTrue(controller.loop(Duration.ofHours(1)));
        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void aStepWaitsUntilTheNextTimer() {
        controller.wrap(() -> controllers.sleep(3));
        step();

        assertEquals(1, controller.step());

        assertEquals(3 * SECOND, kernel.monotonicNanos());
    }

    @Test
    void aStepWaitsNoLongerThanItsTimeout() {
        controller.wrap(() -> controllers.sleep(3));
        step();

        assertEquals(0, controller.step(Duration.ofSeconds(1)));

        assertEquals(SECOND, kernel.monotonicNanos());
        assertEquals(1, controller.count());
    }

    @Test
    void aNegativeTimeoutDoesNotWait() {
        controller.wrap(() -> controllers.sleep(3));
        step();

        assertEquals(0, controller.step(Duration.ofSeconds(-1)));

        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void pendingWorkDoesNotWait() {
        controller.wrap(() -> controllers.sleep(3));
        step();
        controller.wrap(() -> {});

        assertEquals(1, controller.step());

        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void aControllerCannotBeSteppedByItsOwnCoroutine() {
        controller.wrap(() -> {
            assertThrows(IllegalStateException.class, controller::step);
            assertThrows(IllegalStateException.class, controller::loop);
            log.add("refused");
        });

        controller.loop();

        assertEquals(List.of("refused"), log);
    }

    // Loops.

    @Test
    void aLoopEndsWhenNoCoroutineIsLeft() {
        controller.wrap(() -> {
            controllers.sleep(1);
            controller.wrap(() -> controllers.sleep(1));
        });

        assertTrue(controller.loop());

        assertEquals(2 * SECOND, kernel.monotonicNanos());
        assertTrue(controller.empty());
    }

    @Test
    void aLoopEndsWhenItsTimeIsOver() {
        waitForEver();
        controller.wrap(() -> {
            for (; ; ) {
                controllers.sleep(0.4);
                log.add("beat");
            }
        });

        assertFalse(controller.loop(Duration.ofSeconds(1)));

        assertEquals(SECOND, kernel.monotonicNanos());
        assertEquals(List.of("beat", "beat"), log);
        assertEquals(2, controller.count());
    }

    @Test
    void aLoopStepsAtLeastOnce() {
        controller.wrap(() -> {
            log.add("stepped");
            controllers.poll();
        });

        assertFalse(controller.loop(NO_WAIT));

        assertEquals(List.of("stepped"), log);
    }

    // Failures.

    @Test
    void aFailureEndsTheLoopAndTheNextGoesOn() {
        fail("first");
        controller.wrap(() -> log.add("other"));

        CoroutineException failure = assertThrows(CoroutineException.class, controller::loop);
        assertEquals("first", failure.getCause().getMessage());
        assertEquals(List.of(), log, "what was to run after it runs in the next step");
        assertEquals(1, controller.count());

        assertTrue(controller.loop());
        assertEquals(List.of("other"), log);
    }

    @Test
    void aFailureTellsWhichCoroutineAndWhy() {
        fail("reader");

        CoroutineException failure = assertThrows(CoroutineException.class, controller::step);

        assertEquals("reader", failure.coroutine().name());
        assertEquals(Coroutine.State.ENDED, failure.coroutine().state());
        assertEquals(Optional.of(failure.getCause()), failure.coroutine().failure());
        assertTrue(failure.getMessage().contains("reader"), failure.getMessage());
        assertTrue(failure.getCause().getStackTrace().length > 0);
    }

    @Test
    void theRestOfAFailedStepKeepsItsOrder() {
        controller.wrap(() -> log.add("a"));
        fail("failed");
        controller.wrap(() -> log.add("b"));
        controller.wrap(() -> log.add("c"));

        assertThrows(CoroutineException.class, this::step);
        controller.wrap(() -> log.add("d"));
        controller.loop();

        assertEquals(List.of("a", "b", "c", "d"), log);
    }

    @Test
    void errorsIteratesOverTheFailuresOfALoop() {
        fail("one");
        controller.wrap(() -> controllers.sleep(1));
        fail("two");
        controller.wrap(() -> {
            controllers.sleep(2);
            throw new IllegalStateException("three");
        });

        for (CoroutineException failure : controller.errors()) {
            log.add(failure.getCause().getMessage());
        }

        assertEquals(List.of("one", "two", "three"), log);
        assertTrue(controller.empty());
    }

    @Test
    void errorsOfAnEmptyControllerAreNone() {
        Iterator<CoroutineException> errors = controller.errors().iterator();

        assertFalse(errors.hasNext());
        assertThrows(NoSuchElementException.class, errors::next);
    }

    @Test
    void theTimeoutOfErrorsIsForTheWholeIteration() {
        controller.wrap(() -> {
            for (int i = 1; ; i++) {
                controllers.sleep(0.4);
                int beat = i;
                controller.wrap(() -> {
                    throw new IllegalStateException("beat " + beat);
                });
            }
        });

        List<String> messages = new ArrayList<>();
        controller
                .errors(Duration.ofSeconds(1))
                .forEach(failure -> messages.add(failure.getCause().getMessage()));

        assertEquals(List.of("beat 1", "beat 2"), messages);
        assertEquals(SECOND, kernel.monotonicNanos());
    }

    // State.

    @Test
    void countFollowsCoroutinesThroughTheirLife() {
        waitForEver();
        controller.wrap(() -> {});
        Coroutine cancelled = controller.wrap(() -> {});
        assertEquals(3, controller.count());

        cancelled.cancel();
        assertEquals(3, controller.count(), "not ended before its turn");
        step();

        assertEquals(1, controller.count());
        assertFalse(controller.empty());
    }

    @Test
    void timeoutTellsTheNextTimer() {
        assertEquals(Long.MAX_VALUE, controller.timeoutNanos());
        controller.wrap(() -> controllers.sleep(3));
        assertEquals(0, controller.timeoutNanos(), "a coroutine is ready");
        step();

        assertEquals(3 * SECOND, controller.timeoutNanos());
        kernel.advance(SECOND);
        assertEquals(2 * SECOND, controller.timeoutNanos());
        kernel.advance(5 * SECOND);
        assertEquals(0, controller.timeoutNanos());
    }

    @Test
    void itPollsForReading() {
        assertEquals(org.cqueues.kernel.Readiness.READ, controller.events());
        assertTrue(controller.pollfd() >= 0);
    }

    @Test
    void typeTellsControllersFromOthers() {
        assertEquals(Optional.of("controller"), controllers.type(controller));
        assertEquals(Optional.empty(), controllers.type("controller"));
        assertEquals(Optional.empty(), controllers.type(null));
        controller.close();
        assertEquals(Optional.of("closed controller"), controllers.type(controller));
    }

    @Test
    void monotimeIsTheKernelsClockInSeconds() {
        kernel.advance(1_500_000_000);

        assertEquals(1.5, controllers.monotime());
    }

    @Test
    void theVersionConstantsAreSet() {
        assertFalse(Version.VENDOR.isBlank());
        assertTrue(Version.VERSION > 20_000_000 && Version.VERSION < 30_000_000, "YYYYMMDD");
        assertFalse(Version.COMMIT.isBlank());
        assertFalse(Version.BUNDLES.isBlank());
        assertFalse(Version.COMMIT.contains("$"), Version.COMMIT);
    }

    // Alerts and resets.

    @Test
    void anAlertBeforeAStepIsNotLost() {
        waitForEver();
        step();
        controller.alert();

        assertEquals(0, controller.timeoutNanos());
        assertEquals(0, controller.step(Duration.ofSeconds(5)));

        assertEquals(0, kernel.monotonicNanos(), "it did not wait");
    }

    @Test
    void theNextStepClearsAnAlert() {
        waitForEver();
        step();
        controller.alert();
        controller.alert();
        controller.step(Duration.ofSeconds(5));

        controller.step(Duration.ofSeconds(5));

        assertEquals(5 * SECOND, kernel.monotonicNanos());
    }

    @Test
    void anAlertByACoroutineCountsForTheNextStep() {
        waitForEver();
        controller.wrap(controller::alert);
        step();

        controller.step(Duration.ofSeconds(5));

        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void aResetOpensTheQueueAnewAndWaitsGoOn() {
        int fd = descriptor();
        controller.wrap(() -> {
            controllers.poll(readable(fd));
            log.add("ready");
        });
        step();
        int open = kernel.openDescriptors();

        controller.reset();
        step();
        assertEquals(open, kernel.openDescriptors());
        assertEquals(1, controller.count());
        makeReady(fd, "r");
        controller.loop();

        assertEquals(List.of("ready"), log);
    }

    @Test
    void aResetByACoroutineWorksToo() {
        int fd = descriptor();
        controller.wrap(() -> controllers.poll(readable(fd)));
        controller.wrap(() -> {
            controller.reset();
            makeReady(fd, "r");
        });

        assertTrue(controller.loop());
    }
}
