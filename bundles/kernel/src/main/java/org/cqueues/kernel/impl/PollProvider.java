package org.cqueues.kernel.impl;

import java.util.Optional;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.PollerProvider;

/** Offers {@code poll(2)}, which every system has: provider. */
class PollProvider implements PollerProvider {
    @Override
    public String name() {
        return "poll";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public Optional<String> unavailableReason() {
        return Optional.empty();
    }

    @Override
    public Poller open(Kernel kernel) throws ErrnoException {
        return new PollPoller(NativeKernel.of(kernel).nativeBinding(), kernel.errno());
    }
}
