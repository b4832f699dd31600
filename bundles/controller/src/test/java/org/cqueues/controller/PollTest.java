package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.junit.jupiter.api.Test;

/** Guide 3.2.1, {@code cqueues.poll}; guide 3.1.1. */
class PollTest extends SimulatedTest {
    private PollResult result;
    private RuntimeException thrown;

    /** Polls in a coroutine. */
    private Coroutine poll(Object... arguments) {
        Coroutine coroutine = controller.wrap(() -> {
            try {
                result = controllers.poll(arguments);
            } catch (RuntimeException e) {
                thrown = e;
            }
        });
        step();
        return coroutine;
    }

    // What is polled.

    @Test
    void aDescriptorIsReadyWhenTheKernelSaysSo() {
        int fd = descriptor();
        Pollable object = readable(fd);
        poll(object);
        step();
        assertEquals(1, controller.count());

        makeReady(fd, "r");
        controller.loop();

        assertEquals(List.of(object), result.objects());
        assertEquals(Outcome.READY, result.outcome(object));
        assertFalse(result.timedOut());
    }

    @Test
    void readinessThatNobodyAskedForDoesNotEndTheWait() {
        int fd = descriptor();
        poll(pollable(fd, Readiness.WRITE));

        makeReady(fd, "rp");
        step();
        assertEquals(1, controller.count());

        makeReady(fd, "rw");
        controller.loop();
        assertEquals(1, result.objects().size());
    }

    @Test
    void urgentDataIsWaitedFor() {
        int fd = descriptor();
        poll(pollable(fd, Readiness.PRIORITY));

        makeReady(fd, "p");
        controller.loop();

        assertEquals(1, result.objects().size());
    }

    @Test
    void anErrorOnTheDescriptorEndsAnyWaitForIt() {
        int fd = descriptor();
        poll(pollable(fd, Readiness.WRITE));

        kernel.fail(fd, "ECONNRESET");
        controller.loop();

        assertEquals(1, result.objects().size());
    }

    @Test
    void aNumberIsATimeoutInSeconds() {
        poll(1.5);

        kernel.advance(1_499_999_999);
        step();
        assertEquals(1, controller.count());
        kernel.advance(1);
        step();

        assertEquals(List.of(1.5), result.objects());
        assertEquals(Outcome.TIMED_OUT, result.outcome(1.5));
        assertTrue(result.timedOut());
    }

    @Test
    void aDurationIsATimeout() {
        Duration timeout = Duration.ofSeconds(2);
        poll(timeout, 3);

        controller.loop();

        assertEquals(2_000_000_000, kernel.monotonicNanos());
        assertEquals(List.of(timeout), result.objects());
        assertEquals(Outcome.PENDING, result.outcome(3));
    }

    @Test
    void aNegativeTimeoutIsOverInTheNextStep() {
        poll(-1);
        assertEquals(1, controller.count());

        step();

        assertEquals(List.of(-1), result.objects());
        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void infiniteTimeoutsNeverExpire() {
        poll(Double.POSITIVE_INFINITY, Double.NaN, Duration.ofSeconds(Long.MAX_VALUE), Long.MAX_VALUE, 7);

        controller.loop();

        assertEquals(7_000_000_000L, kernel.monotonicNanos());
        assertEquals(List.of(7), result.objects());
    }

    @Test
    void anObjectMayHaveATimeoutOnly() {
        Pollable timer = new Pollable() {
            @Override
            public long timeoutNanos() {
                return 5;
            }
        };
        poll(timer);

        controller.loop();

        assertEquals(5, kernel.monotonicNanos());
        assertEquals(Outcome.TIMED_OUT, result.outcome(timer));
        assertFalse(result.timedOut(), "the timeout is the object's own");
    }

    @Test
    void theTimeoutOfAnObjectEndsTheWaitForItsDescriptor() {
        int fd = descriptor();
        Pollable object = new Pollable() {
            @Override
            public int pollfd() {
                return fd;
            }

            @Override
            public long timeoutNanos() {
                return 9;
            }
        };
        poll(object, 1);

        controller.loop();

        assertEquals(List.of(object), result.objects());
        assertEquals(9, kernel.monotonicNanos());
    }

    @Test
    void aWaitQueueIsReadyWhenSignalled() {
        WaitQueue queue = controllers.waitQueue(false);
        poll(queue, 1);

        assertEquals(1, queue.signal());
        controller.loop();

        assertEquals(List.of(queue), result.objects());
        assertEquals(0, queue.waiting());
    }

    @Test
    void anOpenWaitQueueIsReadyAtOnce() {
        WaitQueue queue = controllers.waitQueue(false);
        queue.open();
        poll(queue);

        step();

        assertEquals(Outcome.READY, result.outcome(queue));
    }

    @Test
    void aClosedWaitQueueTellsSo() {
        WaitQueue queue = controllers.waitQueue(false);
        poll(queue);

        queue.close();
        controller.loop();

        assertEquals(Outcome.CLOSED, result.outcome(queue));
    }

    @Test
    void aCoroutineIsReadyWhenItHasEnded() {
        Coroutine other = controller.wrap(() -> controllers.sleep(3));
        poll(other);

        controller.loop();

        assertEquals(List.of(other), result.objects());
        assertEquals(3_000_000_000L, kernel.monotonicNanos());
    }

    @Test
    void aStageIsReadyWhenItCompletesHoweverThatIs() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Pollable object = controllers.pollable(stage);
        poll(object);
        step();
        assertEquals(1, controller.count());

        stage.completeExceptionally(new IllegalStateException("no"));
        controller.loop();

        assertEquals(Outcome.READY, result.outcome(object));
    }

