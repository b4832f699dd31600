package org.cqueues.controller.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineCancelledException;
import org.cqueues.controller.CoroutineException;
import org.cqueues.controller.WaitQueue;
import org.cqueues.kernel.Kernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every coroutine engine owes: code in a coroutine finds a thread as it knows threads, and finds that it runs alone. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
abstract class EngineContract {
    private final Kernel kernel = Kernel.open();
    Controllers controllers;
    Controller controller;

    /** {@return the engine's name} */
    abstract String engine();

    @BeforeEach
    void open() {
        controllers = ControllerService.open(kernel, name -> Controllers.ENGINE_SETTING.equals(name) ? engine() : null);
        controller = controllers.create();
    }

    @AfterEach
    void close() {
        if (controllers != null) {
            controllers.close();
        }
        kernel.close();
    }

    @Test
    void theChosenEngineIsTheOneThatTheSettingNames() {
        assertEquals(engine(), controllers.engine().name());
    }

    // Turns.

    @Test
    void coroutinesRunOneAtATime() {
        int[] inside = new int[1];
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            controller.wrap(() -> {
                for (int turn = 0; turn < 100; turn++) {
                    seen.add(++inside[0]);
                    Thread.onSpinWait();
                    inside[0]--;
                    controllers.poll();
                }
            });
        }

        controller.loop();

