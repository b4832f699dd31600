package org.cqueues.itests;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
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
import org.cqueues.notify.Notifier;
import org.cqueues.notify.Notifiers;
import org.cqueues.signal.SignalListener;
import org.cqueues.signal.Signals;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.thread.ThreadStart;
import org.cqueues.thread.Threads;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

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
    private Notifiers notifiers;

    @Inject
    private BundleContext context;

    @Inject
    private Signals signals;

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
    public void directoriesAreWatched() throws IOException {
        Path dir = Files.createTempDirectory("notify");
        try (Notifier notifier = notifiers.opendir(dir.toString()).add("a")) {
            Files.createFile(dir.resolve("a"));

            assertEquals("a", notifier.get().orElseThrow().name());
        } finally {
            Files.delete(dir.resolve("a"));
            Files.delete(dir);
        }
    }

    @Test
    public void threadsAreTheContainers() throws IOException {
        String before = started();
        ServiceRegistration<ThreadFactory> container = context.registerService(
                ThreadFactory.class,
                task -> new Thread(task, "managed"),
                new Hashtable<>(Map.of(Threads.FACTORY, "factory")));
        try {
            assertEquals("cqueues-thread", before.substring(0, 14));
            assertEquals("managed", started());
        } finally {
            container.unregister();
        }
    }

    /** The name of a thread that is started just now: the service is another one when there is another factory. */
    private String started() throws IOException {
        Threads threads = context.getService(context.getServiceReference(Threads.class));
        ThreadStart started = threads.start(
                (con, arguments) -> con.write(Thread.currentThread().getName()));
        try (Socket socket = started.socket()) {
            return socket.read();
        }
    }

    /** {@code sun.misc} is no package that the bundle imports. */
    @Test
    public void signalsAreTakenThroughTheJvmsHandler() throws IOException {
        int winch = signals.number("WINCH");
        try (SignalListener listener = signals.listen(winch)) {
            assertEquals("handler", listener.features().get(winch).name());
            signals.raise(winch);

            assertEquals(winch, listener.await());
        }
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