    @Test
    void anObjectIsReadyWhenItsSourceIs() {
        WaitQueue queue = controllers.waitQueue(false);
        Pollable outer = chained(chained(queue, 100), Long.MAX_VALUE);
        poll(outer);

        queue.signal();
        controller.loop();

        assertEquals(List.of(outer), result.objects());
        assertEquals(Outcome.READY, result.outcome(outer));
        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void theTimeoutsOfAWholeChainCount() {
        Pollable outer = chained(chained(controllers.waitQueue(false), 100), 200);
        poll(outer);

        controller.loop();

        assertEquals(Outcome.TIMED_OUT, result.outcome(outer));
        assertEquals(100, kernel.monotonicNanos());
    }

    @Test
    void anObjectWhoseSourceIsAControllerIsReadyAtItsTimer() {
        Controller inner = controllers.create();
        inner.wrap(() -> controllers.sleep(1));
        inner.step(NO_WAIT);
        Pollable outer = chained(inner, Long.MAX_VALUE);
        poll(outer);

        controller.loop();

        assertEquals(Outcome.READY, result.outcome(outer));
    }

    private static Pollable chained(Pollable source, long timeoutNanos) {
        return new Pollable() {
            @Override
            public Pollable source() {
                return source;
            }

            @Override
            public long timeoutNanos() {
                return timeoutNanos;
            }
        };
    }

    // What comes back.

    @Test
    void severalThatAreReadyAtOnceComeInTheOrderOfTheArguments() {
        int first = descriptor();
        int second = descriptor();
        WaitQueue queue = controllers.waitQueue(false);
        Pollable a = readable(second);
        Pollable b = readable(first);
        poll(queue, a, 5, b);

        makeReady(first, "r");
        makeReady(second, "r");
        queue.signal();
        controller.loop();

        assertEquals(List.of(queue, a, b), result.objects());
        assertFalse(result.contains(5));
    }

    @Test
    void theResultIsWhatItIteratesOver() {
        poll(-1, -2, 5);
        step();

        java.util.ArrayList<Object> seen = new java.util.ArrayList<>();
        result.forEach(seen::add);

        assertEquals(List.of(-1, -2), seen);
    }

    @Test
    void numbersCompareByValue() {
        poll(1.0, 2L);
        controller.loop();

        assertTrue(result.contains(1));
        assertTrue(result.contains(1.0f));
        assertFalse(result.contains(2.0));
    }

    @Test
    void whatWasNoArgumentCannotBeAskedFor() {
        poll(-1);
        step();

        assertThrows(IllegalArgumentException.class, () -> result.outcome(readable(0)));
        assertThrows(IllegalArgumentException.class, () -> result.contains(2));
    }

    @Test
    void nullsAreSkipped() {
        poll(null, -1, null);
        step();

        assertEquals(List.of(-1), result.objects());
    }

    @Test
    void aPollOfNothingYieldsToTheNextStep() {
        poll();
        assertEquals(1, controller.count());

        assertEquals(1, step());

        assertEquals(List.of(), result.objects());
        assertFalse(result.timedOut());
    }

    @Test
    void aPollOfNullsOnlyYieldsToTheNextStep() {
        poll(null, null);

        assertEquals(1, step());

        assertEquals(List.of(), result.objects());
    }

    @Test
    void theSameObjectTwiceIsReadyTwice() {
        int fd = descriptor();
        Pollable object = readable(fd);
        poll(object, object);

        makeReady(fd, "r");
        controller.loop();

        assertEquals(List.of(object, object), result.objects());
    }

    @Test
    void whatIsReadyAlreadyLetsTheOthersRunFirst() {
        WaitQueue queue = controllers.waitQueue(false);
        queue.open();
        controller.wrap(() -> {
            controllers.poll(queue);
            log.add("polled");
        });
        controller.wrap(() -> log.add("other"));

        controller.loop();

        assertEquals(List.of("other", "polled"), log);
    }

    // Misuse.

    @Test
    void anArgumentThatIsNothingPollableIsRefused() {
        poll("socket");

        assertInstanceOf(IllegalArgumentException.class, thrown);
        assertTrue(thrown.getMessage().contains("socket"));
    }

    @Test
    void anObjectThatCanNeverBeReadyIsRefused() {
        poll(5, pollable(-1, Readiness.READ));

        assertInstanceOf(IllegalArgumentException.class, thrown);
    }

    @Test
    void anObjectWithoutEventsAndWithoutTimeoutIsRefused() {
        poll(5, pollable(descriptor(), Readiness.NONE));

        assertInstanceOf(IllegalArgumentException.class, thrown);
    }

    /** Is closed by another thread as soon as it has named its descriptor. */
    private final class ClosedMeanwhile implements Pollable {
        private int fd;
        private final Runnable close;

        ClosedMeanwhile(int fd, Runnable close) {
            this.fd = fd;
            this.close = close;
        }

        @Override
        public int pollfd() {
            int named = fd;
            if (fd >= 0) {
                fd = -1;
                controllers.release(named);
                close.run();
            }
            return named;
        }
    }

    @Test
    void whatIsClosedBeforeItIsWatchedIsToldAsClosed() {
        int fd = descriptor();
        Pollable object = new ClosedMeanwhile(fd, () -> closeNow(fd));
        poll(object, readable(descriptor()));
        step();

        assertEquals(List.of(object), result.objects());
        assertEquals(Outcome.CLOSED, result.outcome(object));
    }

    @Test
    void whatIsClosedBeforeItIsWatchedIsToldAsClosedThoughItsNumberIsAnothersByThen() {
        Pollable object = new ClosedMeanwhile(descriptor(), () -> {});
        poll(object, readable(descriptor()));
        step();

        assertEquals(List.of(object), result.objects());
        assertEquals(Outcome.CLOSED, result.outcome(object));
    }

    @Test
    void whatIsClosedBetweenTwoQuestionsIsAskedAgain() {
        WaitQueue over = controllers.waitQueue(false);
        over.open();
        Pollable object = new Pollable() {
            private boolean closed;

            @Override
            public int pollfd() {
                closed = true;
                return -1;
            }

            @Override
            public Pollable source() {
                return closed ? over : this;
            }
        };
        poll(object);
        step();

        assertEquals(Outcome.READY, result.outcome(object));
    }

    @Test
    void aCircleOfSourcesIsRefused() {
        Pollable[] circle = new Pollable[1];
        circle[0] = new Pollable() {
            @Override
            public Pollable source() {
                return chained(circle[0], Long.MAX_VALUE);
            }
        };
        poll(circle[0]);

        assertInstanceOf(IllegalArgumentException.class, thrown);
    }

    @Test
    void whatAPollableThrowsIsThrownInTheCoroutine() {
        WaitQueue queue = controllers.waitQueue(false);
        int fd = descriptor();
        IllegalStateException failure = new IllegalStateException("no descriptor");
        poll(queue, readable(fd), new Pollable() {
            @Override
            public int pollfd() {
                throw failure;
            }
        });

        assertSame(failure, thrown);
        assertEquals(0, queue.waiting(), "the waits begun before it are given up");
        assertEquals(0, controller.count());
    }

    @Test
    void aDescriptorThatIsNotOpenIsReportedInTheCoroutine() {
        poll(readable(99));

        ErrnoException cause = assertInstanceOf(
                ErrnoException.class,
                assertInstanceOf(UncheckedIOException.class, thrown).getCause());
        assertEquals("EBADF", cause.name());
        assertTrue(controller.loop());
    }

    @Test
    void outsideACoroutineItBlocksTheThread() {
        PollResult outside = controllers.poll(2);

        assertEquals(List.of(2), outside.objects());
        assertEquals(2_000_000_000L, kernel.monotonicNanos());
        assertTrue(controllers.running().isEmpty());
    }

    @Test
    void outsideACoroutineMisuseIsThrownToTheCaller() {
        assertThrows(IllegalArgumentException.class, () -> controllers.poll("socket"));
    }

    @Test
    void pollingTheSameAgainAsksTheKernelNothing() {
        int fd = descriptor();
        Pollable object = readable(fd);
        makeReady(fd, "r");
        controller.wrap(() -> {
            for (int i = 0; i < 10_000; i++) {
                controllers.poll(object, 10);
            }
        });

        controller.loop();

        assertEquals(2, kernel.calls("watch that changes"), "one at the first poll, one when the coroutine ended");
    }

    // Objects that take several steps.

    /** An object that is ready after so many waits, each for another source. */
    private static final class Stairs implements Pollable {
        final List<Pollable> sources;
        final List<Outcome> steps = new ArrayList<>();

        Stairs(Pollable... sources) {
            this.sources = List.of(sources);
        }

        @Override
        public Pollable source() {
            return sources.get(steps.size());
        }

        @Override
        public Outcome advance(Outcome outcome) {
            steps.add(outcome);
            return steps.size() < sources.size() ? Outcome.PENDING : outcome;
        }
    }

    private static Pollable timeout(Duration time) {
        return new Pollable() {
            @Override
            public long timeoutNanos() {
                return time.toNanos();
            }
        };
    }

    @Test
    void anObjectThatTakesStepsIsReadyAfterTheLast() {
        WaitQueue first = controllers.waitQueue(false);
        int fd = descriptor();
        Stairs stairs = new Stairs(first, timeout(Duration.ofSeconds(5)), readable(fd));
        poll(stairs);

        first.signal();
        step();
        assertEquals(List.of(Outcome.READY), stairs.steps);
        kernel.advance(Duration.ofSeconds(5).toNanos());
        step();
        step();
        assertEquals(List.of(Outcome.READY, Outcome.TIMED_OUT), stairs.steps);
        assertEquals(1, controller.count());
        makeReady(fd, "r");
        controller.loop();

        assertEquals(Outcome.READY, result.outcome(stairs));
    }

    @Test
    void stepsOfAnObjectLeaveTheOthersWaiting() {
        WaitQueue first = controllers.waitQueue(false);
        WaitQueue other = controllers.waitQueue(false);
        Stairs stairs = new Stairs(first, readable(descriptor()));
        poll(stairs, other, 10);

        first.signal();
        other.signal(); // between the end of a wait and the next one nothing is lost
        controller.loop();

        assertEquals(List.of(other), result.objects());
        assertEquals(Outcome.PENDING, result.outcome(stairs));
    }

    @Test
    void timeoutsGoOnWhileAnObjectTakesSteps() {
        WaitQueue first = controllers.waitQueue(false);
        Stairs stairs = new Stairs(first, readable(descriptor()));
        poll(stairs, 10);
        kernel.advance(Duration.ofSeconds(6).toNanos());
        first.signal();
        step();
        long before = kernel.monotonicNanos();
        controller.loop();

        assertTrue(result.timedOut());
        assertEquals(Duration.ofSeconds(4).toNanos(), kernel.monotonicNanos() - before);
    }

    @Test
    void whatAStepThrowsIsThrownByThePoll() {
        WaitQueue queue = controllers.waitQueue(false);
        poll(new Pollable() {
            @Override
            public Pollable source() {
                return queue;
            }

            @Override
            public Outcome advance(Outcome outcome) {
                throw new IllegalStateException("no step");
            }
        });
        queue.signal();
        controller.loop();

        assertEquals("no step", thrown.getMessage());
        assertEquals(0, queue.waiting());
    }

    @Test
    void severalSourcesAreReadyWithOneOfThem() {
        WaitQueue queue = controllers.waitQueue(false);
        int one = descriptor();
        int other = descriptor();
        Stairs stairs = new Stairs(Pollable.anyOf(List.of(queue, readable(one), readable(other))));
        poll(stairs);
        step();
        assertEquals(1, controller.count());

        makeReady(other, "r");
        controller.loop();

        assertEquals(Outcome.READY, result.outcome(stairs));
        assertEquals(0, queue.waiting());
    }

    @Test
    void severalSourcesOfWhichNoneCanBeReadyAreRefused() {
        poll(new Stairs(Pollable.anyOf(List.of())));

        assertInstanceOf(IllegalArgumentException.class, thrown);
    }
}
