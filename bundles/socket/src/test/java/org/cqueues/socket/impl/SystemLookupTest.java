package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.socket.NameLookup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class SystemLookupTest {
    private final List<Thread> others = lookupThreads(); // of lookups that ended before, on their way out
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch released = new CountDownLatch(1);
    private final SystemLookup lookup = new SystemLookup(this::resolve);

    @AfterEach
    void close() {
        released.countDown();
        lookup.close();
    }

    /** A system that answers when the test lets it, unless it is interrupted. */
    private InetAddress[] resolve(String host) throws UnknownHostException {
        asked.add(host);
        begun.release();
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
        }
        if (host.equals("odd")) {
            throw new IllegalStateException("odd");
        }
        if (host.startsWith("no")) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {address(127, 0, 0, 1), InetAddress.getByName("::1")};
    }

    private static InetAddress address(int... bytes) throws UnknownHostException {
        return InetAddress.getByAddress(
                new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
    }

    /** Who asks, and the one answer that it gets. */
    private final class Asker implements NameLookup.Answers {
        final CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        final NameLookup.Lookup pending;

        Asker(String host, Family family) {
            pending = lookup.begin(host, family, this);
        }

        @Override
        public void found(Family family, List<InetAddress> addresses) {
            assertEquals(Family.UNSPEC, family);
            assertTrue(answer.complete(addresses), "told twice");
        }

        @Override
        public void failed(Family family, IOException reason) {
            assertEquals(Family.UNSPEC, family);
            assertTrue(answer.completeExceptionally(reason), "told twice");
        }

        String failure() throws InterruptedException {
            try {
                return "found " + answer.get();
            } catch (ExecutionException e) {
                return e.getCause().getMessage();
            }
        }
    }

    private static List<Thread> lookupThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cqueues lookup"))
                .toList();
    }

    /** The threads of this lookup. */
    private List<Thread> threads() {
        return lookupThreads().stream()
                .filter(thread -> !others.contains(thread))
                .toList();
    }

    @Test
    void addressesAreOfTheWantedFamily() throws Exception {
        released.countDown();

        assertEquals(2, new Asker("a", Family.UNSPEC).answer.get().size());
        assertEquals(List.of(address(127, 0, 0, 1)), new Asker("a", Family.INET).answer.get());
        assertEquals(List.of(InetAddress.getByName("::1")), new Asker("a", Family.INET6).answer.get());
    }

    @Test
    void failuresAreTold() throws Exception {
        released.countDown();

        assertEquals("nobody", new Asker("nobody", Family.UNSPEC).failure());
        assertEquals("looking up odd threw", new Asker("odd", Family.UNSPEC).failure());
    }

    @Test
    void whoAsksForTheSameHostSharesTheAnswer() throws Exception {
        List<Asker> askers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            askers.add(new Asker("a", Family.UNSPEC));
        }
        released.countDown();
        for (Asker asker : askers) {
            assertEquals(2, asker.answer.get().size());
        }

        assertEquals(List.of("a"), List.copyOf(asked));
    }

    @Test
    void thereAreFourThreadsAtMost() throws Exception {
        List<Asker> askers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            askers.add(new Asker("host" + i, Family.UNSPEC));
        }
        begun.acquire(4);
        assertEquals(4, asked.size());
        assertEquals(4, threads().size());
        assertTrue(threads().stream().allMatch(Thread::isDaemon));
        released.countDown();
        for (Asker asker : askers) {
            asker.answer.get();
        }

        assertEquals(20, asked.size());
    }

    @Test
    void whatNobodyWantsAnyMoreIsNotAskedFor() throws Exception {
        for (int i = 0; i < 4; i++) {
            new Asker("host" + i, Family.UNSPEC);
        }
        begun.acquire(4);
        Asker gone = new Asker("a", Family.UNSPEC);
        Asker other = new Asker("b", Family.UNSPEC);
        Asker same = new Asker("b", Family.UNSPEC);
        gone.pending.cancel();
        other.pending.cancel();
        released.countDown();
        same.answer.get();

        assertFalse(asked.contains("a"));
        assertFalse(other.answer.isDone());
    }

    @Test
    void aQueryThatHangsIsNotRepeatedForWhoAsksNext() throws Exception {
        new Asker("a", Family.UNSPEC).pending.cancel();
        begun.acquire();
        for (int i = 0; i < 10; i++) {
            new Asker("a", Family.UNSPEC).pending.cancel();
        }
        Asker last = new Asker("a", Family.UNSPEC);
        released.countDown();
        last.answer.get();

        assertEquals(1, asked.size());
    }

    @Test
    void closingFailsWhatIsAskedForAndEndsTheThreads() throws Exception {
        Asker running = new Asker("a", Family.UNSPEC);
        begun.acquire();
        List<Thread> threads = threads();
        lookup.close();

        assertEquals("the sockets are closed", running.failure());
        assertEquals("the sockets are closed", new Asker("a", Family.UNSPEC).failure());
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void withoutAQuestionThereIsNoThread() {
        assertEquals(List.of(), threads());
    }
}
