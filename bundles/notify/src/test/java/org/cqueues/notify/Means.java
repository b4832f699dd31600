package org.cqueues.notify;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs of the machine. */
final class Means {
    /** Set by the build where nothing may be left out. */
    private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("CQUEUES_PEERS_REQUIRED"));

    private Means() {}

    /** Skips the test where a command cannot be run, and says so; where peers are required, fails it. */
    static void require(String missing, String... command) throws Exception {
        boolean succeeds = new ProcessBuilder(command).start().waitFor() == 0;
        if (REQUIRED) {
            assertTrue(succeeds, missing);
        }
        assumeTrue(succeeds, missing);
    }
}
