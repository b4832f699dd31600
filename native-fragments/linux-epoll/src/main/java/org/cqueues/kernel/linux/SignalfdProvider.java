package org.cqueues.kernel.linux;

import java.util.Optional;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SignalDescriptor;
import org.cqueues.kernel.SignalDescriptorProvider;
import org.cqueues.kernel.impl.NativeKernel;

/** Offers signalfd, on Linux: provider. */
public final class SignalfdProvider implements SignalDescriptorProvider {
    /** For {@link java.util.ServiceLoader}. */
    public SignalfdProvider() {}

    @Override
    public String name() {
        return "signalfd";
    }

    @Override
    public Optional<String> unavailableReason() {
        String os = System.getProperty("os.name");
        return os.equals("Linux") ? Optional.empty() : Optional.of("signalfd is Linux's, and this is " + os);
    }

    @Override
    public SignalDescriptor open(Kernel kernel, long signals) throws ErrnoException {
        return Signalfd.open(kernel.errno(), NativeKernel.of(kernel).nativeBinding(), signals);
    }
}
