package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.PollResult;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.sim.SimulatedKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a connection to a host by its name is made: RFC 8305, on a system whose time and network are the test's. */
class RaceTest {
    private static final String A = "192.0.2.1";
    private static final String B = "192.0.2.2";
    private static final String SIX = "2001:db8::1";
    private static final String SEVEN = "2001:db8::2";
    private static final int PORT = 80;

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final ScriptedLookup lookup = new ScriptedLookup();
    private final World world = new World(kernel, lookup);

    @AfterEach
    void nothingIsLeft() {
        world.close();
        kernel.assertNothingOpen();
    }

    private static SocketName name(String literal) {
        return SocketName.of(
                new java.net.InetSocketAddress(ScriptedLookup.addresses(literal).get(0), PORT));
    }

    private static List<SocketName> names(String... literals) {
        return Arrays.stream(literals).map(RaceTest::name).toList();
    }

    private void serve(String literal) throws IOException {
        world.sockets.listen(name(literal)).listen();
    }

    private Socket client() {
        return world.sockets.connect("example.org", PORT);
    }

    private long millis() {
        return kernel.monotonicNanos() / 1_000_000;
    }

    // The order.

    @Test
    void ipv6ComesFirstWhateverTheOrderOfTheAnswer() throws Exception {
        serve(A);
        serve(SIX);
        lookup.answering(A, SIX);
        Socket client = client();

        assertSame(client, client.connect());
        assertEquals(name(SIX), client.peername());
        assertEquals(names(SIX), kernel.connects());
        assertEquals(0, millis());
    }

    @Test
    void theFamiliesTakeTurns() {
        lookup.answering(A, B, SIX, SEVEN, "192.0.2.3");

        assertThrows(ErrnoException.class, () -> client().connect());
        assertEquals(names(SIX, A, SEVEN, B, "192.0.2.3"), kernel.connects());
    }

    @Test
    void aFamilyWithoutAWayIsTriedLast() {
        kernel.unreachable(Family.INET6);
        lookup.answering(SIX, A);

        ErrnoException e = assertThrows(ErrnoException.class, () -> client().connect());
        assertEquals("ECONNREFUSED", e.name());
        assertEquals(names(A), kernel.connects());
    }

    // Attempts.

    @Test
    void whatGivesNoAnswerIsOvertakenAfterAQuarterOfASecond() throws Exception {
        kernel.swallow(name(SIX));
        serve(A);
        lookup.answering(SIX, A);
        Socket client = client().connect();

        assertEquals(name(A), client.peername());
        assertEquals(250, millis());
        assertEquals(2 + 1, kernel.openDescriptors(), "two ends and the listener; the other attempt is closed");
    }

    @Test
    void theDelayCanBeSet() throws Exception {
        kernel.swallow(name(SIX));
        serve(A);
        lookup.answering(SIX, A);
        world.sockets
                .connect(SocketOptions.builder()
                        .host("example.org")
                        .port(PORT)
                        .attemptDelay(Duration.ofMillis(10))
                        .build())
                .connect();

        assertEquals(10, millis());
    }

    @Test
    void afterARefusalTheNextIsTriedAtOnce() throws Exception {
        serve(A);
        lookup.answering(SIX, A);

        assertEquals(name(A), client().connect().peername());
        assertEquals(0, millis());
    }

    @Test
    void whoIsSlowMayStillWin() throws Exception {
        kernel.swallow(name(SIX));
        kernel.swallow(name(A));
        lookup.answering(SIX, A);
        Socket client = client();
        assertThrows(SocketTimeoutException.class, () -> client.connect(Duration.ofMillis(300)));
        assertEquals(names(SIX, A), kernel.connects());
        serve("::");
        kernel.answer(name(SIX));
        client.connect(Duration.ofMillis(300));

        assertEquals(name(SIX), client.peername());
    }

    @Test
    void aTimeoutInTheMiddleDoesNotBeginAnew() throws Exception {
        kernel.swallow(name(SIX));
        serve(A);
        lookup.answering(SIX, A);
        Socket client = client();

        assertThrows(SocketTimeoutException.class, () -> client.connect(Duration.ofMillis(100)));
        assertEquals(100, millis());
        client.connect();
        assertEquals(250, millis());
        assertEquals(names(SIX, A), kernel.connects());
        assertEquals(1, lookup.questions.size());
    }

