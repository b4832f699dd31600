package org.cqueues.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.cqueues.kernel.Poller.Pause;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every readiness queue owes its user, the simulated one included. Waits on events, not time. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // an interrupt cannot end a native wait
public abstract class PollerContract {
    /** More than one batch of any backend. */
    private static final int MANY = 600;

    /** The kernel under test. */
    protected Kernel kernel;

    /** A queue of it. */
    protected Poller poller;

    /** {@return a kernel whose pollers are under test} */
    protected abstract Kernel openKernel();

    /** {@return whether its pollers can be watched through a descriptor} */
    protected abstract boolean hasDescriptor();

    @BeforeEach
    void openPoller() throws ErrnoException {
        kernel = openKernel();
        poller = kernel.openPoller();
    }

    @AfterEach
    void closePoller() {
        poller.close();
        kernel.close();
    }

    /** {@return what a poll reports; a descriptor that is reported twice fails} */
    protected Map<Integer, Readiness> poll(long timeoutNanos) throws ErrnoException {
        Map<Integer, Readiness> reports = new TreeMap<>();
        int count = poller.poll(timeoutNanos, (fd, ready) -> assertEquals(null, reports.put(fd, ready), "fd " + fd));
        assertEquals(count, reports.size());
        return reports;
    }

    @Test
    void alertBeforePollIsNotLost() throws ErrnoException {
        poller.alert();

        assertEquals(Map.of(), poll(Long.MAX_VALUE));
    }

    @Test
    void repeatedAlertsCountAsOne() throws ErrnoException {
        poller.alert();
        poller.alert();
        poll(Long.MAX_VALUE);

        assertEquals(Pause.TIMEOUT, poller.pause(0));
    }

    @Test
    void alertAfterAnAlertedPollEndsTheNextOne() throws ErrnoException {
        poller.alert();
        poll(Long.MAX_VALUE);
        poller.alert();

        assertEquals(Map.of(), poll(Long.MAX_VALUE));
    }

    @Test
    void alertDoesNotHideReadiness() throws ErrnoException {
        try (Pair pair = new Pair(kernel)) {
            poller.watch(pair.near(), Readiness.WRITE);
            poller.alert();

            assertEquals(Map.of(pair.near(), Readiness.WRITE), poll(Long.MAX_VALUE));
            poller.watch(pair.near(), Readiness.NONE);
        }
    }

    @Test
    void timeoutIsNeverEarly() throws ErrnoException {
        for (long timeout : new long[] {1, 999_999, 1_500_001}) {
            long before = kernel.monotonicNanos();
            assertEquals(Map.of(), poll(timeout));
            assertTrue(kernel.monotonicNanos() - before >= timeout);
        }
    }

    @Test
    void zeroTimeoutDoesNotWait() throws ErrnoException {
        assertEquals(Map.of(), poll(0));
    }

    @Test
    void readableIsReportedUntilItIsRead() throws ErrnoException {
        try (Pair pair = new Pair(kernel)) {
            poller.watch(pair.near(), Readiness.READ);
            assertEquals(Map.of(), poll(0));
            pair.writeFar();

            assertEquals(Map.of(pair.near(), Readiness.READ), poll(Long.MAX_VALUE));
            assertEquals(Map.of(pair.near(), Readiness.READ), poll(1_000_000));
            pair.readNear();
            assertEquals(Map.of(), poll(0));
            poller.watch(pair.near(), Readiness.NONE);
        }
    }

    @Test
    void fullIsNotWritable() throws ErrnoException {
        try (Pair pair = new Pair(kernel)) {
            pair.fillNear();
            poller.watch(pair.near(), Readiness.WRITE);

            assertEquals(Map.of(), poll(0));
            poller.watch(pair.near(), Readiness.NONE);
        }
    }

    @Test
    void readableAndWritableIsOneReport() throws ErrnoException {
        try (Pair pair = new Pair(kernel)) {
            pair.writeFar();
            poller.watch(pair.near(), Readiness.READ_WRITE);

            assertEquals(Map.of(pair.near(), Readiness.READ_WRITE), poll(Long.MAX_VALUE));
            poller.watch(pair.near(), Readiness.NONE);
        }
    }

    @Test
    void interestReplacesWhatWasSetBefore() throws ErrnoException {
        try (Pair pair = new Pair(kernel)) {
            pair.writeFar();
            poller.watch(pair.near(), Readiness.READ_WRITE);
            poller.watch(pair.near(), Readiness.WRITE);

            assertEquals(Map.of(pair.near(), Readiness.WRITE), poll(Long.MAX_VALUE));
            poller.watch(pair.near(), Readiness.READ);
            assertEquals(Map.of(pair.near(), Readiness.READ), poll(Long.MAX_VALUE));
            poller.watch(pair.near(), Readiness.NONE);
        }
    }

    @Test
    void droppedInterestIsNotReported() throws ErrnoException {
        try (Pair pair = new Pair(kernel)) {
            pair.writeFar();
            poller.watch(pair.near(), Readiness.READ);
            poller.watch(pair.near(), Readiness.NONE);
            poller.watch(pair.near(), Readiness.NONE);

            assertEquals(Map.of(), poll(0));
        }
    }

