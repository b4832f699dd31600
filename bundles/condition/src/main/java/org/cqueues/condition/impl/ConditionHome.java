package org.cqueues.condition.impl;

import java.util.Map;
import org.cqueues.condition.Condition;
import org.cqueues.controller.Interposer;
import org.cqueues.controller.InterposerChains;
import org.cqueues.controller.MethodTable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What the {@link ConditionService}s of all bundles of a framework share; also the whiteboard of those who interpose on conditions. */
@Component(service = ConditionHome.class)
public final class ConditionHome {
    private final MethodTable<Condition> methods = InterposableCondition.table();
    private final InterposerChains<Condition> interposers = new InterposerChains<>(methods);

    MethodTable<Condition> methods() {
        return methods;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=condition)")
    void bindInterposer(Interposer<Condition> interposer, Map<String, Object> properties) {
        interposers.add(interposer, properties);
    }

    void unbindInterposer(Interposer<Condition> interposer, Map<String, Object> properties) {
        interposers.remove(interposer, properties);
    }
}
