package org.cqueues.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.PollResult;
import org.cqueues.controller.Waiter;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SignalCalls.Disposition;
import org.cqueues.kernel.impl.DescriptorLimit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guide 3.2.4, {@code signal.listen}: real signals, in a JVM that was started as usual, with nothing blocked. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // an interrupt cannot end a native wait
class SignalListenerTest {
    private static final int HUP = 1;
    private static final int USR1 = 10;
    private static final int TERM = 15;
    private static final int WINCH = 28;
    private static final Duration NO_WAIT = Duration.ZERO;

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aSignalOfAnotherProcessReachesACoroutine() throws Exception {
        SignalListener listener = world.signals.listen(HUP, USR1, TERM, WINCH);
        List<Integer> got = new ArrayList<>();
        world.run(() -> {
            for (String name : List.of("HUP", "USR1", "TERM", "WINCH")) {
                Kill.self(name);
                got.add(listener.await());
            }
        });

        assertEquals(List.of(HUP, USR1, TERM, WINCH), got);
    }

    @Test
    void aThousandInARowAreAllTaken() throws Exception {
        SignalListener listener = world.signals.listen(USR1);
        world.run(() -> {
            for (int i = 0; i < 1_000; i++) {
                world.signals.raise(USR1);
                assertEquals(USR1, listener.await());
            }
        });
        assertEquals(OptionalInt.empty(), listener.await(NO_WAIT));
    }

    @Test
    void everyListenerOfEveryServiceGetsEachSignal() throws Exception {
        SignalListener one = world.signals.listen(USR1);
        SignalListener two = world.signals.listen(USR1, WINCH);
        try (Signals other = Signals.open(world.kernel, world.controllers);
                SignalListener three = other.listen(USR1)) {
            world.signals.raise(USR1);

            assertEquals(USR1, one.await());
            assertEquals(USR1, two.await());
            assertEquals(USR1, three.await());
        }
        one.close();
        world.signals.raise(USR1);
        assertEquals(USR1, two.await());
    }

    @Test
    void theLowestComesFirst() throws Exception {
        SignalListener listener = world.signals.listen(WINCH, USR1);
        SignalListener witness = world.signals.listen(WINCH);
        world.signals.raise(USR1);
        assertTrue(world.controllers.poll(listener).contains(listener));
        world.signals.raise(WINCH);
        witness.await(); // made later, so it is handed the signal later

        assertEquals(USR1, listener.await());
        assertEquals(WINCH, listener.await());
    }

    @Test
    void readinessIsForPolls() throws Exception {
        SignalListener listener = world.signals.listen(USR1);
        world.run(() -> {
            assertTrue(world.controllers.poll(listener, NO_WAIT).timedOut());
            world.signals.raise(USR1);
            assertTrue(world.controllers.poll(listener).contains(listener));
            assertTrue(world.controllers.poll(listener).contains(listener), "until it is taken");
            assertEquals(OptionalInt.of(USR1), listener.await(NO_WAIT));
            assertTrue(world.controllers.poll(listener, NO_WAIT).timedOut());
        });
    }

    @Test
    void timeoutIsNoSignal() throws Exception {
        SignalListener listener = world.signals.listen(USR1);
        world.run(() -> assertEquals(OptionalInt.empty(), listener.await(Duration.ofMillis(1))));
        assertEquals(OptionalInt.empty(), listener.await(Duration.ofMillis(1)));
        assertEquals(OptionalInt.empty(), listener.await(Duration.ofSeconds(-1)));
    }

    @Test
    void eachSignalIsGivenToOneOfThoseWhoWait() throws Exception {
        SignalListener listener = world.signals.listen(USR1);
        List<Integer> got = new ArrayList<>();
        Coroutine cancelled = world.loop.wrap(() -> got.add(-listener.await()));
        world.run(() -> got.add(listener.await()), () -> got.add(listener.await()), () -> {
            world.settle();
            cancelled.cancel();
            world.signals.raise(USR1);
            while (got.isEmpty()) { // the kernel would make one of two that are pending
                world.controllers.sleep(0.001);
            }
            world.signals.raise(USR1);
        });

        assertEquals(List.of(USR1, USR1), got);
    }

    @Test
    void whoPollsOrWaitsIsWokenForWhatSomebodyElseHasLeft() throws Exception {
        SignalListener listener = world.signals.listen(USR1, WINCH);
        SignalListener witness = world.signals.listen(USR1, WINCH);
        List<String> got = new ArrayList<>();
        world.run(
                () -> {
                    assertTrue(world.controllers.poll(listener).contains(listener));
                    got.add("polled");
                },
                () -> {
                    world.settle();
                    FutureTask<Integer> both = new FutureTask<>(() -> witness.await() + witness.await());
                    new Thread(both).start();
                    world.signals.raise(USR1);
                    world.signals.raise(WINCH);
                    while (!both.isDone()) {
                        Thread.onSpinWait(); // which lets nobody else run here, so that both are there
                    }
                    got.add("took " + listener.await(NO_WAIT).orElseThrow());
                });

        assertEquals(List.of("took " + USR1, "polled"), got);
        assertEquals(WINCH, listener.await());
    }

