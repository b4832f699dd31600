package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Pair;
import org.cqueues.kernel.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Four threads against one controller that loops: nothing is lost. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class CrossThreadTest {
    private static final int THREADS = 4;

    /** Coroutines that are there before the controller is closed, so that it is closed while there come more. */
    private static final int FEW = 20;

    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Controller controller = controllers.create();

    /** A coroutine of the baton engine is a thread of the system, so there are fewer. */
    private final int each = controllers.engine().name().equals("virtual") ? 10_000 : 1_000;

    @AfterEach
    void close() {
        controllers.close();
        kernel.close();
    }

    /** Runs a body on four threads at once, waits for all. */
    private static void race(Callable<?> body) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(THREADS);
        List<FutureTask<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            tasks.add(Threads.start(() -> {
                barrier.await();
                return body.call();
            }));
        }
        for (FutureTask<Object> task : tasks) {
            task.get();
        }
    }

    /** Keeps a controller looping until the gate opens. */
    private FutureTask<Boolean> looping(WaitQueue gate) {
        controller.wrap(() -> gate.await(Long.MAX_VALUE));
        return Threads.start(() -> controller.loop());
    }

    @Test
    void everyWrappedCoroutineRuns() throws Exception {
        WaitQueue gate = controllers.waitQueue(false);
        FutureTask<Boolean> loop = looping(gate);
        int[] ran = new int[1];

        race(() -> {
            for (int i = 0; i < each; i++) {
                controller.wrap(() -> ran[0]++);
            }
            return null;
        });
        gate.open();

        assertTrue(loop.get());
        assertEquals(THREADS * each, ran[0]);
    }

    @Test
    void everySignalWakesSomebody() throws Exception {
        WaitQueue queue = controllers.waitQueue(false);
        int rounds = each;
        int[] woken = new int[1];
        AtomicInteger signalled = new AtomicInteger();
        for (int i = 0; i < 2 * THREADS; i++) {
            controller.wrap(() -> {
                while (queue.await(Long.MAX_VALUE) == Outcome.READY) {
                    woken[0]++;
                }
            });
        }
        FutureTask<Boolean> loop = Threads.start(() -> controller.loop());

        race(() -> {
            for (int i = 0; i < rounds; ) {
                int ended = queue.signal(1);
                signalled.addAndGet(ended);
                i += ended;
                if (ended == 0) {
                    Thread.yield(); // on one processor nobody would wait again before this one's time is over
                }
            }
            return null;
        });
        queue.close();

        assertTrue(loop.get());
        assertEquals(signalled.get(), woken[0]);
        assertEquals(THREADS * rounds, woken[0]);
    }

    @Test
    void noSignalIsLostToCancellations() throws Exception {
        WaitQueue queue = controllers.waitQueue(false);
        WaitQueue gate = controllers.waitQueue(false);
        FutureTask<Boolean> loop = looping(gate);
        AtomicInteger signalled = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();

        race(() -> {
            for (int i = 0; i < each / 4; i++) {
                Coroutine waiting = controller.wrap(() -> {
                    if (queue.await(Long.MAX_VALUE) == Outcome.READY) {
                        received.incrementAndGet();
                    }
                });
                signalled.addAndGet(queue.signal(1));
                waiting.cancel();
            }
            return null;
        });
        gate.open();

        assertTrue(loop.get());
        assertEquals(signalled.get(), received.get());
        assertEquals(0, queue.waiting());
    }

    @Test
    void everyCancelledDescriptorIsTold() throws Exception {
        AtomicInteger told = new AtomicInteger();
        WaitQueue gate = controllers.waitQueue(false);
        FutureTask<Boolean> loop = looping(gate);

        race(() -> {
            for (int i = 0; i < each / 10; i++) {
                cancelAndClose(told);
            }
            return null;
        });
        gate.open();

        assertTrue(loop.get());
        assertEquals(THREADS * (each / 10), told.get());
    }

    private void cancelAndClose(AtomicInteger told) {
        try (Pair pair = new Pair(kernel)) {
            WaitQueue begun = controllers.waitQueue(false);
            Coroutine waiting = controller.wrap(() -> {
                begun.open();
                if (controllers.waiter(pair.near()).await(Readiness.READ, Long.MAX_VALUE) == Outcome.CLOSED) {
                    told.incrementAndGet();
                }
            });
            controllers.poll(begun);
            while (!waiting.join(Duration.ZERO)) {
                controllers.release(pair.near()); // It may not have begun to wait yet.
            }
        }
    }

    @Test
    void alertsAndStepsMeet() throws Exception {
        FutureTask<Integer> stepping = Threads.start(() -> {
            int steps = 0;
            while (!controller.isClosed()) {
                try {
                    controller.step(Duration.ofMillis(1));
                    steps++;
                } catch (IllegalStateException e) {
                    assertTrue(controller.isClosed(), e.toString());
                }
            }
            return steps;
        });

        race(() -> {
            for (int i = 0; i < 10_000; i++) {
                controller.alert();
            }
            return null;
        });
        controller.close();

        assertTrue(stepping.get() > 0);
    }

    @Test
    void closingWhileFourThreadsWrapEndsOrRefusesEveryCoroutine() throws Exception {
        for (int round = 0; round < 20; round++) {
            Controller closing = controllers.create();
            FutureTask<Boolean> loop = Threads.start(() -> loopUntilClosed(closing));
            List<Coroutine> made = java.util.Collections.synchronizedList(new ArrayList<>());
            CountDownLatch underWay = new CountDownLatch(FEW);
            FutureTask<Boolean> closer = Threads.start(() -> {
                underWay.await();
                closing.close();
                return true;
            });
            race(() -> {
                while (!closing.isClosed()) {
                    wrapIfOpen(closing, made);
                    underWay.countDown();
                }
                return null;
            });

            assertTrue(closer.get());
            assertTrue(loop.get());
            assertTrue(made.stream().allMatch(coroutine -> coroutine.state() == Coroutine.State.ENDED));
            assertEquals(0, closing.count());
            assertTrue(made.size() >= FEW);
        }
    }

    private void wrapIfOpen(Controller closing, List<Coroutine> made) {
        try {
            made.add(closing.wrap(() -> controllers.sleep(1000)));
        } catch (IllegalStateException e) {
            assertTrue(closing.isClosed());
        }
    }

    private static boolean loopUntilClosed(Controller controller) {
        while (!controller.isClosed()) {
            try {
                controller.loop(Duration.ofMillis(1));
            } catch (IllegalStateException e) {
                assertTrue(controller.isClosed(), e.toString());
            }
        }
        return true;
    }
}
