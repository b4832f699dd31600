package org.cqueues.controller.impl;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatonEngineTest extends EngineContract {
    @Override
    String engine() {
        return "baton";
    }

    @Test
    void theReasonAgainstVirtualThreadsIsKept() {
        assertFalse(Optional.ofNullable(controllers.engine().rejected().get("virtual"))
                .orElse("")
                .isEmpty());
    }
}
