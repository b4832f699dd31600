package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every format of the guide's table gives the same wherever the network cuts the stream: through sockets, on the engine of this JVM. ExtentTest has two cuts at a time. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class SplitTest {
    private static final String STREAM = "A: 1\r\nB:2\r\n 3\r\n\r\nb\rody\n\n--end x\r\ry\r";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*a", "*l", "*L", "*h", "*H", "1", "4", "100", "-1", "-4", "-100", "--end", "--never"})
    void whereTheStreamIsCutMakesNoDifference(String format) throws Exception {
        world.run(() -> {
            for (String mode : List.of("t", "b")) {
                String whole = read(format, mode, STREAM.length());
                for (int cut = 1; cut < STREAM.length(); cut++) {
                    assertEquals(whole, read(format, mode, cut), mode + " " + format + " cut at " + cut);
                }
            }
        });
    }

    /** {@return what a format gives, again and again, then what it leaves; of an amount that hangs on the cut, all together} */
    private String read(String format, String mode, int cut) throws Exception {
        List<Socket> pair = world.sockets.pair();
        pair.get(0).setmode("", "bn");
        pair.get(1).setmode(mode, "");
        world.loop.wrap(() -> {
            pair.get(0).write(STREAM.substring(0, cut));
            world.settle();
            pair.get(0).write(STREAM.substring(cut));
            pair.get(0).shutdown("w");
        });
        List<String> items = new ArrayList<>();
        pair.get(1).lines(format).forEach(items::add);
        String rest = pair.get(1).read(Format.ALL);
        pair.forEach(Socket::close);
        return String.join(format.matches("-\\d+") || format.startsWith("--") ? "" : "|", items) + "#" + rest;
    }
}
