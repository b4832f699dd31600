package org.cqueues.signal.impl;

import java.util.Map;
import org.cqueues.controller.Interposer;
import org.cqueues.controller.InterposerChains;
import org.cqueues.controller.MethodTable;
import org.cqueues.signal.SignalListener;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What the {@link SignalService}s of all bundles of a framework share; also the whiteboard of those who interpose on signal listeners. */
@Component(service = SignalHome.class)
public final class SignalHome {
    private final MethodTable<SignalListener> methods = HubListener.table();
    private final InterposerChains<SignalListener> interposers = new InterposerChains<>(methods);

    MethodTable<SignalListener> methods() {
        return methods;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=signal)")
    void bindInterposer(Interposer<SignalListener> interposer, Map<String, Object> properties) {
        interposers.add(interposer, properties);
    }

    void unbindInterposer(Interposer<SignalListener> interposer, Map<String, Object> properties) {
        interposers.remove(interposer, properties);
    }
}
