package org.cqueues.kernel.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class EpollEventTest {
    private final ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());

    @Test
    void isPackedOnX86OfSixtyFourBitsOnly() {
        assertEquals(12, EpollEvent.of("amd64").size());
        assertEquals(12, EpollEvent.of("x86_64").size());
        assertEquals(16, EpollEvent.of("aarch64").size());
        assertEquals(16, EpollEvent.of("s390x").size());
    }

    @Test
    void keepsTheDescriptorAndTheInterestInBothLayouts() {
        for (String arch : new String[] {"amd64", "aarch64"}) {
            EpollEvent event = EpollEvent.of(arch);
            for (int interest = 0; interest <= 7; interest++) {
                event.put(bytes, event.size(), 1_000_000, interest);

                assertEquals(1_000_000, event.fd(bytes, event.size()));
                assertEquals(interest, event.ready(bytes, event.size()));
            }
        }
    }

    @Test
    void speaksTheKernelsBits() {
        EpollEvent event = EpollEvent.of("aarch64");
        event.put(bytes, 0, 5, 1);
        assertEquals(0x001, bytes.getInt(0), "EPOLLIN");
        event.put(bytes, 0, 5, 2);
        assertEquals(0x004, bytes.getInt(0), "EPOLLOUT");
        event.put(bytes, 0, 5, 4);
        assertEquals(0x002, bytes.getInt(0), "EPOLLPRI");
    }

    @Test
    void errorAndHangUpAreWhateverIsWatched() {
        EpollEvent event = EpollEvent.of("amd64");
        for (int events : new int[] {8, 16, 24}) {
            event.put(bytes, 0, 5, 6);
            bytes.putInt(0, events);

            assertEquals(6, event.ready(bytes, 0));
        }
    }
}
