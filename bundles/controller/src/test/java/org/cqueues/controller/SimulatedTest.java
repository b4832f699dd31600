package org.cqueues.controller;

import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.sim.SimulatedKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A controller on a kernel whose clock and readiness the test holds; after each test nothing may be left open. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
abstract class SimulatedTest {
    static final Duration NO_WAIT = Duration.ZERO;

    final SimulatedKernel kernel = new SimulatedKernel();
    final Controllers controllers = Controllers.open(kernel);
    final Controller controller = controllers.create();
    final List<String> log = new ArrayList<>();
    private final List<Integer> descriptors = new ArrayList<>();

    @AfterEach
    void nothingIsLeftOpen() {
        controllers.close();
        descriptors.forEach(kernel::close);
        kernel.assertNothingOpen();
    }

    /** {@return a new descriptor, not ready, open until the end of the test} */
    int descriptor() {
        int fd = kernel.create();
        descriptors.add(fd);
        return fd;
    }

    /** Closes a descriptor before the end of the test. */
    void closeNow(int fd) {
        descriptors.remove((Integer) fd);
        kernel.close(fd);
    }

    void makeReady(int fd, String events) {
        kernel.ready(fd, Readiness.of(events));
    }

    /** Steps without waiting. */
    int step() {
        return controller.step(NO_WAIT);
    }

    /** {@return an object that is ready for reading when a descriptor is} */
    static Pollable readable(int fd) {
        return pollable(fd, Readiness.READ);
    }

    static Pollable pollable(int fd, Readiness events) {
        return new Pollable() {
            @Override
            public int pollfd() {
                return fd;
            }

            @Override
            public Readiness events() {
                return events;
            }

            @Override
            public String toString() {
                return "fd " + fd + " " + events;
            }
        };
    }
}
