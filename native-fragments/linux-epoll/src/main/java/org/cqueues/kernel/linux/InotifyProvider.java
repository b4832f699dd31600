package org.cqueues.kernel.linux;

import java.util.Optional;
import org.cqueues.kernel.DirectoryWatcher;
import org.cqueues.kernel.DirectoryWatcherProvider;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.impl.NativeKernel;

/** Offers inotify, on Linux: provider. */
public final class InotifyProvider implements DirectoryWatcherProvider {
    /** For {@link java.util.ServiceLoader}. */
    public InotifyProvider() {}

    @Override
    public String name() {
        return "inotify";
    }

    @Override
    public Optional<String> unavailableReason() {
        String os = System.getProperty("os.name");
        return os.equals("Linux") ? Optional.empty() : Optional.of("inotify is Linux's, and this is " + os);
    }

    @Override
    public DirectoryWatcher open(Kernel kernel) throws ErrnoException {
        return InotifyWatcher.open(kernel.errno(), NativeKernel.of(kernel).nativeBinding());
    }
}
