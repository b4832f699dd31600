package org.cqueues.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cqueues.kernel.SignalCalls.Disposition;
import org.cqueues.kernel.SignalCalls.MaskChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The calls on signals, over each binding, beside what the kernel says in {@code /proc}. */
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class SignalCallsTest {
    private static final int SIGUSR1 = 10;
    private static final int SIGWINCH = 28;

    @Parameter
    String binding;

    private Kernel kernel;
    private Syscalls calls;

    @BeforeEach
    void open() {
        kernel = TestBindings.open(binding, "poll");
        calls = kernel.syscalls();
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private static long status(String field) throws IOException {
        String line = Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(text -> text.startsWith(field))
                .findFirst()
                .orElseThrow();
        return Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16);
    }

    @Test
    void maskIsTheCallingThreads() throws Exception {
        long[] old = new long[1];
        long before = status("SigBlk");

        assertEquals(0, calls.pthread_sigmask(MaskChange.BLOCK, SignalCalls.bit(SIGUSR1), old));
        assertEquals(before, old[0]);
        assertEquals(before | SignalCalls.bit(SIGUSR1), status("SigBlk"));
        assertEquals(0, calls.pthread_sigmask(MaskChange.UNBLOCK, SignalCalls.bit(SIGUSR1), new long[0]));
        assertEquals(before & ~SignalCalls.bit(SIGUSR1), status("SigBlk"));
        assertEquals(0, calls.pthread_sigmask(MaskChange.SETMASK, before, old));
        assertEquals(before, status("SigBlk"));
    }

    @Test
    void dispositionIsTheProcesss() throws Exception {
        assertEquals(0, calls.signal(SIGWINCH, Disposition.IGNORE));
        assertEquals(SignalCalls.bit(SIGWINCH), status("SigIgn") & SignalCalls.bit(SIGWINCH));
        assertEquals(0, calls.signal(SIGWINCH, Disposition.DEFAULT));
        assertEquals(0, status("SigIgn") & SignalCalls.bit(SIGWINCH));
        assertEquals(-kernel.errno().code("EINVAL"), calls.signal(9, Disposition.IGNORE));
    }

    @Test
    void discardedSignalHasNoEffectAndIsNotIgnored() throws Exception {
        int self = (int) ProcessHandle.current().pid();
        assertEquals(0, calls.signal(SIGUSR1, Disposition.DISCARD));
        assertEquals(0, status("SigIgn") & SignalCalls.bit(SIGUSR1));
        assertEquals(SignalCalls.bit(SIGUSR1), status("SigCgt") & SignalCalls.bit(SIGUSR1));

        assertEquals(0, calls.kill(self, SIGUSR1)); // which would end the process

        while ((status("ShdPnd") & SignalCalls.bit(SIGUSR1)) != 0) {
            Thread.onSpinWait();
        }
        assertEquals(0, calls.signal(SIGUSR1, Disposition.DEFAULT));
    }

    @Test
    void killTellsOfProcessesAndOfSignals() {
        int self = (int) ProcessHandle.current().pid();

        assertEquals(0, calls.kill(self, 0));
        assertEquals(-kernel.errno().code("EINVAL"), calls.kill(self, 65));
        assertEquals(-kernel.errno().code("ESRCH"), calls.kill(Integer.MAX_VALUE, 0));
    }

    @Test
    void namesAndRangesAreTheCLibrarys() {
        assertEquals("Hangup", calls.strsignal(1));
        assertEquals(64, calls.sigrtmax());
        assertEquals(true, calls.sigrtmin() > 32 && calls.sigrtmin() < 64);
    }

    @Test
    void onlySignalsAreInASet() {
        assertEquals(1, SignalCalls.bit(1));
        assertEquals(Long.MIN_VALUE, SignalCalls.bit(64));
        assertThrows(IllegalArgumentException.class, () -> SignalCalls.bit(0));
        assertThrows(IllegalArgumentException.class, () -> SignalCalls.bit(65));
    }
}
