package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.junit.jupiter.api.Test;

/** Sentences of the guide that no other test states. */
class GuideTest extends SimulatedTest {
    private static final int SIGTERM = 15;

    /** Guide 3.1.1: an object with all three methods. */
    private static Pollable object(int fd, Readiness events, long timeoutNanos) {
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
            public long timeoutNanos() {
                return timeoutNanos;
            }
        };
    }

    @Test
    void anObjectWithAllThreeMethodsIsReadyByItsEventsOrItsTimeout() {
        int fd = descriptor();
        Pollable object = object(fd, Readiness.of("w"), 10);
        controller.wrap(() -> {
            log.add(controllers.poll(object).outcome(object) + " at " + kernel.monotonicNanos());
            log.add(controllers.poll(object).outcome(object) + " at " + kernel.monotonicNanos());
        });
        step();

        makeReady(fd, "r");
        step();
        assertEquals(List.of(), log);
        makeReady(fd, "rw");
        step();
        makeReady(fd, "r");
        controller.loop();

        assertEquals(List.of("READY at 0", "TIMED_OUT at 10"), log);
    }

    @Test
    void controllerOfOneOperationDoesNotLast() throws Exception {
        controller.wrap(() -> {
            assertEquals(Optional.of(controller), controllers.lasting());
            assertEquals(Optional.of(controller), controllers.inCoroutine(controllers::lasting));
        });
        controller.loop();

        assertTrue(controllers.inCoroutine(controllers::running).isPresent());
        assertEquals(Optional.empty(), controllers.inCoroutine(controllers::lasting));
        assertEquals(Optional.empty(), controllers.lasting());
    }

    @Test
    void runningIsTheControllerOfTheCallingCoroutine() {
        Controller inner = controllers.create();
        inner.wrap(() -> {
            assertEquals(Optional.of(inner), controllers.running());
            log.add("inner");
        });
        Coroutine[] outer = new Coroutine[1];
        outer[0] = controller.wrap(() -> {
            inner.loop();
            assertEquals(Optional.of(controller), controllers.running());
            assertEquals(Optional.of(outer[0]), controllers.current());
            log.add("outer");
        });
        assertEquals(Optional.empty(), controllers.running());

        controller.loop();

        assertEquals(List.of("inner", "outer"), log);
        assertEquals(Optional.empty(), controllers.running());
    }

    @Test
    void pauseEndsWithReadinessAndDoesNotStep() throws ErrnoException {
        int fd = descriptor();
        controller.wrap(() -> {
            controllers.poll(readable(fd));
            log.add("ready");
        });
        assertTrue(controller.pause(SIGTERM), "a coroutine is ready to begin");
        step();
        makeReady(fd, "r");

        assertTrue(controller.pause(SIGTERM));

        assertEquals(List.of(), log);
        controller.loop();
        assertEquals(List.of("ready"), log);
    }

    @Test
    void pauseEndsWithASignal() throws ErrnoException {
        controller.wrap(() -> controllers.sleep(1));
        step();
        kernel.raise(SIGTERM);

        assertFalse(controller.pause(SIGTERM));
        assertEquals(0, kernel.monotonicNanos());
    }
}
