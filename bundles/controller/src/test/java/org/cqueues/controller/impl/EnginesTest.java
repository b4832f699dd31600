package org.cqueues.controller.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.junit.jupiter.api.Test;

/** Where {@link VirtualEngineTest} is skipped, this says why; where it runs, this says that it must. */
class EnginesTest {
    @Test
    void itWorksFromJdk24OnAndElseSaysWhyNot() {
        Optional<String> missing = VirtualEngine.unavailableReason();
        int feature = Runtime.version().feature();

        assertEquals(feature >= 24, missing.isEmpty(), missing.toString());
        missing.ifPresent(reason -> assertTrue(reason.contains("JDK " + feature), reason));
    }

    @Test
    void aSettingThatCannotBeHonouredIsRefusedWithTheReason() {
        Optional<String> missing = VirtualEngine.unavailableReason();
        try (Kernel kernel = Kernel.open()) {
            if (missing.isEmpty()) {
                ControllerService.open(kernel, name -> "virtual").close();
            } else {
                String message = assertThrows(
                                IllegalStateException.class, () -> ControllerService.open(kernel, name -> "virtual"))
                        .getMessage();
                assertTrue(message.contains(missing.get()), message);
            }
        }
    }

    @Test
    void anUnknownEngineIsRefused() {
        try (Kernel kernel = Kernel.open()) {
            assertThrows(
                    IllegalStateException.class,
                    () -> ControllerService.open(
                            kernel, name -> Controllers.ENGINE_SETTING.equals(name) ? "green" : null));
        }
    }
}
