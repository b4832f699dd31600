package org.cqueues.kernel.sim;

import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.PollerContract;

class SimulatedPollerTest extends PollerContract {
    @Override
    protected Kernel openKernel() {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.descriptorLimit(4096);
        return kernel;
    }

    @Override
    protected boolean hasDescriptor() {
        return true;
    }
}
