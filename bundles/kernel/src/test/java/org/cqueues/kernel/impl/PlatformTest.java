package org.cqueues.kernel.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void genericMachinesNumberAlike() {
        for (String arch : new String[] {"amd64", "aarch64", "riscv64", "s390x"}) {
            assertEquals(35, Platform.of("Linux", arch).errno("EDEADLOCK"), arch);
            assertEquals(11, Platform.of("Linux", arch).errno("EWOULDBLOCK"), arch);
        }
    }

    @Test
    void powerPcHasAnOwnDeadlock() {
        Platform powerpc = Platform.of("Linux", "ppc64le");

        assertEquals(58, powerpc.errno("EDEADLOCK"));
        assertEquals(35, powerpc.errno("EDEADLK"));
    }

    @Test
    void machineOfAnotherNumberingIsRefusedByName() {
        for (String arch : new String[] {"mips64el", "sparcv9", "alpha", "parisc64", "arm"}) {
            String message = assertThrows(IllegalStateException.class, () -> Platform.of("Linux", arch))
                    .getMessage();
            assertTrue(message.contains("Linux on " + arch + " yet"), message);
        }
    }

    @Test
    void systemWithoutATableIsRefusedByName() {
        String message = assertThrows(IllegalStateException.class, () -> Platform.of("Mac OS X", "aarch64"))
                .getMessage();

        assertTrue(message.startsWith("no table of error numbers and socket constants for Mac OS X yet;"), message);
    }
}
