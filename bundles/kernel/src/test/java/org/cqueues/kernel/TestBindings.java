package org.cqueues.kernel;

import java.util.Map;
import java.util.stream.Stream;

/** The native bindings that tests run over: each one that this Java can have, so that none is skipped by accident. */
public final class TestBindings {
    private TestBindings() {}

    /** {@return names of bindings} */
    public static Stream<String> available() {
        return Runtime.version().feature() >= 22 ? Stream.of("foreign", "jna") : Stream.of("jna");
    }

    /** {@return a kernel with a binding and a backend; it must say that it has them} */
    public static Kernel open(String binding, String backend) {
        Kernel kernel = Kernel.open(Map.of(Kernel.BINDING_SETTING, binding, Kernel.BACKEND_SETTING, backend)::get);
        if (!kernel.binding().name().equals(binding) || !kernel.backend().name().equals(backend)) {
            throw new AssertionError(kernel.binding() + ", " + kernel.backend());
        }
        return kernel;
    }
}
