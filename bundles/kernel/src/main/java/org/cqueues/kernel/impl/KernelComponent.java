package org.cqueues.kernel.impl;

import org.cqueues.kernel.Choice;
import org.cqueues.kernel.DirectoryWatcher;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.SignalDescriptor;
import org.cqueues.kernel.SignalTable;
import org.cqueues.kernel.Syscalls;
import org.cqueues.kernel.Workspace;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The kernel as an OSGi service: facade over one that lives as long as the component. Settings are framework properties, which fall back to system
 * properties. Nothing else here needs OSGi at run time.
 */
@Component(service = Kernel.class)
public final class KernelComponent implements Kernel {
    private final Kernel kernel;

    /** Opens the kernel; called by Declarative Services. */
    @Activate
    public KernelComponent(BundleContext context) {
        kernel = Kernel.open(context::getProperty);
    }

    /** Closes the kernel; called by Declarative Services, after the services that use it are gone. */
    @Deactivate
    void deactivate() {
        kernel.close();
    }

    @Override
    public Choice backend() {
        return kernel.backend();
    }

    @Override
    public Choice binding() {
        return kernel.binding();
    }

    @Override
    public Errno errno() {
        return kernel.errno();
    }

    @Override
    public SignalTable signals() {
        return kernel.signals();
    }

    @Override
    public Syscalls syscalls() {
        return kernel.syscalls();
    }

    @Override
    public Workspace openWorkspace() {
        return kernel.openWorkspace();
    }

    @Override
    public Poller openPoller() throws ErrnoException {
        return kernel.openPoller();
    }

    @Override
    public Choice directoryWatching() {
        return kernel.directoryWatching();
    }

    @Override
    public DirectoryWatcher openDirectoryWatcher() throws ErrnoException {
        return kernel.openDirectoryWatcher();
    }

    @Override
    public Choice signalDescriptors() {
        return kernel.signalDescriptors();
    }

    @Override
    public SignalDescriptor openSignalDescriptor(long signals) throws ErrnoException {
        return kernel.openSignalDescriptor(signals);
    }

    @Override
    public long monotonicNanos() {
        return kernel.monotonicNanos();
    }

    @Override
    public long raiseDescriptorLimit() throws ErrnoException {
        return kernel.raiseDescriptorLimit();
    }

    /** Does nothing: a service is shared, so one user's close must not end it for the others. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return kernel.toString();
    }
}
