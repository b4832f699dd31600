package org.cqueues.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.cqueues.kernel.Poller.Pause;
import org.cqueues.kernel.impl.DescriptorLimit;
import org.cqueues.kernel.impl.PendingSignal;
import org.junit.jupiter.api.Test;

/** What a native readiness queue owes beside that: threads, signals and the system's limits. */
public abstract class NativePollerContract extends PollerContract {
    private static final int ALERTERS = 3;
    private static final int ALERTS = 2_000;
    private static final int ROUND = 2_000;

    @Test
    void alertFromAnotherThreadEndsThePollUnderWay() throws Exception {
        CompletableFuture<Void> other = CompletableFuture.runAsync(poller::alert);

        assertEquals(Map.of(), poll(Long.MAX_VALUE));
        other.join();
    }

    @Test
    void noAlertIsLost() throws Exception {
        AtomicInteger told = new AtomicInteger();
        CompletableFuture<?>[] others = new CompletableFuture<?>[ALERTERS];
        for (int i = 0; i < ALERTERS; i++) {
            others[i] = CompletableFuture.runAsync(() -> {
                for (int n = 0; n < ALERTS; n++) {
                    told.incrementAndGet();
                    poller.alert();
                }
            });
        }
        while (told.get() < ALERTERS * ALERTS) {
            poll(Long.MAX_VALUE);
        }
        CompletableFuture.allOf(others).join();
    }

    @Test
    void watchFromAnotherThreadTakesEffectForThePollUnderWay() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Pair pair = new Pair(kernel)) {
                CompletableFuture<Void> other = CompletableFuture.runAsync(() -> watch(pair.near(), Readiness.WRITE));

                assertEquals(Map.of(pair.near(), Readiness.WRITE), poll(Long.MAX_VALUE));
                other.join();
                poller.watch(pair.near(), Readiness.NONE);
            }
        }
    }

    private void watch(int fd, Readiness interest) {
        try {
            poller.watch(fd, interest);
        } catch (ErrnoException refused) {
            throw new AssertionError(refused);
        }
    }

    @Test
    void alertAfterCloseDoesNothing() {
        poller.close();

        poller.alert();
    }

    @Test
    void signalEndsAPauseThatUnblocksIt() throws Exception {
        try (PendingSignal signal = new PendingSignal(kernel)) {
            assertEquals(Pause.SIGNAL, poller.pause(Long.MAX_VALUE, signal.number()));
            assertEquals(Pause.TIMEOUT, poller.pause(0, signal.number()), "it was delivered");
        }
    }

    @Test
    void signalStaysPendingThroughAPauseThatDoesNotUnblockIt() throws Exception {
        try (PendingSignal signal = new PendingSignal(kernel)) {
            assertEquals(Pause.TIMEOUT, poller.pause(1_000_000));
            assertEquals(Map.of(), poll(1_000_000));
            assertEquals(Pause.SIGNAL, poller.pause(Long.MAX_VALUE, signal.number()));
        }
    }

    @Test
    void pauseRefusesWhatIsNoSignal() {
        ErrnoException refused = assertThrows(ErrnoException.class, () -> poller.pause(0, 1_000));

        assertEquals("EINVAL", refused.name());
    }

    @Test
    void pollAndUnchangedWatchAllocateNothingOnceCompiled() throws ErrnoException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] reports = {0};
        ReadyHandler handler = (fd, ready) -> reports[0]++;
        try (Pair pair = new Pair(kernel)) {
            poller.watch(pair.near(), Readiness.WRITE);
            long allocated;
            do { // the interpreter allocates for method handles; the class's timeout ends this if the compiled code
                // does too
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < ROUND; i++) {
                    poller.watch(pair.near(), Readiness.WRITE);
                    poller.poll(1_000_000, handler);
                    poller.poll(Long.MAX_VALUE, handler);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            } while (allocated >= ROUND);
            poller.watch(pair.near(), Readiness.NONE);
        }
        assertTrue(reports[0] >= 2 * ROUND);
    }

    @Test
    void openingAndClosingLeavesNoDescriptorOpen() throws ErrnoException {
        int before = DescriptorLimit.openDescriptors();
        for (int i = 0; i < 200; i++) {
            kernel.openPoller().close();
        }

        // The JVM opens a few of its own when it likes.
        assertTrue(DescriptorLimit.openDescriptors() - before < 100);
    }

    @Test
    void reachedDescriptorLimitIsToldAndLeavesNothingOpen() throws ErrnoException {
        kernel.openPoller().close(); // loads every class while files can still be opened
        new ErrnoException(kernel.errno(), kernel.errno().code("EMFILE"), "open", "");
        for (int free = 0; free <= 1; free++) {
            try (DescriptorLimit limit = new DescriptorLimit(kernel, free)) {
                ErrnoException refused = assertThrows(ErrnoException.class, kernel::openPoller);
                assertEquals("EMFILE", refused.name());
                int left = limit.free(); // more if the JVM has closed one of its own meanwhile
                assertTrue(left >= free, left + " of " + free + " are left");
            }
        }
    }
}
