package org.cqueues.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.lang.Thread.State;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.PollResult;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SignalCalls;
import org.cqueues.kernel.impl.DescriptorLimit;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Socket;
import org.cqueues.thread.Joined.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Guide 3.2.5. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD) // an interrupt cannot end a native wait
class ThreadTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private ThreadStart start(ThreadBody body, Object... arguments) throws IOException {
        return world.threads.start(body, arguments);
    }

    @Test
    void theGuidesExampleCountsInAThread() throws Exception {
        List<String> log = new ArrayList<>();
        ThreadStart started = start(
                (con, arguments) -> {
                    Controller inner = world.controllers.create();
                    inner.wrap(() -> {
                        for (int n = (int) arguments[0]; n <= (int) arguments[1]; n++) {
                            con.write(n + "\n");
                            world.controllers.sleep(0.001);
                        }
                    });
                    inner.loop();
                    inner.close();
                },
                0,
                9);
        world.run(() -> {
            for (String line : started.socket().lines()) {
                log.add(line + " rcvd");
            }
            log.add(started.thread().join().message().orElse("OK"));
        });

        List<String> expected = new ArrayList<>();
        for (int n = 0; n <= 9; n++) {
            expected.add(n + " rcvd");
        }
        expected.add("OK");
        assertEquals(expected, log);
        started.socket().close();
    }

    @Test
    void messagesGoBothWays() throws Exception {
        ThreadStart started = start((con, arguments) -> {
            for (String line : con.lines("*L")) {
                con.write("echo " + line);
            }
        });
        world.run(() -> {
            started.socket().write("one\n");
            assertEquals("echo one", started.socket().read());
            started.socket().write("two\n");
            assertEquals("echo two", started.socket().read());
            started.socket().shutdown("w");
            assertNull(started.socket().read());
        });
        assertEquals(Outcome.COMPLETED, started.thread().join().outcome());
    }

    @Test
    void argumentsArriveAsTheyWere() throws Exception {
        Object[] passed = {
            null,
            true,
            7,
            7L,
            7.5,
            'x',
            "text",
            new BigDecimal("1e1000"),
            List.of(1, "a"),
            Duration.ofNanos(1),
            State.NEW
        };
        Object[][] got = new Object[1][];
        start((con, arguments) -> got[0] = arguments, passed).thread().join();

        assertEquals(passed.length, got[0].length);
        for (int i = 0; i < passed.length; i++) {
            assertSame(passed[i], got[0][i]);
        }
        assertEquals(Arrays.asList(passed), Arrays.asList(got[0]));
    }

    @Test
    void everySignalIsBlockedThatTheJvmCanDoWithout() throws Exception {
        long[] blocked = new long[1];
        start((con, arguments) -> blocked[0] = mask()).thread().join();

        for (String name : "HUP INT TERM QUIT USR1 CHLD WINCH ALRM PIPE RTMIN RTMAX".split(" ")) {
            assertTrue((blocked[0] & bit(name)) != 0, name);
        }
        for (String name : "SEGV BUS FPE ILL TRAP USR2 RTMAX-2".split(" ")) {
            assertEquals(0, blocked[0] & bit(name), name);
        }
    }

    private long bit(String name) {
        return SignalCalls.bit(world.kernel.signals().number(name));
    }

    private static long mask() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(text -> text.startsWith("SigBlk"))
                .findFirst()
                .orElseThrow();
        return Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16);
    }

    @Test
    void itIsPolledBesideOthers() throws Exception {
        ThreadStart started = start((con, arguments) -> con.read());
        world.run(() -> {
            Duration soon = Duration.ofMillis(1);
            assertTrue(world.controllers.poll(started.thread(), soon).timedOut());
            started.socket().close();
            PollResult result = world.controllers.poll(started.thread(), Duration.ofSeconds(20));
            assertTrue(result.contains(started.thread()));
        });
        assertTrue(started.thread().hasEnded());
    }

    @Test
    void joinTellsWhatTheBodyThrew() throws Exception {
        IOException thrown = new IOException("no luck");
        ThreadStart started = start((con, arguments) -> {
            throw thrown;
        });

        Joined joined = started.thread().join();

        assertEquals(Outcome.FAILED, joined.outcome());
        assertTrue(joined.hasEnded());
        assertSame(thrown, joined.failure().orElseThrow());
        assertEquals(Optional.of("no luck"), joined.message());
        assertNull(started.socket().read(), "its end is closed all the same");
    }

    @Test
    void joinTellsOfErrorsWithoutAMessage() throws Exception {
        Joined joined = start((con, arguments) -> {
                    throw new StackOverflowError();
                })
                .thread()
                .join();

        assertEquals(Optional.of("java.lang.StackOverflowError"), joined.message());
    }

    @Test
    void joinTimesOut() throws Exception {
        ThreadStart started = start((con, arguments) -> con.read());
        world.run(() -> {
            Joined joined = started.thread().join(Duration.ofMillis(1));
            assertEquals(new Joined(Outcome.TIMED_OUT, Optional.empty()), joined);
            assertFalse(joined.hasEnded());
            assertEquals(Outcome.TIMED_OUT, started.thread().join(Duration.ZERO).outcome());
        });
        assertEquals(
                Outcome.TIMED_OUT, started.thread().join(Duration.ofMillis(1)).outcome());
        started.socket().close();
        assertEquals(Outcome.COMPLETED, started.thread().join().outcome());
    }

    @Test
    void anyNumberMayJoinAnyNumberOfTimes() throws Exception {
        ThreadStart started = start((con, arguments) -> con.read());
        List<Outcome> outcomes = new ArrayList<>();
        world.run(
                () -> outcomes.add(started.thread().join().outcome()),
                () -> outcomes.add(started.thread().join().outcome()),
                () -> {
                    world.settle();
                    started.socket().close();
                });
        outcomes.add(started.thread().join().outcome());

        assertEquals(List.of(Outcome.COMPLETED, Outcome.COMPLETED, Outcome.COMPLETED), outcomes);
    }

    @Test
    void joiningItselfIsRefused() throws Exception {
        Joined directly = start(
                        (con, arguments) -> world.threads.self().orElseThrow().join())
                .thread()
                .join();
        Joined inCoroutine = start((con, arguments) -> {
                    ThreadHandle self = world.threads.self().orElseThrow();
                    world.controllers.inCoroutine(self::join);
                })
                .thread()
                .join();

        assertInstanceOf(IllegalStateException.class, directly.failure().orElseThrow());
        assertTrue(directly.message().orElseThrow().matches("thread cqueues-thread-1 cannot join itself"));
        assertInstanceOf(IllegalStateException.class, inCoroutine.failure().orElseThrow());
    }

    @Test
    void aCancelledJoinerIsUnwoundAndTheThreadGoesOn() throws Exception {
        ThreadStart started = start((con, arguments) -> con.read());
        Coroutine joiner = world.loop.wrap(() -> started.thread().join());
        world.run(() -> {
            world.settle();
            joiner.cancel();
        });

        assertTrue(joiner.isCancelled());
        assertFalse(started.thread().hasEnded());
        started.socket().close();
    }

    @Test
    void selfIsTheThreadAlsoInACoroutineThatItRuns() throws Exception {
        List<Object> selves = new ArrayList<>();
        ThreadStart started = start((con, arguments) -> {
            selves.add(world.threads.self().orElseThrow());
            Controller inner = world.controllers.create();
            inner.wrap(() -> selves.add(world.threads.self().orElseThrow()));
            inner.loop();
            inner.close();
        });
        assertEquals(Outcome.COMPLETED, started.thread().join().outcome());

        assertEquals(List.of(started.thread(), started.thread()), selves);
        assertEquals(Optional.empty(), world.threads.self());
        world.run(() -> assertEquals(Optional.empty(), world.threads.self()));
    }

    // Who makes the thread.

    @Test
    void ourThreadsAreDaemonsWithNames() throws Exception {
        Thread thread = start((con, arguments) -> {}).thread().thread();

        assertTrue(thread.isDaemon());
        assertEquals("cqueues-thread-1", thread.getName());
    }

    @Test
    void aFactoryMakesTheThread() throws Exception {
        ThreadFactory factory = task -> new Thread(task, "managed");

        ThreadStart started = world.threads.start(
                factory, (con, arguments) -> con.write(Thread.currentThread().getName()));

        assertEquals("managed", started.socket().read());
        assertEquals("managed", started.thread().thread().getName());
    }

    @Test
    void aFactoryThatMakesNoneIsRefusedAndNothingIsLeft() throws Exception {
        start((con, arguments) -> {}).thread().join();
        long before = openSockets();

        assertThrows(IllegalArgumentException.class, () -> world.threads.start(task -> null, (con, arguments) -> {}));
        assertThrows(
                IllegalStateException.class,
                () -> world.threads.start(
                        task -> {
                            throw new IllegalStateException("no more");
                        },
                        (con, arguments) -> {}));
        assertThrows(
                IllegalThreadStateException.class,
                () -> world.threads.start(task -> Thread.currentThread(), (con, arguments) -> {}));

        assertEquals(before, openSockets());
    }

    @Test
    void aThreadThatTheSystemRefusesIsAnErrorAndNothingIsLeft() throws Exception {
        start((con, arguments) -> {}).thread().join();
        long before = openSockets();
        ThreadFactory exhausted = task -> new Thread(task, "one too many") {
            @Override
            public synchronized void start() {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };

        ErrnoException refused =
                assertThrows(ErrnoException.class, () -> world.threads.start(exhausted, (con, arguments) -> {}));

        assertEquals("EAGAIN", refused.name());
        assertEquals(before, openSockets());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void aVirtualThreadLeavesTheMaskOfItsCarrierAlone() throws Exception {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        ThreadFactory factory = (ThreadFactory)
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
        long[] blocked = new long[1];
        ThreadStart started = world.threads.start(factory, (con, arguments) -> {
            blocked[0] = mask();
            con.write(con.read() + "\n");
        });

        started.socket().write("x\n").flush();

        assertEquals("x", started.socket().read());
        assertEquals(Outcome.COMPLETED, started.thread().join().outcome());
        assertEquals(0, blocked[0] & bit("TERM"));
    }

    // The end.

    @Test
    void whatIsPendingIsSentAtTheEnd() throws Exception {
        ThreadStart started = start((con, arguments) -> {
            con.setvbuf(Buffering.FULL);
            con.write("last words");
        });

        assertEquals("last words", started.socket().read());
        assertEquals(Outcome.COMPLETED, started.thread().join().outcome());
    }

    @Test
    void aPeerThatIsGoneIsNoFailureOfWhoHasReturned() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        ThreadStart started = start((con, arguments) -> {
            con.setvbuf(Buffering.FULL);
            con.write("to nobody");
            gone.await();
        });
        started.socket().close();
        gone.countDown();

        assertEquals(Outcome.COMPLETED, started.thread().join().outcome());
    }

    @Test
    void aPeerThatIsGoneIsAFailureOfWhoWrites() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        ThreadStart started = start((con, arguments) -> {
            gone.await();
            con.write("to nobody\n").flush();
        });
        started.socket().close();
        gone.countDown();

        assertEquals(
                "EPIPE", ((ErrnoException) started.thread().join().failure().orElseThrow()).name());
    }

    /** See the change log: it was lost, and the thread called completed. */
    @Test
    void outputThatCannotBeSentAtTheEndIsAFailure() throws Exception {
        int size = 1 << 22; // more than a pair holds
        ThreadStart started = start((con, arguments) -> {
            con.setvbuf(Buffering.FULL);
            con.setbufsiz(1, size);
            con.write("x".repeat(size - 1));
            con.settimeout(Duration.ofMillis(1));
        });

        Joined joined = started.thread().join();

        assertEquals(Outcome.FAILED, joined.outcome());
        assertInstanceOf(SocketTimeoutException.class, joined.failure().orElseThrow());
    }

    /** See the change log: whoever joined it waited for ever. So it was for a thread that the system had refused to the flush. */
    @Test
    void whateverTheLastFlushThrowsEndsTheThread() throws Exception {
        OutOfMemoryError refused = new OutOfMemoryError("unable to create native thread");
        world.sockets.interpose("flush", (self, arguments) -> {
            throw refused;
        });
        ThreadStart started = start((con, arguments) -> {});

        Joined joined = started.thread().join();

        assertSame(refused, joined.failure().orElseThrow());
        assertNull(started.socket().read(), "its end is closed all the same");
    }

    @Test
    void closingTheServiceEndsThreadsThatWait() throws Exception {
        CountDownLatch sleeps = new CountDownLatch(1);
        ThreadStart reads = start((con, arguments) -> con.read());
        ThreadStart sleeping = start((con, arguments) -> {
            sleeps.countDown();
            TimeUnit.HOURS.sleep(1);
        });
        sleeps.await();

        world.threads.close();

        assertInstanceOf(
                ClosedChannelException.class, reads.thread().join().failure().orElseThrow());
        assertInstanceOf(
                InterruptedException.class, sleeping.thread().join().failure().orElseThrow());
        assertThrows(IllegalStateException.class, () -> start((con, arguments) -> {}));
    }

    /** See the change log: the starters' ends stayed open, in OSGi until the bundle of the threads stopped. */
    @Test
    void closingTheServiceClosesTheStartersEnds() throws Exception {
        ThreadStart runs = start((con, arguments) -> con.read());
        ThreadStart hasEnded = start((con, arguments) -> {});
        hasEnded.thread().join();

        world.threads.close();

        assertEquals(-1, runs.socket().pollfd());
        assertEquals(-1, hasEnded.socket().pollfd());
        runs.thread().join();
    }

    @Test
    void descriptorsThatRunOutAreAnErrorAndNothingIsLeft() throws Exception {
        start((con, arguments) -> {}).thread().join();
        for (int free = 0; free < 2; free++) {
            try (DescriptorLimit limit = new DescriptorLimit(world.kernel, free)) {
                ErrnoException full = assertThrows(ErrnoException.class, () -> start((con, arguments) -> {}));

                assertEquals("EMFILE", full.name());
                int left = limit.free(); // more if the JVM has closed one of its own meanwhile
                assertTrue(left >= free, left + " of " + free + " are left");
            }
        }
    }

    /** The JVM opens other descriptors of its own now and then. */
    private static long openSockets() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.filter(ThreadTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void kindsAreTold() throws Exception {
        assertEquals(
                Optional.of("thread"),
                world.threads.type(start((con, arguments) -> {}).thread()));
        assertEquals(Optional.empty(), world.threads.type(Thread.currentThread()));
    }

    @Test
    void aReplacedMethodSeesThreadsThatExist() throws Exception {
        ThreadStart started = start((con, arguments) -> {});
        var previous = world.threads
                .interpose("join", (self, arguments) -> new Joined(Outcome.TIMED_OUT, Optional.empty()))
                .orElseThrow();
        assertEquals(Outcome.TIMED_OUT, started.thread().join().outcome());
        assertEquals(
                Outcome.TIMED_OUT, started.thread().join(Duration.ofDays(1)).outcome());

        world.threads.interpose("join", previous);

        assertEquals(Outcome.COMPLETED, started.thread().join().outcome());
        world.threads.interpose("name", (self, arguments) -> self.thread().getName());
        assertEquals("cqueues-thread-1", world.threads.call(started.thread(), "name"));
    }

    @Test
    @Timeout(value = 400, threadMode = SEPARATE_THREAD)
    void tenThousandThreadsLeaveNothingBehind() throws Exception {
        Crowd crowd = new Crowd();
        for (int i = 0; i < 30; i++) { // what the JVM makes once and keeps is there then
            crowd.talk();
        }
        crowd.awaitGone();
        long heap = heap();
        long buffers = buffers();
        long resident = resident();
        long sockets = openSockets(); // after the first file was read, for which the JVM opens one
        for (int i = 0; i < 70; i++) {
            crowd.talk();
        }

        assertEquals(10_000, crowd.answered);
        crowd.awaitGone();
        assertEquals(sockets, openSockets());
        assertAtMost(heap + 7_000 * 64, heap(), "bytes of heap");
        assertAtMost(buffers + 7_000 * 128, buffers(), "bytes in direct buffers");
        assertAtMost(resident + 7_000 * 8_192, resident(), "bytes of the system's memory");
    }

    private static void assertAtMost(long most, long is, String what) {
        assertTrue(is <= most, is + " " + what + ", at most " + most + " wanted");
    }

    /** Hundreds of threads, each of which is asked once and answers. */
    private final class Crowd {
        private final ReferenceQueue<Object> freed = new ReferenceQueue<>();
        private final Set<Reference<Object>> kept = new HashSet<>();
        private int asked;
        private int answered;

        void talk() throws Exception {
            for (int i = 0; i < 100; i++) {
                int number = asked++;
                world.loop.wrap(() -> ask(number));
            }
            world.run();
            if (asked % 1_000 == 0) {
                System.gc(); // or the system's memory would tell of when the JVM has collected, and not of what is left
            }
        }

        private void ask(int number) throws IOException {
            Object argument = new Object();
            ThreadStart started = start((con, arguments) -> con.write("got " + con.read() + "\n"), argument);
            try (Socket socket = started.socket()) {
                for (Object each :
                        List.of(argument, started.thread(), started.thread().thread(), socket)) {
                    kept.add(new WeakReference<>(each, freed));
                }
                socket.write(number + "\n").flush();
                assertEquals("got " + number, socket.read());
                assertEquals(Outcome.COMPLETED, started.thread().join().outcome());
                answered++;
            }
        }

        /** Waits until no thread is alive, and nothing reachable that one was made of. */
        void awaitGone() throws InterruptedException {
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith("cqueues-thread-")) {
                    thread.join(); // it was told to be about to end
                }
            }
            while (!kept.isEmpty()) {
                System.gc();
                for (Object each = freed.remove(); each != null; each = freed.poll()) {
                    kept.remove(each);
                }
            }
        }
    }

    /** Bytes that are reachable: the least that collections leave, because what threads of the JVM have reserved to allocate in counts too. */
    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    private static long buffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** Bytes of memory that the process has, the heap and all that is native. */
    private static long resident() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String size =
                    lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
            return 1024 * Long.parseLong(size.replaceAll("[^0-9]", ""));
        }
    }
}
