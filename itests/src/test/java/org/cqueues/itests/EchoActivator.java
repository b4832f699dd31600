package org.cqueues.itests;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.cqueues.condition.Conditions;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Runner;
import org.cqueues.dns.Dns;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.kernel.Kernel;
import org.cqueues.notify.Notifiers;
import org.cqueues.signal.Signals;
import org.cqueues.socket.Sockets;
import org.cqueues.thread.Threads;
import org.cqueues.tls.TlsContexts;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Makes use of every service, as a bundle of somebody else does: for the span of {@code start}, and from there to {@code stop}. */
public final class EchoActivator implements BundleActivator {
    /** A signal that nobody minds, if it comes. */
    private static final int WINCH = 28;

    /** Location from which it is to be installed to use TLS too. */
    static final String WITH_TLS = "user with TLS";

    private Runner runner;

    @Override
    public void start(BundleContext context) throws Exception {
        Controllers controllers = service(context, Controllers.class);
        Sockets sockets = service(context, Sockets.class);
        service(context, Kernel.class).raiseDescriptorLimit();
        service(context, Conditions.class).create().signal();
        Dns dns = service(context, Dns.class);
        dns.packet(
                dns.packet().push("example.com.", RecordType.A, RecordClass.IN).dump());
        dns.stub(Map.of("lookup", List.of("file"))).query("localhost.");
        service(context, Notifiers.class).opendir(System.getProperty("java.io.tmpdir"));
        service(context, Threads.class).start((con, arguments) -> con.read()); // ended when the bundle stops
        service(context, Signals.class).listen(WINCH);
        List<String> answers = Exchange.echo(controllers, sockets, "ping");
        if (!answers.equals(List.of("ping"))) {
            throw new IllegalStateException("echo was " + answers);
        }
        if (context.getBundle().getLocation().equals(WITH_TLS)) {
            requireSecret(Exchange.secret(controllers, sockets, service(context, TlsContexts.class)));
        }
        CompletableFuture<Void> runs = new CompletableFuture<>();
        runner = controllers.run("round", Thread::new, () -> {
            runs.complete(null);
            controllers.sleep(Double.POSITIVE_INFINITY);
        });
        runs.get();
    }

    private static void requireSecret(String answer) {
        if (!answer.equals("pong TLSv1.3")) {
            throw new IllegalStateException("over TLS it was " + answer);
        }
    }

    @Override
    public void stop(BundleContext context) {
        runner.close();
    }

    private static <S> S service(BundleContext context, Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        if (reference == null) {
            throw new IllegalStateException("there is no service " + type.getName());
        }
        return context.getService(reference);
    }
}
