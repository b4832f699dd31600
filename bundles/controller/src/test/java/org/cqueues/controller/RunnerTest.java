package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import org.cqueues.kernel.Kernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A controller that lives as long as a component. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class RunnerTest {
    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final List<Thread> threads = new ArrayList<>();
    private final ThreadFactory factory = body -> {
        Thread thread = new Thread(body);
        threads.add(thread);
        return thread;
    };
    private final BlockingQueue<CoroutineException> failures = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        controllers.close();
        kernel.close();
        assertTrue(threads.stream().noneMatch(Thread::isAlive), "a runner's thread is left");
    }

    private Runner run(Body body) {
        return controllers.run("runner", factory, body, failures::add);
    }

    @Test
    void itsThreadHasItsName() {
        run(() -> {});

        assertEquals("runner", threads.get(0).getName());
    }

    @Test
    void itLivesOnWhileTheControllerIsEmpty() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Runner runner = run(first::countDown);
        first.await();

        runner.controller().wrap(second::countDown);

        second.await();
        assertTrue(threads.get(0).isAlive());
    }

    @Test
    void failuresAreToldAndTheOthersGoOn() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        Runner runner = run(() -> {
            throw new IllegalStateException("first");
        });
        runner.controller().wrap(other::countDown);

        assertEquals("first", failures.take().getCause().getMessage());
        other.await();
    }

    @Test
    void aConsumerOfFailuresThatThrowsDoesNotEndIt() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        Runner runner = controllers.run(
                "runner",
                factory,
                () -> {
                    throw new IllegalStateException("first");
                },
                failure -> {
                    told.countDown();
                    throw new IllegalStateException("the consumer fails too");
                });
        told.await();

        runner.controller().wrap(other::countDown);

        other.await();
    }

    @Test
    void closingUnwindsOnItsThreadAndWaitsForItsEnd() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        List<String> log = new ArrayList<>();
        Runner runner = run(() -> {
            try {
                waiting.countDown();
                controllers.sleep(1000);
            } finally {
                log.add("unwound");
            }
        });
        waiting.await();

        runner.close();
        runner.close();

        assertEquals(List.of("unwound"), log);
        assertFalse(threads.get(0).isAlive());
        assertTrue(runner.controller().isClosed());
        assertTrue(failures.isEmpty());
    }

    @Test
    void itsOwnCoroutineCannotCloseIt() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        Runner runner = run(() -> {});
        runner.controller().wrap(() -> {
            assertThrows(IllegalStateException.class, runner::close);
            refused.countDown();
        });

        refused.await();
    }

    @Test
    void closingTheServiceClosesIt() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        Runner runner = run(() -> {
            waiting.countDown();
            controllers.sleep(1000);
        });
        waiting.await();

        controllers.close();

        assertTrue(runner.controller().isClosed());
        assertFalse(threads.get(0).isAlive());
    }

    @Test
    void aFactoryThatMakesNoThreadIsRefusedAndLeavesNothing() {
        assertThrows(IllegalArgumentException.class, () -> controllers.run("none", body -> null, () -> {}));
    }

    @Test
    void aThreadThatCannotBeStartedLeavesNothing() {
        OutOfMemoryError failure = new OutOfMemoryError("unable to create native thread");
        Controller[] made = new Controller[1];

        assertThrows(
                OutOfMemoryError.class,
                () -> controllers.run(
                        "none",
                        body -> new Thread(body) {
                            @Override
                            public synchronized void start() {
                                throw failure;
                            }
                        },
                        () -> made[0] = controllers.running().orElseThrow()));
    }

    @Test
    void aRunnerClosesAnother() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Runner other = run(() -> controllers.sleep(1000));
        run(() -> {
            other.close();
            closed.countDown();
        });

        closed.await();

        assertTrue(other.controller().isClosed());
    }
}
