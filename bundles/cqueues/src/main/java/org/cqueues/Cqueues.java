package org.cqueues;

import org.cqueues.condition.Conditions;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Dns;
import org.cqueues.kernel.Kernel;
import org.cqueues.notify.Notifiers;
import org.cqueues.signal.Signals;
import org.cqueues.socket.Sockets;
import org.cqueues.thread.Threads;
import org.cqueues.tls.TlsContexts;

/**
 * The services of cqueues, wired to one another, for programs without a framework. Any thread. Two of them share nothing.
 *
 * <pre>{@code
 * try (Cqueues cq = Cqueues.open()) {
 *     Controller loop = cq.controllers().create();
 *     loop.wrap(() -> System.out.println("hello"));
 *     loop.loop();
 * }
 * }</pre>
 */
public final class Cqueues implements AutoCloseable {
    /** Setting that names who looks hosts up for sockets, {@code dns} or {@code system}; unset takes the first that can. */
    public static final String LOOKUP_SETTING = "org.cqueues.lookup";

    private final Kernel kernel;
    private final Controllers controllers;
    private final Conditions conditions;
    private final Sockets sockets;
    private final HostLookup hosts;
    private final LazyDns dns;
    private final Notifiers notifiers;
    private final Signals signals;
    private final Threads threads;
    private final LazyTls tls = new LazyTls();

    private Cqueues(Kernel kernel) {
        this.kernel = kernel;
        controllers = Controllers.open(kernel);
        conditions = Conditions.open(controllers);
        hosts = new HostLookup(System.getProperty(LOOKUP_SETTING), kernel, controllers);
        sockets = Sockets.open(kernel, controllers, tls, hosts);
        dns = new LazyDns(kernel, controllers, sockets);
        notifiers = Notifiers.open(kernel, controllers);
        signals = Signals.open(kernel, controllers);
        threads = Threads.open(kernel, controllers, sockets);
    }

    /**
     * Opens the services, with settings from the system properties.
     *
     * @return the services, to be closed by the caller
     * @throws IllegalStateException if no backend, no binding or no coroutine engine works here, or the one that a setting names does not, with the
     *     reason for each; or if a setting has no such value
     */
    public static Cqueues open() {
        Kernel kernel = Kernel.open();
        try {
            return new Cqueues(kernel);
        } catch (RuntimeException | Error e) {
            kernel.close();
            throw e;
        }
    }

    /** {@return the operating system} */
    public Kernel kernel() {
        return kernel;
    }

    /** {@return what makes controllers, and waits} */
    public Controllers controllers() {
        return controllers;
    }

    /** {@return what makes condition variables and promises} */
    public Conditions conditions() {
        return conditions;
    }

    /**
     * {@return what makes sockets}
     *
     * <p>They look hosts up without a thread, with the servers and the order that {@code resolv.conf} and {@code nsswitch.conf} say and with the {@code hosts} file: see
     * {@link Dns#stub()}. Of the sources of {@code nsswitch.conf} these are {@code files} and {@code dns}; others, such as {@code mdns} or {@code ldap}, are not asked: where
     * they are needed, {@link #LOOKUP_SETTING} leaves hosts to the system. The
     * system is asked instead (see {@link org.cqueues.socket.NameLookup#system}) if no server is configured when the first host is looked up, a file cannot be read, or
     * DNS is not on the class path.
     */
    public Sockets sockets() {
        return sockets;
    }

    /**
     * {@return what makes resolvers, their configurations, and packets of DNS}
     *
     * @throws IllegalStateException if {@code org.cqueues.dns}, dnsjava or {@code slf4j-api} is not on the class path, or this is closed
     */
    public Dns dns() {
        return dns.dns();
    }

    /** {@return what watches directories} */
    public Notifiers notifiers() {
        return notifiers;
    }

    /** {@return what takes, blocks and sends signals} */
    public Signals signals() {
        return signals;
    }

    /** {@return what starts threads} */
    public Threads threads() {
        return threads;
    }

    /**
     * {@return what makes TLS contexts, reads PEM and makes certificates}
     *
     * <p>Sockets take their default contexts from here too. Where Bouncy Castle is missing, they take them from the JDK, and everything else works as with it.
     *
     * @throws IllegalStateException if Bouncy Castle is not on the class path, or this is closed
     */
    public TlsContexts tls() {
        return tls.contexts();
    }

    /**
     * Closes the threads, the signals, the notifiers, the resolvers and the sockets, then the controllers, which unwinds their coroutines, then the kernel. Idempotent.
     *
     * @throws IllegalStateException if called by a coroutine of one of the controllers
     */
    @Override
    public void close() {
        threads.close();
        signals.close();
        notifiers.close();
        dns.close();
        sockets.close();
        hosts.close();
        controllers.close();
        kernel.close();
        tls.close();
    }
}
