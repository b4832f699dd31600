package org.cqueues.itests;

import static org.junit.Assert.assertEquals;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.cqueues.kernel.Kernel;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The bundles in a framework that takes this system for another one. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class OtherSystemIT {
    @Inject
    private BundleContext context;

    @Inject
    private Kernel kernel;

    @Configuration
    public Option[] container() {
        return Installation.containerWithout(
                List.of(), frameworkProperty("org.osgi.framework.os.name").value("Mac OS X"));
    }

    @Test
    public void fragmentOfAnotherSystemStaysAside() {
        assertEquals(Bundle.INSTALLED, state("org.cqueues.kernel.linux-epoll"));
        assertEquals(Bundle.ACTIVE, state("org.cqueues.kernel"));
        assertEquals("poll", kernel.backend().name());
    }

    private int state(String symbolicName) {
        return Stream.of(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow()
                .getState();
    }
}
