package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Guide 3.2.1, {@code cqueues.cancel} and {@code cqueue:cancel}: a descriptor may be closed early, and whoever waits for it is told. */
class CancelDescriptorTest extends SimulatedTest {
    private final Controller other = controllers.create();

    private void waitOn(Controller where, Pollable object) {
        where.wrap(() -> log.add(controllers.poll(object).outcome(object).toString()));
        where.step(NO_WAIT);
    }

    @Test
    void cancelTellsThoseWhoWaitFromReadiness() {
        int fd = descriptor();
        waitOn(controller, readable(fd));
        waitOn(controller, readable(fd));

        controller.cancel(fd);
        controller.loop();

        assertEquals(List.of("CANCELLED", "CANCELLED"), log);
    }

    @Test
    void anObjectIsCancelledByItsDescriptor() {
        Pollable object = readable(descriptor());
        waitOn(controller, object);

        controller.cancel(object);
        controller.loop();

        assertEquals(List.of("CANCELLED"), log);
    }

    @Test
    void cancelOnOneControllerLeavesTheOthersWaiting() {
        int fd = descriptor();
        waitOn(controller, readable(fd));
        waitOn(other, readable(fd));

        controller.cancel(fd);
        controller.loop();
        other.step(NO_WAIT);

        assertEquals(List.of("CANCELLED"), log);
        assertEquals(1, other.count());
        makeReady(fd, "r");
        other.loop();
        assertEquals(List.of("CANCELLED", "READY"), log);
    }

    @Test
    void cancelOnTheServiceIsForAllControllers() {
        int fd = descriptor();
        waitOn(controller, readable(fd));
        waitOn(other, readable(fd));

        controllers.cancel(fd);
        controller.loop();
        other.loop();

        assertEquals(List.of("CANCELLED", "CANCELLED"), log);
    }

    @Test
    void cancelOnTheServiceTakesObjectsToo() {
        Pollable object = readable(descriptor());
        waitOn(controller, object);

        controllers.cancel(object);
        controller.loop();

        assertEquals(List.of("CANCELLED"), log);
    }

    @Test
    void releaseTellsThatTheDescriptorIsClosed() {
        int fd = descriptor();
        waitOn(controller, readable(fd));

        controllers.release(fd);
        controller.loop();

        assertEquals(List.of("CLOSED"), log);
    }

    @Test
    void afterACancelTheDescriptorMayBeClosedAtOnce() {
        int fd = descriptor();
        waitOn(controller, readable(fd));

        controllers.cancel(fd);
        closeNow(fd); // The simulated kernel does not allow it while the descriptor is watched.

        assertTrue(controller.loop());
    }

    @Test
    void aCoroutineCancelsForOthers() {
        int fd = descriptor();
        waitOn(controller, readable(fd));
        controller.wrap(() -> {
            controllers.cancel(fd);
            closeNow(fd);
        });

        assertTrue(controller.loop());

        assertEquals(List.of("CANCELLED"), log);
    }

    @Test
    void aCancelledDescriptorThatIsPolledAgainIsWatchedAfresh() {
        int fd = descriptor();
        waitOn(controller, readable(fd));
        controller.cancel(fd);
        controller.loop();
        waitOn(controller, readable(fd));

        makeReady(fd, "r");
        controller.loop();

        assertEquals(List.of("CANCELLED", "READY"), log);
    }

    @Test
    void aTimeoutBesideACancellationIsToldApart() {
        Pollable object = readable(descriptor());
        controller.wrap(() -> {
            PollResult result = controllers.poll(object, 5);
            log.add(result.outcome(object) + " " + result.outcome(5));
        });
        step();

        controller.cancel(object);
        controller.loop();

        assertEquals(List.of("CANCELLED PENDING"), log);
    }

    @Test
    void cancellingNoDescriptorOrAnUnknownOneDoesNothing() {
        waitOn(controller, readable(descriptor()));

        controller.cancel(-1);
        controllers.cancel(-1);
        controllers.cancel(12345);
        controllers.release(-1);

        assertEquals(0, step());
    }

    @Test
    void cancelOnANestedControllerIsForThatOneOnly() {
        int fd = descriptor();
        waitOn(controller, readable(fd));
        waitOn(other, readable(fd));
        controller.wrap(() -> {
            controllers.poll(other);
            other.step(NO_WAIT);
        });
        step();

        other.cancel(fd);
        controller.loop(NO_WAIT);
        controller.loop(NO_WAIT);
        controller.loop(NO_WAIT);
        assertEquals(List.of("CANCELLED"), log);

        makeReady(fd, "r");
        controller.loop();
        assertEquals(List.of("CANCELLED", "READY"), log);
    }
}
