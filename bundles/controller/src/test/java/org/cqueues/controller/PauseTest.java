package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.impl.PendingSignal;
import org.junit.jupiter.api.Test;

/** Guide 3.2.1, {@code cqueue:pause}. */
class PauseTest extends SimulatedTest {
    private static final int SIGTERM = 15;

    @Test
    void itEndsWhenADescriptorIsReadyAndDoesNotStep() throws Exception {
        int fd = descriptor();
        controller.wrap(() -> {
            controllers.poll(readable(fd));
            log.add("ready");
        });
        step();
        makeReady(fd, "r");

        assertTrue(controller.pause());

        assertTrue(log.isEmpty());
        controller.loop();
        assertFalse(log.isEmpty());
    }

    @Test
    void itEndsAtTheNextTimer() throws Exception {
        controller.wrap(() -> controllers.sleep(3));
        step();

        assertTrue(controller.pause(SIGTERM));

        assertEquals(3_000_000_000L, kernel.monotonicNanos());
    }

    @Test
    void itDoesNotWaitWhileWorkIsPending() throws Exception {
        controller.wrap(() -> log.add("ran"));

        assertTrue(controller.pause(SIGTERM));

        assertTrue(log.isEmpty());
        assertEquals(0, kernel.monotonicNanos());
    }

    @Test
    void anAlertBeforeItIsNotLost() throws Exception {
        controller.alert();

        assertTrue(controller.pause());
    }

    @Test
    void itTellsOfASignal() throws Exception {
        kernel.raise(SIGTERM);

        assertFalse(controller.pause(SIGTERM));
    }

    @Test
    void aCoroutineCannotPauseItsThread() {
        controller.wrap(controller::pause);

        CoroutineException failure = assertThrows(CoroutineException.class, controller::loop);

        assertInstanceOf(IllegalStateException.class, failure.getCause());
    }

    // On the system's own kernel.

    @Test
    void anAlertByAnotherThreadEndsIt() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            Controller paused = here.create();
            CountDownLatch begun = new CountDownLatch(1);
            FutureTask<Boolean> pause = Threads.start(() -> {
                begun.countDown();
                return paused.pause();
            });
            begun.await();

            paused.alert();

            assertTrue(pause.get());
        }
    }

    @Test
    void aSignalOfTheSystemEndsIt() throws Exception {
        try (Kernel real = Kernel.open();
                Controllers here = Controllers.open(real)) {
            FutureTask<Boolean> pause = Threads.start(() -> {
                // Blocked in this thread and pending for it, so that only the pause, which unblocks it, can deliver it.
                try (PendingSignal signal = new PendingSignal(real)) {
                    return here.create().pause(signal.number());
                }
            });

            assertFalse(pause.get());
        }
    }
}
