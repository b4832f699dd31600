package org.cqueues.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.cqueues.kernel.SignalCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guide 3.2.4, all but listening; what the kernel says of the process is in {@code /proc}. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD) // an interrupt cannot end a native wait
class SignalsTest {
    private static final int HUP = 1;
    private static final int USR1 = 10;
    private static final int SEGV = 11;
    private static final int CHLD = 17;
    private static final int WINCH = 28;

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private static boolean is(String field, int signal) throws IOException {
        String line = Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(text -> text.startsWith(field))
                .findFirst()
                .orElseThrow();
        long set = Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16);
        return (set & SignalCalls.bit(signal)) != 0;
    }

    static boolean isIgnored(int signal) throws IOException {
        return is("SigIgn", signal);
    }

    static boolean isHandled(int signal) throws IOException {
        return is("SigCgt", signal);
    }

    /**
     * Waits until a signal that was raised has met its handler or was ignored. A kernel keeps a signal pending, even one to be ignored, while the thread that it
     * looks at first has it blocked, as each thread has within a handler of the JVM's; once given back to the system, it would end the process.
     */
    static void untilNonePends(int signal) throws IOException {
        while (is("ShdPnd", signal)) {
            Thread.onSpinWait();
        }
    }

    static boolean isBlocked(int signal) throws IOException {
        return is("SigBlk", signal);
    }

    @Test
    void namesAndNumbersAreFoundBothWays() {
        assertEquals(9, world.signals.number("SIGKILL"));
        assertEquals(9, world.signals.numbers().get("SIGKILL"));
        assertEquals(Optional.of("SIGKILL"), world.signals.name(9));
        assertEquals(Optional.of("SIGRTMAX"), world.signals.name(64));
        assertThrows(IllegalArgumentException.class, () -> world.signals.number("SIGNONE"));
    }

    @Test
    void textsAreTheSystems() {
        assertEquals("Terminated", world.signals.strsignal(15));
    }

    @Test
    void signalsAreIgnoredAndGivenBack() throws Exception {
        int realTime = world.signals.number("RTMIN+5");
        world.signals.ignore(WINCH, realTime);
        assertTrue(isIgnored(WINCH) && isIgnored(realTime));
        world.signals.raise(realTime); // which would end the process
        untilNonePends(realTime);

        world.signals.setDefault(WINCH, realTime);

        assertFalse(isIgnored(WINCH) || isIgnored(realTime) || isHandled(WINCH));
    }

    @Test
    void discardedSignalIsHandledByNobodyUntilTheServiceIsClosed() throws Exception {
        assertFalse(isHandled(USR1));
        world.signals.discard(USR1);
        world.signals.discard(USR1);
        assertTrue(isHandled(USR1));
        world.signals.raise(USR1); // which would end the process
        untilNonePends(USR1);

        world.signals.close();

        assertFalse(isHandled(USR1));
    }

    /** See the change log: it did nothing, so that the next signal ended the process. */
    @Test
    void discardedSignalIsDiscardedAgainAfterItWasGivenBack() throws Exception {
        world.signals.discard(USR1);
        world.signals.setDefault(USR1);
        world.signals.discard(USR1);
        assertTrue(isHandled(USR1));

        world.signals.close();

        assertFalse(isHandled(USR1));
    }

    @Test
    void discardedSignalIsIgnoredAgainIfItWasMeanwhile() throws Exception {
        world.signals.discard(USR1);
        world.signals.ignore(USR1);
        world.signals.discard(USR1);
        assertTrue(isHandled(USR1));

        world.signals.close();

        assertTrue(isIgnored(USR1), "what was discarded last");
        world.signals.setDefault(USR1);
    }

    /** See the change log: the handler of the first was put back by the second, and stayed. */
    @Test
    void servicesThatDiscardGiveBackInAnyOrder() throws Exception {
        Signals other = Signals.open(world.kernel, world.controllers);
        world.signals.discard(USR1);
        other.discard(USR1);
        world.signals.discard(USR1);
        other.discard(USR1);

        world.signals.close();
        assertTrue(isHandled(USR1), "by the other");
        other.close();

        assertFalse(isHandled(USR1));
    }

    @Test
    void whatIsGivenBackStaysSoWhoeverClosesThen() throws Exception {
        Signals other = Signals.open(world.kernel, world.controllers);
        world.signals.discard(USR1);
        other.discard(USR1);
        world.signals.ignore(USR1);

        world.signals.close();
        assertTrue(isIgnored(USR1));
        other.close();

        assertTrue(isIgnored(USR1));
        world.signals.setDefault(USR1);
    }

    @Test
    void whatTheJvmNeedsIsRefusedAndTheOthersAreLeftAlone() throws Exception {
        for (String name : "SEGV QUIT USR2 PIPE KILL RTMAX-2".split(" ")) {
            int needed = world.signals.number(name);
            assertThrows(IllegalArgumentException.class, () -> world.signals.ignore(WINCH, needed), name);
            assertThrows(IllegalArgumentException.class, () -> world.signals.setDefault(WINCH, needed), name);
            assertThrows(IllegalArgumentException.class, () -> world.signals.discard(WINCH, needed), name);
        }
        assertThrows(IllegalArgumentException.class, () -> world.signals.ignore(WINCH, CHLD));
        assertThrows(IllegalArgumentException.class, () -> world.signals.discard(WINCH, world.signals.number("RTMIN")));
        assertThrows(IllegalArgumentException.class, () -> world.signals.block(WINCH, SEGV));
        assertThrows(IllegalArgumentException.class, () -> world.signals.raise(WINCH, SEGV));
        assertThrows(IllegalArgumentException.class, () -> world.signals.unblock(WINCH, 65));

        assertFalse(isIgnored(WINCH) || isHandled(WINCH) || isBlocked(WINCH));
    }

    @Test
    void signalWithListenersIsNotTakenFromThem() throws Exception {
        try (SignalListener listener = world.signals.listen(WINCH)) {
            assertThrows(IllegalStateException.class, () -> world.signals.ignore(WINCH));
            assertThrows(IllegalStateException.class, () -> world.signals.setDefault(WINCH));
            assertThrows(IllegalStateException.class, () -> world.signals.discard(WINCH));
            world.signals.raise(WINCH);
            assertEquals(WINCH, listener.await());
        }
        world.signals.ignore(WINCH);
        world.signals.setDefault(WINCH);
    }

    @Test
    void maskIsTheCallingThreads() throws Exception {
        int realTime = world.signals.number("RTMIN+1");
        world.signals.block(USR1, realTime);
        try {
            assertTrue(isBlocked(USR1) && isBlocked(realTime));
            assertTrue(world.signals.blocked().contains(USR1)
                    && world.signals.blocked().contains(realTime));
            FutureTask<Boolean> other = new FutureTask<>(() -> isBlocked(USR1));
            Thread thread = new Thread(other);
            thread.start();
            assertTrue(other.get(), "a thread begins with the mask of who starts it");
        } finally {
            world.signals.unblock(USR1, realTime);
        }
        assertFalse(isBlocked(USR1) || isBlocked(realTime));
        assertFalse(world.signals.blocked().contains(USR1));
    }

    @Test
    void nothingIsTouchedBeforeSomebodyAsks() throws Exception {
        boolean ownHandler = isHandled(HUP); // unless the JVM was started with the signal ignored, as nohup does
        assertFalse(isHandled(WINCH) || isIgnored(WINCH));
        world.signals.features(WINCH);
        assertFalse(isHandled(WINCH) || isIgnored(WINCH));
        world.signals.listen(WINCH).close();
        assertFalse(isHandled(WINCH) || isIgnored(WINCH));
        assertEquals(ownHandler, isHandled(HUP), "the JVM's own");
    }
}
