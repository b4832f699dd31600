package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.util.List;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.junit.jupiter.api.Test;

/** What the kernel is told about descriptors, and how often. */
class WatchTest extends SimulatedTest {
    private static final long EVER = Long.MAX_VALUE;

    private int changes() {
        return kernel.calls("watch that changes");
    }

    @Test
    void aDescriptorStaysWatchedBetweenTheWaitsOfAWaiter() {
        int fd = descriptor();
        Waiter waiter = controllers.waiter(fd);
        makeReady(fd, "r");
        controller.wrap(() -> {
            for (int i = 0; i < 100; i++) {
                assertEquals(Outcome.READY, waiter.await(Readiness.READ, EVER));
            }
        });

        controller.loop();

        assertEquals(1, changes());
        assertEquals(1, kernel.calls("watch"), "nor is a call made that changes nothing");
    }

    @Test
    void aDescriptorStaysWatchedBetweenPolls() {
        int fd = descriptor();
        Pollable object = readable(fd);
        makeReady(fd, "r");
        controller.wrap(() -> {
            controllers.poll(object);
            int before = kernel.calls("watch");
            for (int i = 0; i < 100; i++) {
                controllers.poll(object);
            }
            assertEquals(before, kernel.calls("watch"));
        });

        controller.loop();
    }

    @Test
    void moreInterestIsAddedToWhatIsWatched() {
        int fd = descriptor();
        Waiter waiter = controllers.waiter(fd);
        makeReady(fd, "rw");
        controller.wrap(() -> {
            for (int i = 0; i < 10; i++) {
                waiter.await(Readiness.READ, EVER);
                waiter.await(Readiness.WRITE, EVER);
            }
        });

        controller.loop();

        // Each wait may find that the kernel reports what the other direction left behind, which is then dropped: never
        // more than one change a wait.
        assertTrue(changes() <= 40, "changes: " + changes());
    }

    @Test
    void readinessThatNobodyWaitsForIsDroppedOnce() {
        int fd = descriptor();
        Waiter waiter = controllers.waiter(fd);
        makeReady(fd, "r");
        controller.wrap(() -> {
            waiter.await(Readiness.READ, EVER);
            controllers.sleep(1);
            controllers.sleep(1);
            controllers.sleep(1);
        });
        step();
        step();
        int before = changes();

        for (int i = 0; i < 10; i++) {
            step();
        }

        assertEquals(before + 1, changes());
        controller.loop();
        assertEquals(3_000_000_000L, kernel.monotonicNanos());
    }

    @Test
    void droppedReadinessIsWatchedAgainWhenItIsWaitedForAgain() {
        int fd = descriptor();
        Waiter waiter = controllers.waiter(fd);
        makeReady(fd, "r");
        controller.wrap(() -> {
            waiter.await(Readiness.READ, EVER);
            controllers.sleep(1);
            log.add(waiter.await(Readiness.READ, EVER).toString());
        });

        controller.loop();

        assertEquals(List.of("READY"), log);
    }

    @Test
    void oneReadsWhileAnotherWrites() {
        int fd = descriptor();
        controller.wrap(() -> {
            controllers.poll(pollable(fd, Readiness.READ));
            log.add("read");
        });
        controller.wrap(() -> {
            controllers.poll(pollable(fd, Readiness.WRITE));
            log.add("written");
        });
        step();

        makeReady(fd, "w");
        step();
        assertEquals(List.of("written"), log);
        makeReady(fd, "r");
        controller.loop();
        assertEquals(List.of("written", "read"), log);
    }

    @Test
    void twoThatReadAreBothWoken() {
        int fd = descriptor();
        Waiter shared = controllers.waiter(fd);
        for (int i = 0; i < 2; i++) {
            controller.wrap(() -> log.add(shared.await(Readiness.READ, EVER).toString()));
        }
        step();

        makeReady(fd, "r");
        controller.loop();

        assertEquals(List.of("READY", "READY"), log);
    }

    @Test
    void aWaiterMayBeSharedByControllers() {
        int fd = descriptor();
        Waiter shared = controllers.waiter(fd);
        Controller other = controllers.create();
        for (Controller each : List.of(controller, other, controller, other)) {
            each.wrap(() -> log.add(shared.await(Readiness.READ, EVER).toString()));
            each.step(NO_WAIT);
        }

        makeReady(fd, "r");
        controller.loop();
        other.loop();

        assertEquals(List.of("READY", "READY", "READY", "READY"), log);
    }

