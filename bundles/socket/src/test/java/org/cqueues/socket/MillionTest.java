package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A million lines through a socket pair, byte for byte, in each mode. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class MillionTest {
    private static final int LINES = 1_000_000;
    private static final int AT_ONCE = 50;

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /** Lines of every length, with what a translation could spoil. */
    private static final String[] TAILS = {
        "", " ", "\t\r-", " \u00e4\u00f6\u00fc", "x".repeat(3), "\r\r.", "y".repeat(97), "z".repeat(31)
    };

    private static String line(int i) {
        return i + TAILS[i & 7] + "\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"tn", "tl", "tf", "bn", "bl", "bf"})
    void everyLineArrives(String mode) throws Exception {
        world.run(() -> {
            List<Socket> pair = world.sockets.pair();
            pair.get(0).setmode("", mode);
            pair.get(1).setmode(mode.substring(0, 1), "");
            world.loop.wrap(() -> {
                String[] lines = new String[AT_ONCE];
                for (int i = 0; i < LINES; i++) {
                    lines[i % AT_ONCE] = line(i);
                    if (i % AT_ONCE == AT_ONCE - 1) {
                        pair.get(0).write(lines);
                    }
                }
                pair.get(0).shutdown("w");
            });
            for (int i = 0; i < LINES; i++) {
                String line = pair.get(1).read(Format.LINE_KEEP);
                if (!line(i).equals(line)) {
                    assertEquals(line(i), line);
                }
            }
            assertNull(pair.get(1).read(Format.LINE_KEEP));
            assertEquals(
                    pair.get(0).stat().output().count(),
                    pair.get(1).stat().input().count());
        });
    }
}
