package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.sim.SimulatedKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs against what must always hold. The number of seeds is the system property {@code cqueues.seeds}, the first one
 * {@code cqueues.seed}: that of a failure is in its message.
 */
@Timeout(value = 10, unit = java.util.concurrent.TimeUnit.HOURS, threadMode = SEPARATE_THREAD)
class SchedulerPropertyTest {
    @Test
    void whateverCoroutinesDoTheInvariantsHold() {
        long first = Long.getLong("cqueues.seed", 1);
        long seeds = Long.getLong("cqueues.seeds", 150);
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                new Program(seed).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dcqueues.seeds=1 -Dcqueues.seed=" + seed, e);
            }
        }
    }

    private static final class Program {
        private static final int STEPS = 60;
        private static final int MOST_COROUTINES = 40;
        private static final int FDS = 4;

        private final Random random;
        private final SimulatedKernel kernel = new SimulatedKernel();
        private final Controllers controllers = Controllers.open(kernel);
        private final Controller root = controllers.create();
        private final List<Controller> nested = new ArrayList<>();
        private final List<WaitQueue> queues = List.of(controllers.waitQueue(false), controllers.waitQueue(true));
        private final List<Coroutine> coroutines = new ArrayList<>();
        private final int[] fds = new int[FDS];
        private final Map<Integer, Integer> turns = new HashMap<>();
        private int begun;
        private int ended;
        private int failures;
        private int told;
        private int signalled;
        private int received;

        Program(long seed) {
            random = new Random(seed);
            for (int i = 0; i < FDS; i++) {
                fds[i] = kernel.create();
            }
        }

        void run() {
            for (int i = 0; i < 5; i++) {
                spawn(root);
            }
            for (int i = 0; i < STEPS; i++) {
                happenOutside();
                step();
            }
            checkSignals();
            finish();
        }

        /** One step: no coroutine of the root has more than one turn. */
        private void step() {
            turns.clear();
            int ready = root.count();
            try {
                int ran = root.step(Duration.ZERO);
                assertTrue(ran <= ready, "ran " + ran + " of " + ready);
            } catch (CoroutineException e) {
                told++;
            }
            turns.forEach((id, count) -> assertEquals(1, count, "turns of coroutine " + id + " in one step"));
        }

        private void happenOutside() {
            switch (random.nextInt(6)) {
                case 0 -> kernel.advance(random.nextInt(50));
                case 1 -> kernel.ready(fds[random.nextInt(FDS)], Readiness.ofBits(random.nextInt(4)));
                case 2 -> signal();
                case 3 -> spawn(root);
                case 4 -> cancelOne();
                default -> controllers.cancel(fds[random.nextInt(FDS)]);
            }
        }

        private void signal() {
            int most = random.nextInt(3);
            WaitQueue queue = queues.get(random.nextInt(queues.size()));
            int waiting = queue.waiting();
            int woken = queue.signal(most);
            assertEquals(Math.min(most, waiting), woken, "woken by a signal to " + most);
            signalled += woken;
        }

        private void cancelOne() {
            if (!coroutines.isEmpty()) {
                coroutines.get(random.nextInt(coroutines.size())).cancel();
            }
        }

        private void spawn(Controller where) {
            if (coroutines.size() < MOST_COROUTINES) {
                int id = coroutines.size();
                coroutines.add(where.wrap("coroutine " + id, () -> live(id, where)));
            }
        }

        private void live(int id, Controller where) {
            begun++;
            try {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    turn(id, where);
                    act(where);
                }
                turn(id, where);
            } finally {
                ended++;
            }
        }

        private void turn(int id, Controller where) {
            if (where == root) {
                turns.merge(id, 1, Integer::sum);
            }
        }

        /** Does one thing that waits, so that every turn is one. */
        private void act(Controller where) {
            switch (random.nextInt(9)) {
                case 0 -> controllers.poll();
                case 1, 2 -> sleep();
                case 3 -> pollDescriptor();
                case 4 -> awaitSignal();
                case 5 -> {
                    signal();
                    controllers.poll();
                }
                case 6 -> {
                    spawn(where);
                    controllers.poll();
                }
                case 7 -> stepNested(where);
                default -> failSometimes();
            }
        }

        private void sleep() {
            long nanos = random.nextInt(60);
            long before = kernel.monotonicNanos();
            controllers.sleep(Duration.ofNanos(nanos));
            assertTrue(kernel.monotonicNanos() - before >= nanos, "slept too short");
        }

        private void pollDescriptor() {
            Pollable object = SimulatedTest.pollable(fds[random.nextInt(FDS)], Readiness.ofBits(1 + random.nextInt(3)));
            Duration timeout = Duration.ofNanos(random.nextInt(100));
            long before = kernel.monotonicNanos();
            PollResult result = controllers.poll(object, timeout);
            assertTrue(!result.objects().isEmpty(), "woken by nothing");
            if (result.timedOut()) {
                assertTrue(kernel.monotonicNanos() - before >= timeout.toNanos(), "timed out too early");
            }
        }

        private void awaitSignal() {
            if (queues.get(random.nextInt(queues.size())).await(kernel.monotonicNanos() + 1 + random.nextInt(100))
                    == Outcome.READY) {
                received++;
            }
        }

        private void stepNested(Controller where) {
            if (where != root || nested.size() >= 3) {
                controllers.poll();
                return;
            }
            Controller inner = controllers.create();
            nested.add(inner);
            spawn(inner);
            spawn(inner);
            try {
                inner.step(Duration.ofNanos(random.nextInt(100)));
            } catch (CoroutineException e) {
                told++;
            }
            // The rest of this turn belongs to another step of the root.
            controllers.poll();
        }

        private void failSometimes() {
            controllers.poll();
            if (random.nextInt(4) == 0) {
                failures++;
                throw new IllegalStateException("on purpose");
            }
        }

        /** Whoever was signalled got it, even if he was cancelled at the same time: seen once nothing is ready any more. */
        private void checkSignals() {
            for (int rounds = 0; isAnyReady(); rounds++) {
                assertTrue(rounds < 10_000, "there is always something ready");
                step();
                nested.forEach(this::stepAlone);
            }
            assertEquals(signalled, received, "signals received");
        }

        private boolean isAnyReady() {
            return root.timeoutNanos() == 0 || nested.stream().anyMatch(inner -> inner.timeoutNanos() == 0);
        }

        private void stepAlone(Controller inner) {
            try {
                inner.step(Duration.ZERO);
            } catch (CoroutineException e) {
                told++;
            }
        }

        private void finish() {
            controllers.close();
            assertEquals(begun, ended, "coroutines unwound");
            assertEquals(failures, told, "failures told");
            assertEquals(0, root.count());
            for (Coroutine coroutine : coroutines) {
                assertEquals(Coroutine.State.ENDED, coroutine.state());
            }
            for (WaitQueue queue : queues) {
                assertEquals(0, queue.waiting());
            }
            for (int fd : fds) {
                kernel.close(fd);
            }
            kernel.assertNothingOpen();
        }
    }
}
