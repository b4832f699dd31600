package org.cqueues.notify.impl;

import java.util.Map;
import org.cqueues.controller.Interposer;
import org.cqueues.controller.InterposerChains;
import org.cqueues.controller.MethodTable;
import org.cqueues.notify.Notifier;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What the {@link NotifierService}s of all bundles of a framework share; also the whiteboard of those who interpose on notifiers. */
@Component(service = NotifierHome.class)
public final class NotifierHome {
    private final MethodTable<Notifier> methods = DirectoryNotifier.table();
    private final InterposerChains<Notifier> interposers = new InterposerChains<>(methods);

    MethodTable<Notifier> methods() {
        return methods;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=notifier)")
    void bindInterposer(Interposer<Notifier> interposer, Map<String, Object> properties) {
        interposers.add(interposer, properties);
    }

    void unbindInterposer(Interposer<Notifier> interposer, Map<String, Object> properties) {
        interposers.remove(interposer, properties);
    }
}
