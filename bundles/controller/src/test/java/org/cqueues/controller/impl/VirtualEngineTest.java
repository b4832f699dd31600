package org.cqueues.controller.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.cqueues.controller.WaitQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Skipped, with the reason, where the JVM cannot run it; {@link EnginesTest} checks that reason. */
class VirtualEngineTest extends EngineContract {
    @Override
    String engine() {
        return "virtual";
    }

    @Override
    @BeforeEach
    void open() {
        Optional<String> missing = VirtualEngine.unavailableReason();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        super.open();
    }

    // A blocking call of the JDK suspends only the coroutine that makes it.

    @Test
    void sleepOfTheJdkSuspendsOnlyItsCoroutine() {
        List<String> order = new ArrayList<>();
        CountDownLatch other = new CountDownLatch(1);
        controller.wrap(() -> {
            do {
                Thread.sleep(1);
            } while (other.getCount() > 0);
            order.add("slept");
        });
        controller.wrap(() -> {
            order.add("other");
            other.countDown();
        });

        controller.loop();

        assertEquals(List.of("other", "slept"), order);
    }

    @Test
    void aLatchIsAwaitedWhileAnotherCoroutineRuns() {
        CountDownLatch latch = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        controller.wrap(() -> {
            latch.await();
            order.add("awaited");
        });
        controller.wrap(() -> {
            order.add("counted");
            latch.countDown();
        });

        controller.loop();

        assertEquals(List.of("counted", "awaited"), order);
    }

    @Test
    void aContendedLockSuspendsOnlyItsCoroutine() {
        ReentrantLock lock = new ReentrantLock();
        WaitQueue queue = controllers.waitQueue(false);
        List<String> order = new ArrayList<>();
        controller.wrap(() -> {
            lock.lock();
            try {
                controllers.poll(queue);
                order.add("first");
            } finally {
                lock.unlock();
            }
        });
        controller.wrap(() -> {
            lock.lock();
            order.add("second");
            lock.unlock();
        });
        controller.wrap(queue::signal);

        controller.loop();

        assertEquals(List.of("first", "second"), order);
    }

    @Test
    void aContendedMonitorSuspendsOnlyItsCoroutine() {
        Object monitor = new Object();
        WaitQueue queue = controllers.waitQueue(false);
        List<String> order = new ArrayList<>();
        controller.wrap(() -> {
            synchronized (monitor) {
                controllers.poll(queue);
                order.add("first");
            }
        });
        controller.wrap(() -> {
            synchronized (monitor) {
                order.add("second");
            }
        });
        controller.wrap(queue::signal);

        controller.loop();

        assertEquals(List.of("first", "second"), order);
    }

    @Test
    void aBlockingQueueIsFedByAnotherThread() throws Exception {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        List<Integer> taken = new ArrayList<>();
        CountDownLatch beats = new CountDownLatch(1);
        controller.wrap(() -> {
            while (taken.size() < 100) {
                taken.add(queue.take());
            }
        });
        controller.wrap(() -> {
            while (taken.size() < 100) {
                beats.countDown();
                controllers.sleep(Duration.ofNanos(1000));
            }
        });
        FutureTask<Boolean> loop = start(() -> controller.loop());

        beats.await(); // while the other waits for what is not there yet
        for (int i = 0; i < 100; i++) {
            queue.put(i);
        }

        assertTrue(loop.get());
        assertEquals(100, taken.size());
    }

    @Test
    void cancellingInterruptsABlockingCall() {
        List<String> ended = new ArrayList<>();
        var coroutine = controller.wrap(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.add("interrupted");
                controllers.poll();
            } finally {
                ended.add("finally");
            }
        });
        controller.step(Duration.ZERO);

        coroutine.cancel();
        controller.loop();

        assertEquals(List.of("interrupted", "finally"), ended);
        assertEquals(Optional.empty(), coroutine.failure());
    }

    @Test
    void closingInterruptsABlockingCall() {
        List<String> ended = new ArrayList<>();
        controller.wrap(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.add("interrupted");
            }
        });
        controller.step(Duration.ZERO);

        controller.close();

        assertEquals(List.of("interrupted"), ended);
    }

    @Test
    void aPlainVirtualThreadMayStepAndLoop() throws Exception {
        List<String> order = new ArrayList<>();
        controller.wrap(() -> {
            controllers.sleep(1e-4);
            order.add("ran");
        });
        FutureTask<Boolean> loop = new FutureTask<>(() -> controller.loop());

        startVirtual(loop);

        assertTrue(loop.get());
        assertEquals(List.of("ran"), order);
    }

    @Test
    void aPlainVirtualThreadMayWaitAndClose() throws Exception {
        boolean[] unwound = new boolean[1];
        controller.wrap(() -> {
            try {
                controllers.sleep(1000);
            } finally {
                unwound[0] = true;
            }
        });
        controller.step(Duration.ZERO);
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            controllers.sleep(1e-4);
            controller.close();
            return true;
        });

        startVirtual(task);

        assertTrue(task.get());
        assertTrue(unwound[0]);
    }

    /** Change log, "A virtual thread that is started in a coroutine": it inherited the controller, and took the place of the coroutine that had started it. */
    @Test
    void aVirtualThreadThatACoroutineStartsRunsWithoutTheController() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        Thread[] child = new Thread[1];
        controller.wrap(() -> {
            child[0] = startVirtual(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                ran.countDown();
            });
            controllers.sleep(1e-4);
            order.add("went on");
        });
        controller.loop();

        go.countDown();

        ran.await();
        child[0].join();
        assertEquals(List.of("went on"), order);
    }

    @Test
    void socketsOfTheJdkSuspendOnlyTheirCoroutines() throws Exception {
        List<Integer> read = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            controller.wrap(() -> {
                try (Socket accepted = server.accept()) {
                    accepted.getOutputStream().write(42);
                }
            });
            controller.wrap(() -> {
                try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    read.add(client.getInputStream().read());
                }
            });

            controller.loop();
        }

        assertEquals(List.of(42), read);
    }

    /** {@code Thread.startVirtualThread} is newer than our bytecode. */
    static Thread startVirtual(Runnable body) throws ReflectiveOperationException {
        return (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
    }
}
