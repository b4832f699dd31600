package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Numbers of any count of bits, over the loopback. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class BitsTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private interface Ends {
        void run(Socket client, Socket server) throws Exception;
    }

    private void between(Ends body) throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[0].setvbuf(Buffering.NONE);
            body.run(pair[0], pair[1]);
        });
    }

    @Test
    void theMostSignificantBitComesFirst() throws Exception {
        between((client, server) -> {
            client.pack(0x0D0A0D0AL, 32).pack(5, 3).pack(0, 1).pack(0xF, 4);
            assertEquals("\r\n\r\n\u00af", server.xread(Format.bytes(5), "b", Duration.ofSeconds(9)));
        });
    }

    @Test
    void whatWasPackedIsUnpackedWhateverTheCounts() throws Exception {
        Random random = new Random(7);
        int[] counts = random.ints(500, 1, 65).toArray();
        long[] values = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            values[i] = random.nextLong() >>> 64 - counts[i];
        }
        between((client, server) -> {
            world.loop.wrap(() -> {
                for (int i = 0; i < counts.length; i++) {
                    client.pack(values[i], counts[i]);
                }
                client.pack(0, 7).shutdown("w");
            });
            for (int i = 0; i < counts.length; i++) {
                assertEquals(OptionalLong.of(values[i]), server.unpack(counts[i]), "number " + i);
            }
        });
    }

    @Test
    void aNumberHas32BitsUnlessToldOtherwise() throws Exception {
        between((client, server) -> {
            client.setmode("", "bf");
            client.pack(0xFFFF_FFFFL).pack(7);
            assertEquals(8, client.pending().output());
            client.pack(1, 8, "n");
            assertEquals(0, client.pending().output());
            assertEquals(OptionalLong.of(0xFFFF_FFFFL), server.unpack());
            assertEquals(OptionalLong.of(7), server.unpack());
            assertEquals(OptionalLong.of(1), server.unpack(8));
            assertThrows(IllegalArgumentException.class, () -> client.pack(1L << 32));
            assertThrows(IllegalArgumentException.class, () -> client.pack(1, 8, "x"));
        });
    }

    @Test
    void theEndLeavesWhatThereIs() throws Exception {
        between((client, server) -> {
            client.pack(0xAB, 8).shutdown("w");
            assertEquals(OptionalLong.of(0xA), server.unpack(4));
            assertEquals(OptionalLong.empty(), server.unpack(5));
            assertEquals(OptionalLong.of(0xB), server.unpack(4));
            assertEquals(OptionalLong.empty(), server.unpack(1));
        });
    }

    @Test
    void aTimeoutLosesNoBits() throws Exception {
        between((client, server) -> {
            server.settimeout(Duration.ofMillis(1));
            client.pack(0xAB, 8);
            assertThrows(SocketTimeoutException.class, () -> server.unpack(16));
            client.pack(0xCD, 8);
            server.settimeout();
            assertEquals(OptionalLong.of(0xABCD), server.unpack(16));
        });
    }

    @Test
    void numbersThatDoNotFitAreRefused() throws Exception {
        between((client, server) -> {
            assertThrows(IllegalArgumentException.class, () -> client.pack(8, 3));
            assertThrows(IllegalArgumentException.class, () -> client.pack(-1, 63));
            assertThrows(IllegalArgumentException.class, () -> client.pack(0, 0));
            assertThrows(IllegalArgumentException.class, () -> server.unpack(65));
            client.pack(-1, 64);
            assertEquals(OptionalLong.of(-1), server.unpack(64));
        });
    }
}
