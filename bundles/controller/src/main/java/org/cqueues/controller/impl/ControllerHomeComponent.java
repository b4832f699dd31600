package org.cqueues.controller.impl;

import java.util.Map;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Interposer;
import org.cqueues.controller.InterposerChains;
import org.cqueues.kernel.Kernel;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What the {@link ControllerService}s of all bundles of a framework share; also the whiteboard of those who interpose on controllers. */
@Component(service = ControllerHomeComponent.class)
public final class ControllerHomeComponent {
    private final ControllerHome home;
    private final InterposerChains<Controller> interposers;

    /**
     * Chooses the coroutine engine.
     *
     * @param context of this bundle; its properties are the settings
     * @param kernel the system to wait with
     */
    @Activate
    public ControllerHomeComponent(BundleContext context, @Reference Kernel kernel) {
        this.home = new ControllerHome(kernel, context::getProperty);
        this.interposers = new InterposerChains<>(home.methods());
    }

    ControllerHome home() {
        return home;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=controller)")
    void bindInterposer(Interposer<Controller> interposer, Map<String, Object> properties) {
        interposers.add(interposer, properties);
    }

    void unbindInterposer(Interposer<Controller> interposer, Map<String, Object> properties) {
        interposers.remove(interposer, properties);
    }
}