        assertEquals(1000, seen.size());
        assertTrue(seen.stream().allMatch(count -> count == 1));
    }

    @Test
    void coroutinesRunInTheOrderTheyBecameReady() {
        List<String> order = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            controller.wrap(() -> {
                order.add(name + 1);
                controllers.poll();
                order.add(name + 2);
            });
        }

        controller.loop();

        assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "c2"), order);
    }

    @Test
    void aControllerMayBeSteppedByADifferentThreadEachTime() throws Exception {
        ThreadLocal<String> local = new ThreadLocal<>();
        List<String> seen = new ArrayList<>();
        controller.wrap(() -> {
            local.set("mine");
            for (int i = 0; i < 3; i++) {
                controllers.poll();
                seen.add(local.get());
            }
        });

        while (!controller.empty()) {
            onAnotherThread(() -> controller.step(Duration.ZERO));
        }

        assertEquals(List.of("mine", "mine", "mine"), seen);
    }

    @Test
    void anotherThreadSpawnsWhileTheControllerWaits() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch spawned = new CountDownLatch(1);
        WaitQueue end = controllers.waitQueue(false);
        controller.wrap(() -> {
            running.countDown();
            controllers.poll(end);
        });
        FutureTask<Boolean> loop = start(() -> controller.loop());
        running.await();

        controller.wrap(spawned::countDown);

        spawned.await();
        end.signal();
        assertTrue(loop.get());
    }

    @Test
    void twoThousandCoroutinesSuspendAndResume() {
        int[] ended = new int[1];
        for (int i = 0; i < 2000; i++) {
            controller.wrap(() -> {
                controllers.poll();
                ended[0]++;
            });
        }

        controller.loop();

        assertEquals(2000, ended[0]);
    }

    // What code in a coroutine relies on.

    @Test
    void aMonitorIsStillHeldAfterASuspension() {
        Object monitor = new Object();
        boolean[] held = new boolean[2];
        controller.wrap(() -> {
            synchronized (monitor) {
                controllers.poll();
                held[0] = Thread.holdsLock(monitor);
            }
            held[1] = Thread.holdsLock(monitor);
        });

        controller.step(Duration.ZERO);
        boolean heldByStepper = Thread.holdsLock(monitor);
        controller.loop();

        assertFalse(heldByStepper);
        assertTrue(held[0]);
        assertFalse(held[1]);
    }

    @Test
    void aLockBelongsToTheCoroutineAcrossASuspension() {
        ReentrantLock lock = new ReentrantLock();
        boolean[] held = new boolean[1];
        controller.wrap(() -> {
            lock.lock();
            try {
                controllers.poll();
                held[0] = lock.isHeldByCurrentThread();
            } finally {
                lock.unlock();
            }
        });

        controller.step(Duration.ZERO);
        assertFalse(lock.tryLock());
        controller.loop();

        assertTrue(held[0]);
        assertTrue(lock.tryLock());
    }

    @Test
    void eachCoroutineHasThreadLocalsOfItsOwn() {
        ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> -1);
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int mine = i;
            controller.wrap(() -> {
                local.set(mine);
                controllers.poll();
                seen.add(local.get());
            });
        }

        controller.loop();

        assertEquals(List.of(0, 1, 2), seen);
        assertEquals(-1, local.get());
    }

    @Test
    void anInterruptNeitherEndsAWaitNorSpinsAndIsStillSetAfterIt() {
        WaitQueue queue = controllers.waitQueue(false);
        boolean[] interrupted = new boolean[1];
        Coroutine waiting = controller.wrap(() -> {
            controllers.poll(queue);
            interrupted[0] = Thread.currentThread().isInterrupted();
        });
        controller.step(Duration.ZERO);

        waiting.thread().orElseThrow().interrupt();
        controller.step(Duration.ZERO);

        assertEquals(0, controller.step(Duration.ZERO));
        assertEquals(Coroutine.State.SUSPENDED, waiting.state());
        queue.signal();
        controller.loop();
        assertTrue(interrupted[0]);
    }

    @Test
    void anInterruptDuringAYieldIsStillSetAfterIt() {
        boolean[] interrupted = new boolean[1];
        controller.wrap(() -> {
            Thread.currentThread().interrupt();
            controllers.poll();
            controllers.sleep(1e-6);
            interrupted[0] = Thread.currentThread().isInterrupted();
        });

        controller.loop();

        assertTrue(interrupted[0]);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void anInterruptOfTheSteppingThreadIsItsOwn() {
        boolean[] interrupted = new boolean[1];
        controller.wrap(() -> {
            controllers.poll();
            interrupted[0] = Thread.currentThread().isInterrupted();
        });

        Thread.currentThread().interrupt();
        controller.loop();

        assertTrue(Thread.interrupted());
        assertFalse(interrupted[0]);
    }

    @Test
    void itsThreadCarriesTheCoroutinesName() {
        String[] name = new String[1];
        Coroutine named = controller.wrap(
                "acceptor", () -> name[0] = Thread.currentThread().getName());

        controller.loop();

        assertEquals("acceptor", named.name());
        assertEquals("acceptor", name[0]);
    }

    @Test
    void theThreadIsKnownFromTheFirstTurnOn() {
        Thread[] own = new Thread[1];
        Coroutine coroutine = controller.wrap(() -> {
            own[0] = Thread.currentThread();
            controllers.poll();
        });
        assertEquals(Optional.empty(), coroutine.thread());

        controller.step(Duration.ZERO);

        assertSame(own[0], coroutine.thread().orElseThrow());
    }

    @Test
    void theStackOfASuspendedCoroutineTellsWhereItWaits() {
        WaitQueue queue = controllers.waitQueue(false);
        Coroutine coroutine = controller.wrap(() -> waitHere(queue));

        controller.step(Duration.ZERO);

        StackTraceElement[] stack = coroutine.thread().orElseThrow().getStackTrace();
        assertTrue(
                Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals("waitHere")),
                Arrays.toString(stack));
    }

    private void waitHere(WaitQueue queue) {
        controllers.poll(queue);
    }

    @Test
    void aCoroutineSuspendsHoweverDeepItsStackIs() {
        int[] sum = new int[1];
        controller.wrap(() -> sum[0] = sumSuspending(1000));

        controller.loop();

        assertEquals(500_500, sum[0]);
    }

    private int sumSuspending(int depth) {
        if (depth == 0) {
            controllers.poll();
            return 0;
        }
        return depth + sumSuspending(depth - 1);
    }

    @Test
    void runningAndCurrentAreKnownInsideOnly() {
        List<Object> seen = new ArrayList<>();
        Coroutine coroutine = controller.wrap(() -> {
            seen.add(controllers.running().orElseThrow());
            controllers.poll();
            seen.add(controllers.current().orElseThrow());
        });

        controller.loop();

        assertEquals(List.of(controller, coroutine), seen);
        assertEquals(Optional.empty(), controllers.running());
        assertEquals(Optional.empty(), controllers.current());
        assertFalse(controllers.isCoroutine());
    }

    // Ends.

    @Test
    void whatACoroutineThrowsIsReportedWithItsCause() {
        IOException failure = new IOException("broken");
        Coroutine failing = controller.wrap("failing", () -> {
            throw failure;
        });

        CoroutineException thrown = assertThrows(CoroutineException.class, controller::step);

        assertSame(failure, thrown.getCause());
        assertSame(failing, thrown.coroutine());
        assertSame(failure, failing.failure().orElseThrow());
        assertTrue(thrown.getMessage().contains("failing"));
    }

    @Test
    void errorsAreReportedLikeExceptions() {
        controller.wrap(() -> {
            controllers.poll();
            throw new AssertionError("wrong");
        });

        CoroutineException thrown = assertThrows(CoroutineException.class, controller::loop);

        assertInstanceOf(AssertionError.class, thrown.getCause());
        assertTrue(controller.loop());
    }

    @Test
    void aStackOverflowEndsOnlyItsCoroutine() {
        boolean[] other = new boolean[1];
        controller.wrap(() -> endless(0));
        controller.wrap(() -> other[0] = true);

        CoroutineException thrown = assertThrows(CoroutineException.class, controller::loop);
        controller.loop();

        assertInstanceOf(StackOverflowError.class, thrown.getCause());
        assertTrue(other[0]);
    }

    private static int endless(int depth) {
        return depth > Integer.MAX_VALUE - 1 ? 0 : 1 + endless(depth + 1);
    }

    @Test
    void finallyBlocksRunWhenTheControllerCloses() {
        List<String> ended = new ArrayList<>();
        WaitQueue queue = controllers.waitQueue(false);
        controller.wrap(() -> {
            try {
                controllers.poll(queue);
            } finally {
                ended.add("waiting");
            }
        });
        controller.wrap(() -> {
            try {
                controllers.poll();
            } finally {
                ended.add("ready");
            }
        });
        controller.step(Duration.ZERO);

        controller.close();

        assertEquals(List.of("ready", "waiting"), ended);
        assertTrue(controller.empty());
    }

    @Test
    void aFinallyBlockThatWaitsIsUnwoundToo() {
        List<String> ended = new ArrayList<>();
        WaitQueue queue = controllers.waitQueue(false);
        controller.wrap(() -> {
            try {
                controllers.poll(queue);
            } finally {
                try {
                    assertThrows(CoroutineCancelledException.class, () -> controllers.sleep(1000));
                    ended.add("inner");
                    controllers.poll(queue);
                } finally {
                    ended.add("outer");
                }
            }
        });
        controller.step(Duration.ZERO);

        controller.close();

        assertEquals(List.of("inner", "outer"), ended);
    }

    @Test
    void aLockIsUnlockedByTheUnwinding() {
        ReentrantLock lock = new ReentrantLock();
        controller.wrap(() -> {
            lock.lock();
            try {
                controllers.sleep(1000);
            } finally {
                lock.unlock();
            }
        });
        controller.step(Duration.ZERO);

        controller.close();

        assertFalse(lock.isLocked());
    }

    @Test
    void theThreadOfAnEndedCoroutineEnds() throws Exception {
        Thread[] own = new Thread[1];
        controller.wrap(() -> own[0] = Thread.currentThread());

        controller.loop();

        own[0].join();
        assertFalse(own[0].isAlive());
    }

    // For subclasses.

    static <T> FutureTask<T> start(java.util.concurrent.Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    static <T> T onAnotherThread(java.util.concurrent.Callable<T> body) throws Exception {
        return start(body).get();
    }
}
