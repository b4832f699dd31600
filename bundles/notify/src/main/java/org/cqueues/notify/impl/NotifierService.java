package org.cqueues.notify.impl;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Kernel;
import org.cqueues.notify.Flag;
import org.cqueues.notify.Notifier;
import org.cqueues.notify.Notifiers;
import org.cqueues.notify.Scope;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Provider: the service as one user has it, whose notifiers end with it. */
@Component(service = Notifiers.class, scope = ServiceScope.BUNDLE)
public final class NotifierService implements Notifiers {
    private final Kernel kernel;
    private final Controllers controllers;
    private final MethodTable<Notifier> methods;
    private final Set<DirectoryNotifier> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Opens the service for one bundle of a framework.
     *
     * @param kernel the system to ask
     * @param controllers whose coroutines wait
     * @param home what all bundles share
     */
    @Activate
    public NotifierService(@Reference Kernel kernel, @Reference Controllers controllers, @Reference NotifierHome home) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.methods = home.methods();
    }

    /**
     * Opens the service for a program without a framework.
     *
     * @param kernel the system to ask
     * @param controllers whose coroutines wait
     * @return the service
     */
    public static Notifiers open(Kernel kernel, Controllers controllers) {
        return new NotifierService(kernel, controllers, new NotifierHome());
    }

    @Override
    public Notifier opendir(String path) throws IOException {
        return opendir(path, Flag.ALL, Scope.NAMES);
    }

    @Override
    public Notifier opendir(String path, Set<Flag> changes) throws IOException {
        return opendir(path, changes, Scope.NAMES);
    }

    @Override
    public Notifier opendir(String path, Set<Flag> changes, Scope scope) throws IOException {
        requireOpen();
        DirectoryNotifier notifier =
                DirectoryNotifier.open(kernel, controllers, methods, open::remove, path, changes, scope);
        open.add(notifier);
        if (closed) { // meanwhile; whoever closed the service may not have seen this one
            notifier.close();
            requireOpen();
        }
        return notifier;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the notifiers are closed");
        }
    }

    @Override
    public Choice features() {
        return kernel.directoryWatching();
    }

    @Override
    public Optional<String> type(Object object) {
        if (object instanceof DirectoryNotifier notifier) {
            return Optional.of(notifier.isClosed() ? "closed file notifier" : "file notifier");
        }
        return object instanceof Notifier ? Optional.of("file notifier") : Optional.empty();
    }

    @Override
    public Optional<Method<Notifier>> interpose(String name, Method<Notifier> method) {
        return methods.interpose(name, method);
    }

    @Override
    public Object call(Notifier self, String name, Object... arguments) throws Exception {
        return methods.find(name).invoke(self, arguments);
    }

    @Override
    @Deactivate
    public void close() {
        closed = true;
        open.forEach(DirectoryNotifier::close);
    }
}
