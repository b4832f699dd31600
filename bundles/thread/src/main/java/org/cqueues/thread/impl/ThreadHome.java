package org.cqueues.thread.impl;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.cqueues.controller.Interposer;
import org.cqueues.controller.InterposerChains;
import org.cqueues.controller.MethodTable;
import org.cqueues.thread.ThreadHandle;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What the {@link ThreadService}s of all bundles of a framework share: who runs on which thread; also the whiteboard of those who interpose on threads. */
@Component(service = ThreadHome.class)
public final class ThreadHome {
    private final MethodTable<ThreadHandle> methods = PairedThread.table();
    private final InterposerChains<ThreadHandle> interposers = new InterposerChains<>(methods);
    private final Map<Thread, PairedThread> running = new ConcurrentHashMap<>();

    MethodTable<ThreadHandle> methods() {
        return methods;
    }

    /** {@return the threads that run now} */
    Map<Thread, PairedThread> running() {
        return running;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=thread)")
    void bindInterposer(Interposer<ThreadHandle> interposer, Map<String, Object> properties) {
        interposers.add(interposer, properties);
    }

    void unbindInterposer(Interposer<ThreadHandle> interposer, Map<String, Object> properties) {
        interposers.remove(interposer, properties);
    }
}
