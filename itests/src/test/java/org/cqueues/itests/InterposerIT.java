package org.cqueues.itests;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import javax.inject.Inject;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Interposer;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The whiteboard way to interpose on a method. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class InterposerIT {
    private final List<String> seen = new ArrayList<>();

    @Inject
    private BundleContext context;

    @Inject
    private Controllers controllers;

    @Configuration
    public Option[] container() {
        return Installation.containerWithout(List.of());
    }

    @Test
    public void interposerSeesCallsAsLongAsItIsRegistered() {
        try (Controller loop = controllers.create()) {
            loop.alert();
            ServiceRegistration<?> registration = interposeOn("alert");
            loop.alert();
            registration.unregister();
            loop.alert();
        }

        assertEquals(List.of("alert"), seen);
    }

    private ServiceRegistration<?> interposeOn(String name) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Interposer.TYPE, "controller");
        properties.put(Interposer.NAME, name);
        Interposer<Controller> interposer = previous -> (self, arguments) -> {
            seen.add(name);
            return previous.invoke(self, arguments);
        };
        return context.registerService(Interposer.class, interposer, properties);
    }
}
