package org.cqueues.itests;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.util.List;
import javax.inject.Inject;
import org.cqueues.condition.Condition;
import org.cqueues.condition.Conditions;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Dns;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The bundles in a framework, with the fragment for this system. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EpollIT {
    @Inject
    private Kernel kernel;

    @Inject
    private Controllers controllers;

    @Inject
    private Conditions conditions;

    @Inject
    private Sockets sockets;

    @Inject
    private Dns dns;

    @Configuration
    public Option[] container() {
        return Installation.containerWithout(List.of());
    }

    @Test
    public void fragmentProvidesTheBackend() {
        assertEquals(kernel.backend().toString(), "epoll", kernel.backend().name());
    }

    @Test
    public void linesComeBack() throws IOException {
        assertEquals(List.of("one", "two"), Exchange.echo(controllers, sockets, "one", "two"));
    }

    @Test
    public void packetIsReadBack() throws DnsException {
        byte[] wire =
                dns.packet().push("example.com.", RecordType.A, RecordClass.IN).dump();

        assertEquals(1, dns.packet(wire).count());
    }

    @Test
    public void conditionWakesACoroutine() {
        try (Controller loop = controllers.create()) {
            Condition condition = conditions.create();
            loop.wrap(condition::await);
            loop.wrap(condition::signal);

            loop.loop();

            assertEquals(0, loop.count());
        }
    }
}
