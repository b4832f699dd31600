package org.cqueues.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.util.List;
import javax.inject.Inject;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The bundles in a framework, without any fragment. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PollIT {
    @Inject
    private Kernel kernel;

    @Inject
    private Controllers controllers;

    @Inject
    private Sockets sockets;

    @Configuration
    public Option[] container() {
        return Installation.containerWithout(List.of(Installation.FRAGMENT));
    }

    @Test
    public void hostFallsBackToPollAndSaysWhy() {
        assertEquals("poll", kernel.backend().name());
        assertFalse(kernel.backend().reason().isBlank());
    }

    @Test
    public void linesComeBack() throws IOException {
        assertEquals(List.of("one", "two"), Exchange.echo(controllers, sockets, "one", "two"));
    }
}