    @Test
    void droppingOneOfSeveralKeepsTheOthers() throws ErrnoException {
        try (Pair first = new Pair(kernel);
                Pair second = new Pair(kernel);
                Pair third = new Pair(kernel)) {
            for (Pair pair : List.of(first, second, third)) {
                poller.watch(pair.near(), Readiness.WRITE);
            }
            poller.watch(first.near(), Readiness.NONE);

            assertEquals(Map.of(second.near(), Readiness.WRITE, third.near(), Readiness.WRITE), poll(Long.MAX_VALUE));
            poller.watch(third.near(), Readiness.NONE);
            assertEquals(Map.of(second.near(), Readiness.WRITE), poll(Long.MAX_VALUE));
            poller.watch(second.near(), Readiness.NONE);
        }
    }

    @Test
    void closedDescriptorIsRefused() throws ErrnoException {
        Pair pair = new Pair(kernel);
        pair.close();

        for (int fd : new int[] {pair.near(), -1}) {
            ErrnoException refused = assertThrows(ErrnoException.class, () -> poller.watch(fd, Readiness.READ));
            assertEquals("EBADF", refused.name());
            assertTrue(refused.getMessage().contains("fd " + fd), refused.getMessage());
        }
        assertEquals(Map.of(), poll(0));
    }

    @Test
    void hangUpReportsEverythingThatIsWatched() throws ErrnoException {
        for (int bits = 1; bits <= 7; bits++) {
            try (Pair pair = new Pair(kernel)) {
                poller.watch(pair.near(), Readiness.ofBits(bits));
                pair.closeFar();

                assertEquals(Map.of(pair.near(), Readiness.ofBits(bits)), poll(Long.MAX_VALUE));
                poller.watch(pair.near(), Readiness.NONE);
            }
        }
    }

    @Test
    void reusedNumberIsWatchedAfresh() throws ErrnoException {
        Pair old = new Pair(kernel);
        poller.watch(old.near(), Readiness.READ);
        poller.watch(old.near(), Readiness.NONE);
        old.close();
        try (Pair pair = new Pair(kernel)) {
            poller.watch(pair.near(), Readiness.WRITE);

            assertEquals(Map.of(pair.near(), Readiness.WRITE), poll(Long.MAX_VALUE));
            poller.watch(pair.near(), Readiness.NONE);
        }
    }

    @Test
    void moreThanOneBatchIsReportedInTwoPolls() throws ErrnoException {
        List<Pair> pairs = new ArrayList<>();
        Set<Integer> expected = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            Pair pair = new Pair(kernel);
            pairs.add(pair);
            expected.add(pair.near());
            poller.watch(pair.near(), Readiness.WRITE);
        }

        Set<Integer> reported = new HashSet<>(poll(Long.MAX_VALUE).keySet());
        reported.addAll(poll(Long.MAX_VALUE).keySet());

        assertEquals(expected, reported);
        for (Pair pair : pairs) {
            poller.watch(pair.near(), Readiness.NONE);
            pair.close();
        }
        assertEquals(Map.of(), poll(0));
    }

    @Test
    void pauseTellsWithoutTaking() throws ErrnoException {
        assertEquals(Pause.TIMEOUT, poller.pause(1_000));
        poller.alert();
        assertEquals(Pause.READY, poller.pause(Long.MAX_VALUE));
        assertEquals(Pause.READY, poller.pause(Long.MAX_VALUE));
        assertEquals(Map.of(), poll(Long.MAX_VALUE));
        assertEquals(Pause.TIMEOUT, poller.pause(0));
    }

    @Test
    void pauseSeesReadiness() throws ErrnoException {
        try (Pair pair = new Pair(kernel)) {
            poller.watch(pair.near(), Readiness.WRITE);

            assertEquals(Pause.READY, poller.pause(Long.MAX_VALUE));
            assertEquals(Map.of(pair.near(), Readiness.WRITE), poll(Long.MAX_VALUE));
            poller.watch(pair.near(), Readiness.NONE);
        }
    }

    @Test
    void descriptorIsReadableWhileAPollWouldReport() throws ErrnoException {
        assertEquals(hasDescriptor(), poller.descriptor() >= 0);
        if (hasDescriptor()) {
            try (Poller outer = kernel.openPoller();
                    Pair pair = new Pair(kernel)) {
                outer.watch(poller.descriptor(), Readiness.READ);
                assertEquals(0, outer.poll(0, (fd, ready) -> {}));
                poller.alert();
                assertEquals(1, outer.poll(Long.MAX_VALUE, (fd, ready) -> {}));
                poll(0);
                assertEquals(0, outer.poll(0, (fd, ready) -> {}));
                poller.watch(pair.near(), Readiness.WRITE);
                assertEquals(1, outer.poll(Long.MAX_VALUE, (fd, ready) -> {}));
                poller.watch(pair.near(), Readiness.NONE);
                outer.watch(poller.descriptor(), Readiness.NONE);
            }
        }
    }

    @Test
    void closeIsIdempotentAndLeavesDescriptorsOpen() throws ErrnoException {
        try (Pair pair = new Pair(kernel)) {
            poller.watch(pair.near(), Readiness.READ);
            poller.close();
            poller.close();

            pair.writeFar();
            pair.readNear();
        }
    }
}
