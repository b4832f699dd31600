package org.cqueues.benchmarks;

import org.cqueues.condition.Conditions;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;

/** The services that a benchmark measures, opened together. */
record Ours(Kernel kernel, Controllers controllers, Conditions conditions) implements AutoCloseable {
    static Ours open() {
        Kernel kernel = Kernel.open();
        Controllers controllers = Controllers.open(kernel);
        return new Ours(kernel, controllers, Conditions.open(controllers));
    }

    @Override
    public void close() {
        controllers.close();
        kernel.close();
    }
}