    @Test
    void aThreadThatIsNoCoroutineWaitsToo() throws Exception {
        SignalListener listener = world.signals.listen(USR1);
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Integer> wait = new FutureTask<>(() -> {
            begun.countDown();
            return listener.await();
        });
        new Thread(wait).start();
        begun.await();

        world.signals.raise(USR1);

        assertEquals(USR1, wait.get());
    }

    @Test
    void pollingIntervalIsKept() throws Exception {
        SignalListener listener = world.signals.listen(USR1);

        assertEquals(Optional.empty(), listener.settimeout(Duration.ofSeconds(1)));
        assertEquals(Optional.of(Duration.ofSeconds(1)), listener.settimeout(Duration.ofSeconds(2)));
    }

    // How it is taken.

    @Test
    void featuresTellTheWayAndWhyNotTheOther() throws Exception {
        Choice choice = world.signals.listen(USR1).features().get(USR1);

        assertEquals("handler", choice.name());
        assertTrue(
                choice.rejected().get("signalfd").matches("it is not blocked in \\d+ of \\d+ threads, such as \".+\""),
                choice.toString());
        assertEquals(choice.name(), world.signals.features(USR1).name());
        assertEquals("none", world.signals.features(11).name());
    }

    @Test
    void whatTheJvmNeedsIsRefusedWithTheReason() {
        for (String name : "SEGV BUS FPE ILL TRAP QUIT USR2 PIPE XFSZ KILL STOP RTMAX-2".split(" ")) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> world.signals.listen(world.signals.number(name)))
                    .getMessage();
            assertTrue(message.matches("SIG\\S+ cannot be listened for: \\S.*"), message);
        }
        assertThrows(IllegalArgumentException.class, () -> world.signals.listen());
        for (int number : new int[] {-1, 0, 32, 33, 65}) {
            assertThrows(IllegalArgumentException.class, () -> world.signals.listen(USR1, number));
        }
    }

    @Test
    void realTimeSignalThatIsNotBlockedIsRefusedWithTheReason() {
        String message = assertThrows(
                        UnsupportedOperationException.class,
                        () -> world.signals.listen(USR1, world.signals.number("RTMIN+1")))
                .getMessage();

        assertTrue(message.startsWith("SIGRTMIN+1 cannot be listened for: none ("), message);
        assertTrue(message.contains("not signalfd: it is not blocked in "), message);
        assertTrue(message.contains("not handler: the JVM has none for it"), message);
    }

    @Test
    void thePreviousHandlerIsPutBackByTheLastListener() throws Exception {
        LinkedBlockingQueue<String> before = new LinkedBlockingQueue<>();
        Object handler = handler(() -> before.add("before"));
        Object original = handle("WINCH", handler);
        SignalListener one = world.signals.listen(WINCH);
        SignalListener two = world.signals.listen(WINCH);
        world.signals.raise(WINCH);
        assertEquals(WINCH, one.await());
        one.close();
        world.signals.raise(WINCH);
        assertEquals(WINCH, two.await());
        assertEquals(WINCH, two.await());
        assertTrue(before.isEmpty());

        two.close();

        world.signals.raise(WINCH);
        assertEquals("before", before.take());
        assertEquals(handler, handle("WINCH", original));
    }

    /** The JVM had called our handler already, but the listener was closed before that had handed the signal over. */
    @Test
    void aSignalUnderWayAtTheEndMeetsThePreviousHandler() throws Exception {
        LinkedBlockingQueue<String> before = new LinkedBlockingQueue<>();
        Object original = handle("WINCH", handler(() -> before.add("before")));
        SignalListener listener = world.signals.listen(WINCH);
        Object ours = handle("WINCH", original);
        handle("WINCH", ours);
        call(ours, "WINCH");
        assertEquals(OptionalInt.of(WINCH), listener.await(NO_WAIT));
        call(ours, "WINCH"); // this one the listener has, and nobody asks for it
        listener.close();
        assertTrue(before.isEmpty());

        call(ours, "WINCH");

        assertEquals("before", before.poll());
        handle("WINCH", original);
    }

    @Test
    void aSignalUnderWayAtTheEndIsSentAgainToTheSystemOnceIfThatHadIt() throws Exception {
        LinkedBlockingQueue<String> next = new LinkedBlockingQueue<>();
        SignalListener listener = world.signals.listen(WINCH);
        Object ours = handle("WINCH", handler(() -> {}));
        handle("WINCH", ours);
        listener.close();
        Object original = handle("WINCH", handler(() -> {
            next.add("next");
            callUnchecked(ours);
        }));

        callUnchecked(ours); // and again whenever it is called back, which must come to an end

        assertEquals("next", next.take());
        handle("WINCH", original);
        assertEquals(null, next.poll());
    }

    private static Object handler(Runnable action) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.SignalHandler");
        return Proxy.newProxyInstance(
                SignalListenerTest.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                    }
                    return method.getName().equals("equals") ? self == arguments[0] : null;
                });
    }

    private static void call(Object handler, String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class.forName("sun.misc.SignalHandler")
                .getMethod("handle", signal)
                .invoke(handler, signal.getConstructor(String.class).newInstance(name));
    }

    private static void callUnchecked(Object handler) {
        try {
            call(handler, "WINCH");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object handle(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        return signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }

    /** See the change log: that of a service which was closed before was put back, and stayed. */
    @Test
    void thePreviousHandlerIsPutBackAlsoIfAServiceBelowWasClosedBefore() throws Exception {
        LinkedBlockingQueue<String> before = new LinkedBlockingQueue<>();
        Object original = handle("WINCH", handler(() -> before.add("before")));
        Signals discarding = Signals.open(world.kernel, world.controllers);
        discarding.discard(WINCH);
        SignalListener listener = world.signals.listen(WINCH);
        discarding.close();
        world.signals.raise(WINCH);
        assertEquals(WINCH, listener.await());

        listener.close();

        world.signals.raise(WINCH);
        assertEquals("before", before.take());
        handle("WINCH", original);
    }

    @Test
    void aHandlerThatSomebodyInstalledBetweenTwoOfOursIsPutBack() throws Exception {
        Object between = handler(() -> {});
        Signals below = Signals.open(world.kernel, world.controllers);
        Signals above = Signals.open(world.kernel, world.controllers);
        below.discard(WINCH);
        Object ours = handle("WINCH", between);
        above.discard(WINCH);
        below.close();
        above.close();
        assertEquals(between, handle("WINCH", ours));

        world.signals.setDefault(WINCH);
    }

    @Test
    void aHandlerThatSomebodyInstalledMeanwhileIsLeft() throws Exception {
        Object ignore =
                Class.forName("sun.misc.SignalHandler").getField("SIG_IGN").get(null);
        SignalListener listener = world.signals.listen(WINCH);
        handle("WINCH", ignore);

        listener.close();

        Object original =
                Class.forName("sun.misc.SignalHandler").getField("SIG_DFL").get(null);
        assertEquals(ignore, handle("WINCH", original));
    }

    @Test
    void aSignalThatWasIgnoredAtTheStartIsTakenAllTheSame() throws Exception {
        world.kernel.syscalls().signal(HUP, Disposition.IGNORE); // as nohup does before the JVM starts
        try (SignalListener listener = world.signals.listen(HUP)) {
            world.signals.raise(HUP);
            assertEquals(HUP, listener.await());
        }
        world.signals.raise(HUP); // ignored again
        SignalsTest.untilNonePends(HUP);
        world.kernel.syscalls().signal(HUP, Disposition.DEFAULT);
    }

    // The end.

    @Test
    void closingWakesEverybodyWhoWaits() throws Exception {
        SignalListener listener = world.signals.listen(USR1);
        List<Object> ends = new ArrayList<>();
        world.run(
                () -> ends.add(assertThrows(ClosedChannelException.class, listener::await)),
                () -> ends.add(assertThrows(ClosedChannelException.class, listener::await)),
                () -> {
                    PollResult polled = world.controllers.poll(listener);
                    ends.add(polled.outcome(listener));
                },
                () -> {
                    world.settle();
                    listener.close();
                    listener.close();
                });

        assertEquals(3, ends.size());
        assertTrue(ends.contains(Outcome.CLOSED));
        assertThrows(ClosedChannelException.class, () -> listener.await(NO_WAIT));
        assertEquals(-1, listener.pollfd());
        assertEquals(Outcome.CLOSED, world.controllers.poll(listener).outcome(listener));
        assertEquals(Optional.of("closed signal listener"), world.signals.type(listener));
    }

    @Test
    void closingByAnotherThreadWakesAThreadThatWaits() throws Exception {
        SignalListener listener = world.signals.listen(USR1);
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Exception> wait = new FutureTask<>(() -> {
            begun.countDown();
            return assertThrows(ClosedChannelException.class, listener::await);
        });
        new Thread(wait).start();
        begun.await();

        listener.close();

        assertInstanceOf(ClosedChannelException.class, wait.get());
    }

    /** See the change log: it was told as EBADF, if the descriptor was closed after the waiter had looked and before the kernel did. */
    @Test
    void closingJustBeforeTheDescriptorIsWatchedIsToldAsSuch() throws Exception {
        SignalListener[] listener = new SignalListener[1];
        Controllers racing = refusingAfter(() -> listener[0].close());
        try (Signals signals = Signals.open(world.kernel, racing)) {
            listener[0] = signals.listen(USR1);

            assertThrows(ClosedChannelException.class, listener[0]::await);
        }
    }

    @Test
    void aWaitThatTheSystemRefusesIsAnErrorOfAnOpenListener() throws Exception {
        Controllers refusing = refusingAfter(() -> {});
        try (Signals signals = Signals.open(world.kernel, refusing)) {
            SignalListener listener = signals.listen(USR1);

            assertEquals(
                    "EBADF", assertThrows(ErrnoException.class, listener::await).name());
        }
    }

    /** The real controllers, but waits for descriptors are refused, as the kernel does once those are closed. */
    private Controllers refusingAfter(Runnable before) {
        Waiter waiter = new Waiter() {
            @Override
            public Outcome await(Readiness interest, long deadline) throws ErrnoException {
                before.run();
                Errno errno = world.kernel.errno();
                throw new ErrnoException(errno, errno.code("EBADF"), "epoll_ctl", "a descriptor");
            }

            @Override
            public void close() {}
        };
        return (Controllers) Proxy.newProxyInstance(
                SignalListenerTest.class.getClassLoader(),
                new Class<?>[] {Controllers.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("waiter")) {
                        return waiter;
                    }
                    try {
                        return method.invoke(world.controllers, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void cancellingTheWaitsForItsDescriptorIsToldApart() throws Exception {
        SignalListener listener = world.signals.listen(USR1);
        world.run(() -> assertThrows(InterruptedIOException.class, listener::await), () -> {
            world.settle();
            world.controllers.cancel(listener);
        });
    }

    @Test
    void closingTheServiceClosesWhatItMade() throws Exception {
        SignalListener listener = world.signals.listen(USR1);
        assertEquals(Optional.of("signal listener"), world.signals.type(listener));

        world.signals.close();

        assertEquals(-1, listener.pollfd());
        assertThrows(IllegalStateException.class, () -> world.signals.listen(USR1));
    }

    /** There are more if the JVM has closed one of its own meanwhile. */
    private static void assertNoneIsLeftOpen(DescriptorLimit limit, int free) {
        int left = limit.free();
        assertTrue(left >= free, left + " of " + free + " are left");
    }

    @Test
    void descriptorsThatRunOutAreAnErrorAndNothingIsLeft() throws Exception {
        world.signals.listen(USR1).close();
        for (int free = 0; free < 2; free++) {
            try (DescriptorLimit limit = new DescriptorLimit(world.kernel, free)) {
                ErrnoException full = assertThrows(ErrnoException.class, () -> world.signals.listen(USR1));

                assertEquals("EMFILE", full.name());
                assertNoneIsLeftOpen(limit, free);
            }
        }
    }

    /** A look at the masks that failed for want of descriptors once said that nothing was open, so that a signalfd was taken which got nothing. */
    @Test
    void wantOfDescriptorsIsNotTakenForBlockedSignals() throws Exception {
        world.signals.listen(USR1).close();
        for (int free = 2; free < 4; free++) {
            try (DescriptorLimit limit = new DescriptorLimit(world.kernel, free)) {
                assertThrows(IOException.class, () -> world.signals.listen(USR1));

                assertNoneIsLeftOpen(limit, free);
            }
        }
    }

    @Test
    void aListenerThatIsRefusedLeavesNothing() throws Exception {
        world.signals.listen(USR1).close();
        try (DescriptorLimit limit = new DescriptorLimit(world.kernel, 6)) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> world.signals.listen(WINCH, world.signals.number("RTMIN+1")));

            assertNoneIsLeftOpen(limit, 6);
        }
        assertFalse(SignalsTest.isHandled(WINCH), "the handler is put back");
    }

    @Test
    void aReplacedMethodSeesListenersThatExist() throws Exception {
        SignalListener listener = world.signals.listen(USR1);
        var previous = world.signals
                .interpose("await", (self, arguments) -> OptionalInt.of(42))
                .orElseThrow();
        assertEquals(42, listener.await());
        assertEquals(OptionalInt.of(42), listener.await(NO_WAIT));
        world.signals.interpose("await", previous);
        world.signals.interpose("names", (self, arguments) -> self.signals());

        assertEquals(Set.of(USR1), world.signals.call(listener, "names"));
        assertEquals(OptionalInt.empty(), listener.await(NO_WAIT));
    }
}