    @Test
    void ifAllFailEachIsNamed() {
        lookup.answering(SIX, A);
        Socket client = client();
        ErrnoException e = assertThrows(ErrnoException.class, client::connect);

        assertEquals("ECONNREFUSED connect", e.name() + " " + e.call());
        String all = "connect example.org:80 ([2001:db8:0:0:0:0:0:1]:80 ECONNREFUSED, 192.0.2.1:80 ECONNREFUSED)";
        assertTrue(e.getMessage().startsWith(all), e.getMessage());
        assertEquals(2, e.getSuppressed().length);
        assertInstanceOf(ErrnoException.class, e.getSuppressed()[1]);
        assertTrue(e.getSuppressed()[1].getMessage().contains("connect 192.0.2.1:80"));
        assertEquals(
                e.getMessage(), assertThrows(ErrnoException.class, client::read).getMessage());
        assertEquals(0, kernel.openDescriptors());
    }

    @Test
    void aSingleAddressIsNamedToo() {
        lookup.answering(A);
        ErrnoException e = assertThrows(ErrnoException.class, () -> client().connect());

        assertTrue(e.getMessage().startsWith("connect example.org:80 (192.0.2.1:80): "), e.getMessage());
        assertEquals(0, e.getSuppressed().length);
    }

    @Test
    void aLackOfDescriptorsFailsThatAttemptOnly() throws Exception {
        kernel.swallow(name(SIX));
        lookup.answering(SIX, A);
        world.run(() -> {
            Socket client = client();
            assertThrows(SocketTimeoutException.class, () -> client.connect(Duration.ofMillis(100)));
            kernel.descriptorLimit(kernel.openDescriptors());
            assertThrows(SocketTimeoutException.class, () -> client.connect(Duration.ofMillis(1000)));
            kernel.descriptorLimit(1024);
            serve("::");
            kernel.answer(name(SIX));
            client.connect();
            assertEquals(name(SIX), client.peername());
        });
        assertEquals(names(SIX), kernel.connects());
    }

    // Answers one after the other.

    @Test
    void ipv4WaitsAMomentForAnAnswerAboutIpv6() throws Exception {
        serve(A);
        serve(SIX);
        Socket client = client();
        world.run(() -> assertEquals(name(SIX), client.connect().peername()), () -> {
            lookup.last().found(Family.INET, A);
            world.controllers.sleep(0.049);
            lookup.last().found(Family.INET6, SIX);
        });

        assertEquals(names(SIX), kernel.connects());
        assertEquals(49, millis());
    }

    @Test
    void ipv4DoesNotWaitLong() throws Exception {
        serve(A);
        Socket client = client();
        world.run(() -> assertEquals(name(A), client.connect().peername()), () -> lookup.last()
                .found(Family.INET, A));

        assertEquals(50, millis());
        assertTrue(lookup.last().cancelled);
    }

    @Test
    void ipv4DoesNotWaitOnceThereIsNoIpv6() throws Exception {
        serve(A);
        Socket client = client();
        world.run(() -> assertEquals(name(A), client.connect().peername()), () -> {
            lookup.last().found(Family.INET, A);
            world.controllers.sleep(0.010);
            lookup.last().failed(Family.INET6, "SERVFAIL");
        });

        assertEquals(10, millis());
    }

    @Test
    void ipv6WaitsForNothing() throws Exception {
        serve(SIX);
        Socket client = client();
        world.run(() -> assertEquals(name(SIX), client.connect().peername()), () -> lookup.last()
                .found(Family.INET6, SIX));

        assertEquals(0, millis());
    }

    @Test
    void anAnswerThatComesLateTakesItsTurn() throws Exception {
        kernel.swallow(name(A));
        kernel.swallow(name(B));
        serve(SIX);
        Socket client = client();
        world.run(() -> assertEquals(name(SIX), client.connect().peername()), () -> {
            lookup.last().found(Family.INET, A, B);
            world.controllers.sleep(0.2);
            lookup.last().found(Family.INET6, SIX);
        });

        assertEquals(names(A, SIX), kernel.connects());
        assertEquals(300, millis());
    }

    // Lookups that find nothing.

    @Test
    void aFailedLookupIsToldByEachOperation() {
        Socket client = client();
        assertThrows(SocketTimeoutException.class, () -> client.connect(Duration.ofSeconds(1)));
        lookup.last().failed(Family.UNSPEC, "the server is on fire");
        for (int i = 0; i < 2; i++) {
            UnknownHostException e = assertThrows(UnknownHostException.class, client::read);
            assertEquals("example.org: the server is on fire", e.getMessage());
            assertEquals("the server is on fire", e.getCause().getMessage());
        }
        assertEquals(1, lookup.questions.size());
    }

    @Test
    void aHostWithoutAddressesIsUnknown() {
        lookup.answering();
        UnknownHostException e = assertThrows(UnknownHostException.class, () -> client().connect());

        assertTrue(e.getMessage().startsWith("example.org: it has no address"), e.getMessage());
    }