    @Test
    void aWaiterGivesUpAtItsDeadline() {
        Waiter waiter = controllers.waiter(descriptor());
        controller.wrap(() -> log.add(waiter.await(Readiness.READ, 500).toString()));

        controller.loop();

        assertEquals(List.of("TIMED_OUT"), log);
        assertEquals(500, kernel.monotonicNanos());
    }

    @Test
    void aWaiterIsToldOfCancellationAndClose() {
        int fd = descriptor();
        Waiter waiter = controllers.waiter(fd);
        controller.wrap(() -> {
            log.add(waiter.await(Readiness.READ, EVER).toString());
            log.add(waiter.await(Readiness.READ, EVER).toString());
        });
        step();

        controllers.cancel(fd);
        step();
        controllers.release(fd);
        controller.loop();

        assertEquals(List.of("CANCELLED", "CLOSED"), log);
    }

    @Test
    void aWaiterOutsideACoroutineIsRefused() {
        Waiter waiter = controllers.waiter(descriptor());

        assertThrows(IllegalStateException.class, () -> waiter.await(Readiness.READ, EVER));
    }

    @Test
    void aWaiterReportsWhatTheKernelRefuses() {
        Waiter waiter = controllers.waiter(4321);
        controller.wrap(() -> log.add(assertThrows(ErrnoException.class, () -> waiter.await(Readiness.READ, EVER))
                .name()));

        controller.loop();

        assertEquals(List.of("EBADF"), log);
    }

    @Test
    void anotherPollExpiresTheDescriptorOfTheOneBefore() {
        int fd = descriptor();
        makeReady(fd, "r");
        controller.wrap(() -> {
            controllers.poll(readable(fd));
            controllers.sleep(0); // Guide 3.1.1: one additional yield/resume cycle
            closeNow(fd); // The simulated kernel does not allow it while the descriptor is watched.
        });

        assertTrue(controller.loop());
    }

    @Test
    void anExpiredDescriptorsNumberMayBeReused() {
        int fd = descriptor();
        makeReady(fd, "r");
        controller.wrap(() -> {
            controllers.poll(readable(fd));
            controllers.sleep(0);
            closeNow(fd);
            int again = descriptor();
            assertEquals(fd, again);
            PollResult result = controllers.poll(readable(again), 5);
            log.add("timed out " + result.timedOut());
            makeReady(again, "r");
            log.add("ready " + controllers.poll(readable(again), 5).timedOut());
        });

        controller.loop();

        assertEquals(List.of("timed out true", "ready false"), log);
    }

    @Test
    void aPollThatFailsLeavesNothingWatched() {
        int fd = descriptor();
        int earlier = descriptor();
        makeReady(earlier, "r");
        controller.wrap(() -> {
            controllers.poll(readable(earlier));
            assertThrows(UncheckedIOException.class, () -> controllers.poll(readable(fd), readable(999)));
            controllers.sleep(0);
            closeNow(fd);
            closeNow(earlier);
        });

        assertTrue(controller.loop());
    }

    @Test
    void aCoroutineThatEndsLeavesNothingWatched() {
        int fd = descriptor();
        controller.wrap(() -> {
            controllers.poll(readable(fd), 1);
        });
        controller.loop();

        closeNow(fd);

        assertTrue(controller.empty());
    }

    @Test
    void aThousandDescriptorsAreWatchedAtOnce() {
        kernel.descriptorLimit(2000);
        int[] fds = new int[1000];
        for (int i = 0; i < fds.length; i++) {
            fds[i] = descriptor();
            int fd = fds[i];
            controller.wrap(() -> {
                controllers.poll(readable(fd));
                log.add("" + fd);
            });
        }
        step();

        makeReady(fds[700], "r");
        controller.loop(NO_WAIT);
        assertEquals(List.of("" + fds[700]), log);
        for (int fd : fds) {
            makeReady(fd, "r");
        }
        controller.loop();

        assertEquals(1000, log.size());
    }

    @Test
    void aKernelWithoutRoomForAQueueIsReportedByTheStep() {
        kernel.descriptorLimit(kernel.openDescriptors());
        controller.wrap(() -> controllers.sleep(1));

        assertThrows(UncheckedIOException.class, controller::step);
        kernel.descriptorLimit(100);
        assertTrue(controller.loop());
    }
}
