package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Pair;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A controller inside an event loop of somebody else's, who polls its descriptor, adds its timeout, and steps it without waiting. Guide 3.2.1, {@code step}. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class ForeignLoopTest {
    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Controller controller = controllers.create();
    private final Pair pair = new Pair(kernel);
    private final List<String> log = new ArrayList<>();
    private Poller foreign;

    @BeforeEach
    void open() throws ErrnoException {
        foreign = kernel.openPoller();
        foreign.watch(controller.pollfd(), Readiness.READ);
    }

    @AfterEach
    void close() {
        foreign.close();
        controllers.close();
        pair.close();
        kernel.close();
    }

    private boolean isReadable() throws ErrnoException {
        return foreign.poll(0, (fd, readiness) -> {}) > 0;
    }

    private void awaitReadable() throws ErrnoException {
        assertEquals(1, foreign.poll(Long.MAX_VALUE, (fd, readiness) -> {}));
    }

    private int step() {
        return controller.step(Duration.ZERO);
    }

    private void waitForPair() {
        controller.wrap(() -> {
            controllers.poll(SimulatedTest.readable(pair.near()));
            pair.readNear();
            log.add("ready");
        });
        step();
    }

    private void waitForEver() {
        WaitQueue queue = controllers.waitQueue(false);
        controller.wrap(() -> queue.await(Long.MAX_VALUE));
        step();
    }

    @Test
    void anEmptyControllerIsQuiet() throws ErrnoException {
        assertFalse(isReadable());
        assertEquals(Long.MAX_VALUE, controller.timeoutNanos());
    }

    @Test
    void itTellsOfADescriptorThatIsReady() throws ErrnoException {
        waitForPair();
        assertFalse(isReadable());

        pair.writeFar();
        awaitReadable();
        assertEquals(1, step());

        assertEquals(List.of("ready"), log);
        assertFalse(isReadable());
    }

    @Test
    void itTellsOfAWrapBeforeItIsStepped() throws ErrnoException {
        controller.wrap(() -> log.add("ran"));

        assertTrue(isReadable());
        assertEquals(0, controller.timeoutNanos());
        assertEquals(1, step());
        assertFalse(isReadable());
    }

    @Test
    void itTellsOfAWrapByAnotherThread() throws Exception {
        FutureTask<Coroutine> wrap = Threads.start(() -> controller.wrap(() -> log.add("ran")));

        awaitReadable();
        wrap.get();
        step();

        assertEquals(List.of("ran"), log);
        assertFalse(isReadable());
    }

    @Test
    void itTellsOfASignal() throws ErrnoException {
        WaitQueue queue = controllers.waitQueue(false);
        controller.wrap(() -> queue.await(Long.MAX_VALUE));
        step();
        assertFalse(isReadable());

        queue.signal();

        awaitReadable();
        assertEquals(1, step());
        assertFalse(isReadable());
    }

    @Test
    void itTellsOfAnAlertOnce() throws ErrnoException {
        waitForEver();
        controller.alert();
        controller.alert();

        awaitReadable();
        assertEquals(0, step());
        assertFalse(isReadable());
    }

    @Test
    void itTellsOfACancellation() throws ErrnoException {
        waitForEver();
        Coroutine coroutine = controller.wrap(() -> controllers.sleep(1000));
        step();
        assertFalse(isReadable());

        coroutine.cancel();

        awaitReadable();
        step();
        assertTrue(coroutine.join(Duration.ZERO));
    }

    @Test
    void workLeftOverIsToldUntilItIsDone() throws ErrnoException {
        controller.wrap(() -> {
            controllers.poll();
            controllers.poll();
        });

        int steps = 0;
        while (isReadable()) {
            step();
            steps++;
        }

        assertEquals(3, steps);
        assertTrue(controller.empty());
    }

    @Test
    void workLeftOverByAFailureIsTold() throws ErrnoException {
        controller.wrap(() -> {
            throw new IllegalStateException("failed");
        });
        controller.wrap(() -> log.add("other"));

        assertThrows(CoroutineException.class, this::step);

        assertTrue(isReadable());
        step();
        assertEquals(List.of("other"), log);
        assertFalse(isReadable());
    }

    @Test
    void itsTimersAreTheForeignLoopsToWaitFor() throws ErrnoException {
        controller.wrap(() -> {
            controllers.sleep(1e-3);
            log.add("slept");
        });
        step();
        assertFalse(isReadable());

        while (!controller.empty()) {
            foreign.poll(controller.timeoutNanos(), (fd, readiness) -> {});
            step();
        }

        assertEquals(List.of("slept"), log);
    }

    @Test
    void theDescriptorIsAskedForLateAndTellsOfWorkThatCameBefore() throws ErrnoException {
        Controller late = controllers.create();
        late.wrap(() -> log.add("ran"));

        foreign.watch(late.pollfd(), Readiness.READ);

        awaitReadable();
        late.loop();
        assertFalse(isReadable());
    }

    @Test
    void readinessThatNobodyWaitsForGoesQuiet() throws ErrnoException {
        controller.wrap(() -> {
            controllers.waiter(pair.near()).await(Readiness.READ, Long.MAX_VALUE);
            controllers.waitQueue(false).await(Long.MAX_VALUE);
        });
        step();
        pair.writeFar();

        int steps = 0;
        while (isReadable()) {
            step();
            steps++;
        }

        assertTrue(steps <= 3, "steps: " + steps);
    }

    @Test
    void aForeignLoopServesManyEvents() throws ErrnoException {
        controller.wrap(() -> {
            for (int i = 0; i < 1000; i++) {
                controllers.poll(SimulatedTest.readable(pair.near()));
                pair.readNear();
            }
        });
        controller.wrap(() -> {
            for (int i = 0; i < 1000; i++) {
                pair.writeFar();
                controllers.poll();
            }
        });

        while (!controller.empty()) {
            foreign.poll(controller.timeoutNanos(), (fd, readiness) -> {});
            step();
        }

        assertFalse(isReadable());
    }

    @Test
    void aControllerWatchesAnothersDescriptorLikeAnyOther() {
        Controller outer = controllers.create();
        controller.wrap(() -> {
            controllers.poll(SimulatedTest.readable(pair.near()));
            log.add("ready");
        });
        step();
        int fd = controller.pollfd();
        outer.wrap(() -> {
            controllers.poll(SimulatedTest.readable(fd));
            log.add("readable");
        });
        outer.step(Duration.ZERO);

        pair.writeFar();
        outer.loop();
        controller.loop();

        assertEquals(List.of("readable", "ready"), log);
    }
}