    @Test
    void oneFamilyWithoutAnAnswerIsNoFailure() throws Exception {
        serve(A);
        Socket client = client();
        world.run(() -> client.connect(), () -> {
            lookup.last().failed(Family.INET6, "SERVFAIL");
            lookup.last().found(Family.INET, A);
        });
        assertEquals(name(A), client.peername());
    }

    @Test
    void aLookupThatThrowsIsAFailedOne() {
        World other = new World(kernel, (host, family, answers) -> {
            throw new IllegalStateException("broken");
        });
        try (other) {
            UnknownHostException e = assertThrows(
                    UnknownHostException.class,
                    () -> other.sockets.connect("example.org", PORT).connect());
            assertEquals("broken", e.getCause().getCause().getMessage());
        }
    }

    @Test
    void aTimeoutOfTheLookupLeavesItUnderWay() throws Exception {
        serve(A);
        Socket client = client();
        assertThrows(SocketTimeoutException.class, () -> client.connect(Duration.ofSeconds(5)));
        assertEquals(5000, millis());
        assertFalse(lookup.last().cancelled);
        lookup.last().found(Family.UNSPEC, A);

        assertEquals(name(A), client.connect(Duration.ZERO).peername());
    }

    // What is asked.

    @Test
    void onlyTheWantedFamilyIsAskedFor() throws Exception {
        serve(A);
        lookup.answering(A);
        world.sockets.connect("example.org", PORT, Family.INET).connect();
        assertEquals(Family.INET, lookup.last().family);
        SocketOptions bound = SocketOptions.builder()
                .host("example.org")
                .port(PORT)
                .bind("::1", 0)
                .build();
        assertEquals(Family.INET6, bound.family());
        client().connect();
        assertEquals(Family.UNSPEC, lookup.last().family);
    }

    @Test
    void namesAreAskedForInAscii() {
        lookup.answering();
        assertThrows(
                UnknownHostException.class,
                () -> world.sockets.connect("bücher.example.", PORT).connect());

        assertEquals("xn--bcher-kva.example.", lookup.last().host);
    }

    @Test
    void addressesInNumbersAreNotAskedFor() throws Exception {
        serve(A);
        world.sockets.connect(A, PORT).connect();

        assertEquals(List.of(), lookup.questions);
    }

    @Test
    void nothingIsAskedBeforeItIsNeeded() {
        client();

        assertEquals(List.of(), lookup.questions);
    }

    // The end in the middle.

    @Test
    void closingWakesWhoConnects() throws Exception {
        kernel.swallow(name(SIX));
        kernel.swallow(name(A));
        lookup.answering(SIX, A);
        Socket client = client();
        world.run(() -> assertThrows(AsynchronousCloseException.class, client::connect), () -> {
            world.controllers.sleep(0.3);
            assertEquals(names(SIX, A), kernel.connects());
            long before = kernel.openDescriptors();
            client.close();
            assertEquals(before - 2, kernel.openDescriptors());
        });
        assertThrows(ClosedChannelException.class, client::connect);
    }

    @Test
    void closingCancelsTheLookup() throws Exception {
        Socket client = client();
        world.run(() -> assertThrows(AsynchronousCloseException.class, client::connect), () -> {
            world.settle();
            client.close();
        });

        assertTrue(lookup.last().cancelled);
        lookup.last().found(Family.UNSPEC, A);
        assertEquals(List.of(), kernel.connects());
    }

    @Test
    void aCancelledCoroutineLeavesTheConnectionToOthers() throws Exception {
        kernel.swallow(name(SIX));
        serve(A);
        lookup.answering(SIX, A);
        Socket client = client();
        Coroutine first = world.loop.wrap(() -> client.connect());
        world.run(() -> {
            world.controllers.sleep(0.1);
            first.cancel();
            client.connect();
        });

        assertEquals(names(SIX, A), kernel.connects());
        assertEquals(250, millis());
    }

    @Test
    void theSecondWhoConnectsWaitsForTheFirst() throws Exception {
        kernel.swallow(name(SIX));
        serve(A);
        lookup.answering(SIX, A);
        Socket client = client();
        world.run(() -> client.connect(), () -> client.connect());

        assertEquals(names(SIX, A), kernel.connects());
    }

    @Test
    void theServiceClosesWhatIsBeingConnected() {
        kernel.swallow(name(A));
        lookup.answering(A);
        Socket client = client();
        assertThrows(SocketTimeoutException.class, () -> client.connect(Duration.ZERO));
        assertEquals(1, kernel.openDescriptors());
        world.sockets.close();

        assertEquals(0, kernel.openDescriptors());
    }

    // Polling.

    @Test
    void aPollConnects() throws Exception {
        kernel.swallow(name(SIX));
        serve(A);
        Socket client = client();
        world.run(
                () -> {
                    PollResult result = world.controllers.poll(client);
                    assertEquals(Outcome.READY, result.outcome(client));
                    assertEquals(name(A), client.peername());
                },
                () -> {
                    world.controllers.sleep(0.1);
                    lookup.last().found(Family.UNSPEC, SIX, A);
                });

        assertEquals(350, millis());
    }

