package org.cqueues.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.Method;
import org.cqueues.controller.PollResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class ConditionTest {
    private final World world = new World();
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    private Coroutine waiter(Condition condition, String name) {
        return world.loop.wrap(() -> {
            condition.await();
            log.add(name);
        });
    }

    private void signalled(boolean lifo, int most) throws Exception {
        Condition condition = world.conditions.create(lifo);
        world.run(() -> {
            for (String name : List.of("a", "b", "c")) {
                waiter(condition, name);
            }
            world.settle();
            assertEquals(Math.min(most, 3), condition.signal(most));
            world.settle();
            log.add("then");
            condition.signal();
        });
    }

    @Test
    void theLongestWaitingIsWokenFirst() throws Exception {
        signalled(false, 2);

        assertEquals(List.of("a", "b", "then", "c"), log);
    }

    @Test
    void theLatestIsWokenFirstInALifoCondition() throws Exception {
        signalled(true, 2);

        assertEquals(List.of("c", "b", "then", "a"), log);
    }

    @Test
    void aSignalWithoutANumberWakesAll() throws Exception {
        Condition condition = world.conditions.create();
        world.run(() -> waiter(condition, "a"), () -> waiter(condition, "b"), () -> {
            world.settle();
            assertEquals(2, condition.signal());
        });
    }

    @Test
    void aSignalThatNobodyWaitsForIsLost() throws Exception {
        Condition condition = world.conditions.create();
        world.run(() -> {
            assertEquals(0, condition.signal());
            assertFalse(condition.await(Duration.ofMillis(1)));
        });
    }

    @Test
    void aNegativeNumberOfWaitersIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> world.conditions.create().signal(-1));
    }

    // The results of the guide's condition:wait(...).

    @Test
    void wokenAlone() throws Exception {
        Condition condition = world.conditions.create();
        Condition other = world.conditions.create();
        world.run(
                () -> {
                    PollResult result = condition.awaitWith(other, 60);
                    assertEquals(List.of(condition), result.objects());
                    assertTrue(result.contains(condition));
                    assertFalse(result.contains(other));
                    assertFalse(result.timedOut());
                },
                () -> {
                    world.settle();
                    condition.signal();
                });
    }

    @Test
    void wokenTogetherWithAnother() throws Exception {
        Condition condition = world.conditions.create();
        Condition other = world.conditions.create();
        world.run(
                () -> assertEquals(
                        List.of(condition, other),
                        condition.awaitWith(other, 60).objects()),
                () -> {
                    world.settle();
                    other.signal();
                    condition.signal();
                });
    }

    @Test
    void notWokenButAnotherReady() throws Exception {
        Condition condition = world.conditions.create();
        Condition other = world.conditions.create();
        world.run(
                () -> {
                    PollResult result = condition.awaitWith(other);
                    assertFalse(result.contains(condition));
                    assertEquals(List.of(other), result.objects());
                },
                () -> {
                    world.settle();
                    other.signal();
                });
    }

    @Test
    void notWokenButTimedOut() throws Exception {
        Condition condition = world.conditions.create();
        world.run(() -> {
            PollResult result = condition.awaitWith(0.001);
            assertFalse(result.contains(condition));
            assertEquals(List.of(0.001), result.objects());
            assertTrue(result.timedOut());
        });
    }

    @Test
    void wokenAndTimedOutAtOnce() throws Exception {
        Condition condition = world.conditions.create();
        world.run(
                () -> {
                    PollResult result = condition.awaitWith(Duration.ZERO);
                    assertTrue(result.contains(condition));
                    assertTrue(result.timedOut());
                },
                condition::signal);
    }

    @Test
    void wokenWithATimeoutLeft() throws Exception {
        Condition condition = world.conditions.create();
        world.run(() -> assertTrue(condition.await(Duration.ofHours(1))), () -> {
            world.settle();
            condition.signal();
        });
    }

    // Threads, polling, cancellation.

    @Test
    void anotherThreadMaySignal() throws Exception {
        Condition condition = world.conditions.create();
        Thread other = new Thread(() -> {
            while (condition.signal() == 0) {
                Thread.onSpinWait();
            }
        });
        world.run(() -> {
            other.start();
            assertTrue(condition.await());
        });
    }

    @Test
    void aThreadMayWaitWithoutAController() {
        Condition condition = world.conditions.create();
        new Thread(() -> {
                    while (condition.signal() == 0) {
                        Thread.onSpinWait();
                    }
                })
                .start();

        assertTrue(condition.await());
    }

    @Test
    void aConditionIsPolledBesideOthers() throws Exception {
        Condition one = world.conditions.create();
        Condition two = world.conditions.create();
        world.run(
                () -> assertEquals(
                        List.of(two), world.controllers.poll(one, two).objects()),
                () -> {
                    world.settle();
                    two.signal();
                });
    }

    @Test
    void aCancelledWaiterTakesNoSignal() throws Exception {
        Condition condition = world.conditions.create();
        world.run(() -> {
            Coroutine first = waiter(condition, "first");
            waiter(condition, "second");
            world.settle();
            first.cancel();
            world.settle();
            condition.signal(1);
        });

        assertEquals(List.of("second"), log);
    }

    @Test
    void aSignalBeforeTheCancellationIsNotLost() throws Exception {
        Condition condition = world.conditions.create();
        world.run(() -> {
            Coroutine first = world.loop.wrap(() -> {
                if (condition.await()) {
                    log.add("first passes on " + condition.signal(1));
                }
            });
            waiter(condition, "second");
            world.settle();
            condition.signal(1);
            first.cancel();
        });

        assertEquals(List.of("first passes on 1", "second"), log);
    }

    @Test
    void aSignalAfterTheCancellationOfTheSameMomentIsNotLost() throws Exception {
        Condition condition = world.conditions.create();
        world.run(() -> {
            Coroutine first = world.loop.wrap(() -> {
                if (condition.await()) {
                    condition.signal(1);
                }
            });
            waiter(condition, "second");
            world.settle();
            first.cancel();
            condition.signal(1);
            world.settle();
            assertEquals(List.of("second"), log);
            condition.signal();
        });
    }

    // Kinds and methods.

    @Test
    void kindsAreTold() {
        assertEquals(Optional.of("condition"), world.conditions.type(world.conditions.create()));
        assertEquals(Optional.of("promise"), world.conditions.type(world.conditions.promise()));
        assertEquals(Optional.empty(), world.conditions.type("condition"));
    }

    @Test
    void aReplacedMethodSeesExistingConditions() throws Exception {
        Condition condition = world.conditions.create();
        Method<Condition> original =
                world.conditions.interpose("signal", (self, most) -> 0).orElseThrow();
        world.conditions.interpose("signal", (self, most) -> {
            log.add("signal " + most[0]);
            return original.invoke(self, most);
        });
        condition.signal();
        condition.signal(3);

        assertEquals(List.of("signal null", "signal 3"), log);
    }

    @Test
    void anAddedMethodIsCalledByName() throws Exception {
        Condition condition = world.conditions.create();

        assertEquals(Optional.empty(), world.conditions.interpose("broadcast", (self, none) -> self.signal()));
        assertEquals(0, world.conditions.call(condition, "broadcast"));
        assertThrows(IllegalArgumentException.class, () -> world.conditions.call(condition, "unknown"));
    }
}
