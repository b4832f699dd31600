package org.cqueues.socket.impl;

import java.util.Map;
import org.cqueues.controller.Interposer;
import org.cqueues.controller.InterposerChains;
import org.cqueues.controller.MethodTable;
import org.cqueues.socket.NameLookup;
import org.cqueues.socket.Socket;
import org.cqueues.socket.TlsDefaults;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** What the {@link SocketService}s of all bundles of a framework share; also the whiteboard of those who interpose on sockets. */
@Component(service = SocketHome.class)
public final class SocketHome {
    private final MethodTable<Socket> methods = SocketMethods.table();
    private final InterposerChains<Socket> interposers = new InterposerChains<>(methods);
    private final TlsContexts contexts = new TlsContexts();
    private final Lookups lookups = new Lookups();

    MethodTable<Socket> methods() {
        return methods;
    }

    TlsContexts contexts() {
        return contexts;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTlsDefaults(TlsDefaults defaults) {
        contexts.use(defaults);
    }

    void unbindTlsDefaults(TlsDefaults defaults) {
        contexts.forget(defaults);
    }

    Lookups lookups() {
        return lookups;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNameLookup(NameLookup lookup) {
        lookups.use(lookup);
    }

    void unbindNameLookup(NameLookup lookup) {
        lookups.forget(lookup);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=socket)")
    void bindInterposer(Interposer<Socket> interposer, Map<String, Object> properties) {
        interposers.add(interposer, properties);
    }

    void unbindInterposer(Interposer<Socket> interposer, Map<String, Object> properties) {
        interposers.remove(interposer, properties);
    }

    /** Ends the threads that look up names. */
    @Deactivate
    void close() {
        lookups.close();
    }
}
