package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineScannerTest {
    private static final int SIZE = 40;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());

    private static int plainly(ByteBuffer bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    @Test
    void aLineEndIsFoundAtEveryPlaceOfEveryRange() {
        for (int at = 0; at < SIZE; at++) {
            bytes.put(at, (byte) '\n');
            for (int from = 0; from <= SIZE; from++) {
                for (int to = from; to <= SIZE; to++) {
                    assertEquals(at >= from && at < to ? at : -1, LineScanner.indexOfLf(bytes, from, to));
                }
            }
            bytes.put(at, (byte) 0);
        }
    }

    @Test
    void noOtherByteIsTakenForALineEnd() {
        for (int value = 0; value < 256; value++) {
            for (int i = 0; i < SIZE; i++) {
                bytes.put(i, (byte) value);
            }
            assertEquals(value == '\n' ? 3 : -1, LineScanner.indexOfLf(bytes, 3, SIZE), "byte " + value);
        }
    }

    @Test
    void theFirstOfSeveralIsFoundAmongBytesThatDifferByOneBit() {
        Random random = new Random(42);
        byte[] near = {'\n', 0x0B, 0x08, 0x0E, 0x02, 0x1A, 0x2A, 0x4A, (byte) 0x8A, 0x00, 0x01, 0x09};
        for (int round = 0; round < 10_000; round++) {
            for (int i = 0; i < SIZE; i++) {
                bytes.put(i, near[random.nextInt(near.length)]);
            }
            int from = random.nextInt(SIZE);
            assertEquals(plainly(bytes, from, SIZE), LineScanner.indexOfLf(bytes, from, SIZE));
        }
    }
}
