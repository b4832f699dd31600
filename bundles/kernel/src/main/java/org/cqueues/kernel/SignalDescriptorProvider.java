package org.cqueues.kernel;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** One way to take signals through a descriptor, offered by a fragment and found as {@link PollerProvider} is. Made once a kernel. */
@ConsumerType
public interface SignalDescriptorProvider {
    /** {@return the mechanism's name, such as {@code signalfd}} */
    String name();

    /** {@return why this mechanism cannot work here, a clause without a full stop; empty if it can} */
    Optional<String> unavailableReason();

    /**
     * Opens a descriptor.
     *
     * @param kernel the kernel it is opened for
     * @param signals a set, in which bit 0 is signal 1
     * @return a descriptor that takes them
     * @throws ErrnoException if the system has no room for one
     */
    SignalDescriptor open(Kernel kernel, long signals) throws ErrnoException;
}
