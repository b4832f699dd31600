package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineCancelledException;
import org.cqueues.controller.WaitQueue;
import org.cqueues.dns.DnsException;
import org.cqueues.kernel.Kernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class FlightsTest {
    private static final PacketFormat ANSWER = new PacketFormat(1, 0, List.of());

    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Controller loop = controllers.create();
    private final Flights flights = new Flights(controllers);
    private final WaitQueue go = controllers.waitQueue(false);
    private final Deadline never = Deadline.never(kernel);
    private final List<String> events = new ArrayList<>();

    @AfterEach
    void close() {
        assertEquals(0, flights.size());
        controllers.close();
        kernel.close();
    }

    /** One who asks waits until the test says go. */
    private PacketFormat asked(String who) {
        events.add(who + " asks");
        go.await(Long.MAX_VALUE);
        return ANSWER;
    }

    private Coroutine share(String who, Object owner, Deadline deadline, Flights.Asking asking) {
        return loop.wrap(() -> {
            try {
                assertSame(ANSWER, flights.share("question", owner, deadline, asking));
                events.add(who + " knows");
            } catch (IOException e) {
                events.add(who + " " + e.getClass().getSimpleName());
            } catch (CoroutineCancelledException e) {
                events.add(who + " cancelled");
                throw e;
            }
        });
    }

    private Coroutine share(String who) {
        return share(who, this, never, () -> asked(who));
    }

    private void step() throws Exception {
        for (int i = 0; i < 5; i++) {
            loop.step(Duration.ZERO);
        }
    }

    @Test
    void oneAsksAndAllKnow() throws Exception {
        share("a");
        share("b");
        share("c");
        step();
        assertEquals(List.of("a asks"), events);
        assertEquals(1, flights.size());
        go.open();
        step();
        assertEquals(List.of("a asks", "a knows", "b knows", "c knows"), events);
    }

    @Test
    void otherQuestionsAreOtherFlights() throws Exception {
        go.open();
        share("a");
        loop.wrap(() -> assertSame(ANSWER, flights.share("other", this, never, () -> asked("b"))));
        step();
        share("c");
        step();
        assertEquals(List.of("a asks", "b asks", "a knows", "c asks", "c knows"), events);
    }

    @Test
    void failureIsToldToAllEachAsItsOwn() throws Exception {
        DnsException failure = new DnsException(DnsException.Kind.FAIL, "no");
        List<DnsException> thrown = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            loop.wrap(() -> thrown.add(assertThrows(
                    DnsException.class,
                    () -> flights.share("question", this, never, () -> {
                        go.await(Long.MAX_VALUE);
                        throw failure;
                    }))));
        }
        step();
        go.open();
        step();
        assertEquals(3, thrown.size());
        assertSame(failure, thrown.get(0));
        assertNotSame(failure, thrown.get(1));
        assertEquals("no", thrown.get(2).detail());
    }

    @Test
    void whatIsOneUsersOwnFailureLetsTheNextAsk() throws Exception {
        for (IOException own : List.of(
                new UnfinishedException("too much", true),
                new SocketTimeoutException(),
                new ClosedChannelException(),
                new IOException())) {
            share("a", this, never, () -> {
                controllers.poll();
                throw own;
            });
            share("b");
            go.open();
            step();
            assertEquals(List.of("a " + own.getClass().getSimpleName(), "b asks", "b knows"), events);
            events.clear();
        }
    }

    @Test
    void cancelledOnesHandOverInTurn() throws Exception {
        Coroutine a = share("a");
        Coroutine b = share("b");
        share("c");
        step();
        b.cancel();
        step();
        a.cancel();
        step();
        assertEquals(List.of("a asks", "b cancelled", "a cancelled", "c asks"), events);
        go.open();
        step();
        assertEquals("c knows", events.get(4));
    }

    @Test
    void whoIsCancelledWhenItsTurnComesHandsItOn() throws Exception {
        Coroutine a = share("a");
        Coroutine b = share("b");
        share("c");
        step();
        a.cancel();
        b.cancel();
        step();
        assertEquals(List.of("a asks", "a cancelled", "b asks", "b cancelled", "c asks"), events);
        go.open();
        step();
        assertEquals("c knows", events.get(5));
    }

    @Test
    void timeIsOverForOneAlone() throws Exception {
        share("a");
        share("b", this, never.within(Duration.ZERO), () -> asked("b"));
        share("c");
        step();
        assertEquals(List.of("a asks", "b SocketTimeoutException"), events);
        go.open();
        step();
        assertEquals(List.of("a knows", "c knows"), events.subList(2, 4));
    }

    @Test
    void closingEndsTheWaitsOfOneOwner() throws Exception {
        share("a");
        share("b", "owner", never, () -> asked("b"));
        share("c");
        step();
        flights.close("owner");
        step();
        assertEquals(List.of("a asks", "b ClosedChannelException"), events);
        go.open();
        step();
        assertEquals(List.of("a knows", "c knows"), events.subList(2, 4));
    }

    /** Its controller may not be stepped any more. */
    @Test
    void nobodyWaitsForAnotherController() throws Exception {
        share("a");
        step();
        Controller other = controllers.create();
        other.wrap(() -> assertSame(ANSWER, flights.share("question", this, never, () -> ANSWER)));
        other.loop();
        assertEquals(1, flights.size());
        go.open();
        step();
        assertEquals(List.of("a asks", "a knows"), events);
    }

    @Test
    void closedControllerLeavesNoFlight() throws Exception {
        share("a");
        share("b");
        share("c");
        step();
        loop.close();
        assertEquals(0, flights.size());
    }
}