    @Test
    void aPollThatTimesOutLeavesTheConnectionUnderWay() throws Exception {
        kernel.swallow(name(SIX));
        serve(A);
        lookup.answering(SIX, A);
        Socket client = client();
        world.run(() -> {
            PollResult result = world.controllers.poll(client, 0.1);
            assertTrue(result.timedOut());
            assertEquals(Outcome.PENDING, result.outcome(client));
            assertEquals(SocketName.UNSPECIFIED, client.peername());
            world.controllers.poll(client);
            assertEquals(name(A), client.peername());
        });

        assertEquals(250, millis());
    }

    @Test
    void aThreadMayPollToo() {
        kernel.swallow(name(SIX));
        lookup.answering(SIX);

        assertTrue(world.controllers.poll(client(), 0.1).timedOut());
        assertEquals(100, millis());
    }

    @Test
    void aPollEndsWithTheFailure() throws Exception {
        kernel.swallow(name(SIX));
        Socket client = client();
        world.run(
                () -> {
                    assertEquals(Outcome.READY, world.controllers.poll(client).outcome(client));
                    assertThrows(UnknownHostException.class, client::connect);
                },
                () -> lookup.last().failed(Family.UNSPEC, "no"));
    }

    @Test
    void aPollEndsWithTheClose() throws Exception {
        kernel.swallow(name(SIX));
        lookup.answering(SIX);
        Socket client = client();
        world.run(
                () -> assertEquals(
                        Outcome.CLOSED, world.controllers.poll(client).outcome(client)),
                () -> client.close());
    }

    @Test
    void aPollGoesOnWhileAnotherCoroutineConnects() throws Exception {
        kernel.swallow(name(SIX));
        serve(A);
        lookup.answering(SIX, A);
        Socket client = client();
        world.run(
                () -> client.connect(),
                () -> {
                    assertEquals(Outcome.READY, world.controllers.poll(client).outcome(client));
                    assertEquals(name(A), client.peername());
                },
                () -> {
                    assertEquals(Outcome.READY, world.controllers.poll(client).outcome(client));
                    assertEquals(name(A), client.peername());
                });
        assertEquals(250, millis());
    }

    @Test
    void aPollTakesOverFromWhoGivesUp() throws Exception {
        kernel.swallow(name(SIX));
        serve(A);
        lookup.answering(SIX, A);
        Socket client = client();
        world.run(
                () -> assertThrows(SocketTimeoutException.class, () -> client.connect(Duration.ofMillis(100))), () -> {
                    assertEquals(Outcome.READY, world.controllers.poll(client).outcome(client));
                    assertEquals(name(A), client.peername());
                });
        assertEquals(250, millis());
    }

    @Test
    void whoConnectsTakesOverFromAPoll() throws Exception {
        kernel.swallow(name(SIX));
        serve(A);
        lookup.answering(SIX, A);
        Socket client = client();
        world.run(
                () -> assertEquals(Outcome.READY, world.controllers.poll(client).outcome(client)), () -> {
                    world.controllers.sleep(0.1);
                    client.connect();
                });
        assertEquals(250, millis());
        assertEquals(names(SIX, A), kernel.connects());
    }

    // Listeners.

    @Test
    void aListenerTakesTheFirstAddressThatCanBeBound() throws Exception {
        serve(A);
        lookup.answering(SIX, A, B);
        Socket listener = world.sockets.listen("example.org", PORT);

        assertEquals(name(B), listener.localname());
        assertSame(listener, listener.listen());
    }

    @Test
    void aListenerThatCannotBeBoundSaysWhy() throws Exception {
        serve(A);
        serve(B);
        lookup.answering(A, B);
        Socket listener = world.sockets.listen("example.org", PORT);
        ErrnoException e = assertThrows(ErrnoException.class, listener::accept);

        assertEquals("EADDRINUSE bind", e.name() + " " + e.call());
        assertTrue(e.getMessage().contains("192.0.2.2:80 EADDRINUSE"), e.getMessage());
        assertEquals(2, kernel.openDescriptors());
    }

    @Test
    void listenWaitsForTheLookupOnly() throws Exception {
        Socket listener = world.sockets.listen("example.org", PORT);
        assertThrows(SocketTimeoutException.class, () -> listener.listen(Duration.ofSeconds(1)));
        lookup.last().found(Family.UNSPEC, A);

        assertSame(listener, listener.listen(Duration.ZERO));
        assertThrows(SocketTimeoutException.class, () -> listener.accept(Duration.ofSeconds(1)));
    }
}
