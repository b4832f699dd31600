package org.cqueues.kernel;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One way to wait for readiness, offered by a fragment or by the host itself and found with {@link java.util.ServiceLoader} in the host's class
 * space. Made once a kernel; may probe the system when asked.
 */
@ConsumerType
public interface PollerProvider {
    /** {@return the mechanism's name, such as {@code epoll}; unique, and what {@link Kernel#BACKEND_SETTING} selects} */
    String name();

    /** {@return preference among those supported; the highest is taken. {@code poll(2)}, which is everywhere, has 0} */
    int rank();

    /** {@return why this backend cannot work here, a clause without a full stop; empty if it can} */
    Optional<String> unavailableReason();

    /**
     * Opens a readiness queue.
     *
     * @param kernel the kernel it is opened for, for its error numbers
     * @return an empty queue
     * @throws ErrnoException if the system has no room for one
     */
    Poller open(Kernel kernel) throws ErrnoException;
}
