package org.cqueues.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import java.util.List;
import javax.inject.Inject;
import org.cqueues.controller.Controllers;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsDefaults;
import org.cqueues.tls.TlsContexts;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** TLS in a framework: Bouncy Castle as bundles, the contexts as a service, and sockets that take theirs from it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TlsIT {
    @Inject
    private Controllers controllers;

    @Inject
    private Sockets sockets;

    @Inject
    private TlsContexts tls;

    @Inject
    private TlsDefaults defaults;

    @Configuration
    public Option[] container() {
        return Installation.containerWithout(List.of());
    }

    @Test
    public void lineGoesThroughTls() throws Exception {
        assertEquals("pong TLSv1.3", Exchange.secret(controllers, sockets, tls));
    }

    @Test
    public void socketsTakeTheirContextsFromTheSameService() {
        assertSame(tls, defaults);
    }

    @Test
    public void serviceIsNotForOneOfItsUsersToEnd() throws Exception {
        tls.close();

        assertEquals("pong TLSv1.3", Exchange.secret(controllers, sockets, tls));
    }
}
