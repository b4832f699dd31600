package org.cqueues.kernel.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.cqueues.kernel.SignalCalls;
import org.junit.jupiter.api.Test;

class LinuxSignalsTest {
    private final LinuxSignals signals = new LinuxSignals(34, 64);

    @Test
    void namesAndNumbersAreFoundBothWays() {
        assertEquals(1, signals.number("SIGHUP"));
        assertEquals(9, signals.number("kill"));
        assertEquals(31, signals.number("SYS"));
        assertEquals(29, signals.number("SIGPOLL"));
        assertEquals(17, signals.number("17"));
        assertEquals(Optional.of("SIGIO"), signals.name(29));
        assertEquals(Optional.of("SIGTERM"), signals.name(15));
        assertEquals(Optional.empty(), signals.name(0));
        assertEquals(Optional.empty(), signals.name(33));
        assertEquals(Optional.empty(), signals.name(65));
    }

    @Test
    void realTimeSignalsAreCountedFromBothEnds() {
        assertEquals(34, signals.number("SIGRTMIN"));
        assertEquals(36, signals.number("rtmin+2"));
        assertEquals(63, signals.number("SIGRTMAX-1"));
        assertEquals(Optional.of("SIGRTMIN+29"), signals.name(63));
        assertEquals(Optional.of("SIGRTMAX"), signals.name(64));
    }

    @Test
    void unknownNameIsRefused() {
        for (String name : List.of("", "SIG", "SIGNONE", "RTMIN+31", "RTMAX-31", "0", "32", "99")) {
            assertTrue(
                    assertThrows(IllegalArgumentException.class, () -> signals.number(name))
                            .getMessage()
                            .contains('"' + name + '"'),
                    name);
        }
    }

    @Test
    void numbersAscend() {
        List<Integer> numbers = List.copyOf(signals.numbers().values());
        assertEquals(numbers.stream().sorted().toList(), numbers);
    }

    @Test
    void whatTheJvmNeedsIsReservedWithTheReason() {
        for (String name : "SEGV BUS FPE ILL TRAP KILL STOP QUIT PIPE XFSZ USR2 RTMAX-2".split(" ")) {
            assertTrue(signals.reservation(signals.number(name)).isPresent(), name);
        }
        assertTrue(signals.reservation(32).isPresent());
        for (String name : "HUP INT TERM USR1 CHLD WINCH RTMIN RTMAX".split(" ")) {
            assertEquals(Optional.empty(), signals.reservation(signals.number(name)), name);
        }
    }

    @Test
    void faultsAreNeverBlocked() {
        for (String name : "SEGV BUS FPE ILL TRAP".split(" ")) {
            assertTrue((signals.neverBlocked() & SignalCalls.bit(signals.number(name))) != 0, name);
        }
        assertEquals(0, signals.neverBlocked() & SignalCalls.bit(signals.number("TERM")));
    }

    @Test
    void systemWithoutRealTimeSignalsHasTheOthers() {
        LinuxSignals none = new LinuxSignals(0, 0);

        assertEquals(1, none.number("HUP"));
        assertThrows(IllegalArgumentException.class, () -> none.number("RTMIN"));
        assertThrows(IllegalArgumentException.class, () -> none.number("RTMIN+1"));
    }
}
