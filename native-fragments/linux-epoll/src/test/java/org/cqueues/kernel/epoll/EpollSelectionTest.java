package org.cqueues.kernel.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.cqueues.kernel.Kernel;
import org.junit.jupiter.api.Test;

class EpollSelectionTest {
    @Test
    void epollIsTakenOnLinux() {
        try (Kernel kernel = Kernel.open(name -> null)) {
            assertEquals("epoll", kernel.backend().name());
            assertEquals(
                    Map.of("poll", "it works, but its rank is lower"),
                    kernel.backend().rejected());
        }
    }

    @Test
    void settingTakesPollAllTheSame() {
        try (Kernel kernel = Kernel.open(Map.of(Kernel.BACKEND_SETTING, "poll")::get)) {
            assertEquals("poll", kernel.backend().name());
            assertTrue(kernel.backend().reason().contains(Kernel.BACKEND_SETTING));
            assertEquals(
                    Map.of("epoll", "it works, but is not asked for"),
                    kernel.backend().rejected());
        }
    }
}
