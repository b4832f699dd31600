package org.cqueues.kernel;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class PollPollerTest extends NativePollerContract {
    @Parameter
    String binding;

    @Override
    protected Kernel openKernel() {
        return TestBindings.open(binding, "poll");
    }

    @Override
    protected boolean hasDescriptor() {
        return false;
    }
}
