package org.cqueues.kernel;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** One way to watch directories, offered by a fragment and found as {@link PollerProvider} is. Made once a kernel. */
@ConsumerType
public interface DirectoryWatcherProvider {
    /** {@return the mechanism's name, such as {@code inotify}} */
    String name();

    /** {@return why this mechanism cannot work here, a clause without a full stop; empty if it can} */
    Optional<String> unavailableReason();

    /**
     * Opens a watcher.
     *
     * @param kernel the kernel it is opened for
     * @return a watcher that watches nothing yet
     * @throws ErrnoException if the system has no room for one
     */
    DirectoryWatcher open(Kernel kernel) throws ErrnoException;
}
