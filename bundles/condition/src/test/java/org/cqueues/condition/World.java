package org.cqueues.condition;

import org.cqueues.controller.TestLoop;

/** The real system under a test, with conditions. */
final class World extends TestLoop {
    final Conditions conditions = Conditions.open(controllers);
}
