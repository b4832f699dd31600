package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Text in other charsets than UTF-8. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class CharsetTest {
    private static final Charset SHIFT_JIS = Charset.forName("Shift_JIS");

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void linesGoBothWaysInTheCharset() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            assertEquals(StandardCharsets.UTF_8, pair[0].setcharset(SHIFT_JIS));
            assertEquals(StandardCharsets.UTF_8, pair[1].setcharset(SHIFT_JIS));

            pair[0].write("\u6f22\u5b57\n\u6f22\n");

            assertEquals("\u6f22\u5b57", pair[1].read());
            assertArrayEquals("\u6f22".getBytes(SHIFT_JIS), pair[1].readBytes(Format.LINE));
            assertEquals(SHIFT_JIS, pair[0].setcharset(StandardCharsets.UTF_8));
        });
    }

    @Test
    void aLineIsTheSameWhereverItIsSplit() throws Exception {
        String line = "a\u6f22b\u5b57";
        String bytes = new String((line + "\r\n").getBytes(SHIFT_JIS), StandardCharsets.ISO_8859_1);
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[0].setmode("", "bn");
            pair[1].setcharset(SHIFT_JIS);
            for (int split = 1; split < bytes.length(); split++) {
                int at = split;
                world.loop.wrap(() -> {
                    pair[0].write(bytes.substring(0, at));
                    world.settle();
                    pair[0].write(bytes.substring(at));
                });
                assertEquals(line, pair[1].read(), "split at " + at);
            }
        });
    }

    @Test
    void partsOfALongLineSplitNoCharacter() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[0].setcharset(SHIFT_JIS);
            pair[1].setcharset(SHIFT_JIS);
            pair[1].setmaxline(5, 0);
            pair[0].write("\u6f22\u5b57\u6f22\u5b57\u6f22\n");

            assertEquals("\u6f22\u5b57", pair[1].read());
            assertEquals("\u6f22\u5b57", pair[1].read());
            assertEquals("\u6f22", pair[1].read());
        });
    }

    @Test
    void whatIsPutBackIsReadAgain() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[1].setcharset(SHIFT_JIS);
            pair[1].unget("\u6f22\n");

            assertEquals("\u6f22", pair[1].read());
            assertThrows(IllegalArgumentException.class, () -> pair[1].unget("\ud83d\ude00"));
        });
    }

    @Test
    void aCharacterThatTheCharsetLacksIsRefusedBeforeAnythingIsWritten() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[0].setcharset(StandardCharsets.ISO_8859_1);

            assertThrows(IllegalArgumentException.class, () -> pair[0].write("fine\n", "\u20ac\n"));
            pair[0].write("\u00e4\n");

            assertArrayEquals(new byte[] {(byte) 0xE4}, pair[1].readBytes(Format.LINE));
        });
    }

    @Test
    void binaryModeKeepsBytes() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[0].setcharset(SHIFT_JIS);
            pair[0].setmode("", "bn");
            pair[0].write("\u00e4\r\n");

            assertArrayEquals(
                    new byte[] {(byte) 0xE4, '\r', '\n'},
                    pair[1].xread(Format.bytes(3), "b", Duration.ofSeconds(5)).getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    @Test
    void newSocketsAndAcceptedOnesHaveTheDefault() throws Exception {
        world.sockets.setcharset(SHIFT_JIS);
        world.run(() -> {
            Socket[] pair = world.pair();
            assertEquals(SHIFT_JIS, pair[0].setcharset(SHIFT_JIS));
            assertEquals(SHIFT_JIS, pair[1].setcharset(SHIFT_JIS));
        });
        assertEquals(SHIFT_JIS, world.sockets.setcharset(StandardCharsets.UTF_8));
    }

    @Test
    void aCharsetWithoutAsciiIsRefusedAndNothingChanges() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();

            assertThrows(IllegalArgumentException.class, () -> pair[0].setcharset(StandardCharsets.UTF_16));

            assertEquals(StandardCharsets.UTF_8, pair[0].setcharset(SHIFT_JIS));
        });
    }
}
