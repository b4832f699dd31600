package org.cqueues;

import org.cqueues.condition.Conditions;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Dns;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;

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
    private final Kernel kernel;
    private final Controllers controllers;
    private final Conditions conditions;
    private final Sockets sockets;
    private final Dns dns;

    private Cqueues(Kernel kernel) {
        this.kernel = kernel;
        controllers = Controllers.open(kernel);
        conditions = Conditions.open(controllers);
        sockets = Sockets.open(kernel, controllers);
        dns = Dns.open(kernel, controllers, sockets);
    }

    /**
     * Opens the services, with settings from the system properties.
     *
     * @return the services, to be closed by the caller
     * @throws IllegalStateException if no backend, no binding or no coroutine engine works here, or the one that a setting names does not, with the
     *     reason for each
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

    /** {@return what makes sockets} */
    public Sockets sockets() {
        return sockets;
    }

    /** {@return what makes resolvers, their configurations, and packets of DNS} */
    public Dns dns() {
        return dns;
    }

    /**
     * Closes the resolvers and sockets, then the controllers, which unwinds their coroutines, then the kernel. Idempotent.
     *
     * @throws IllegalStateException if called by a coroutine of one of the controllers
     */
    @Override
    public void close() {
        dns.close();
        sockets.close();
        controllers.close();
        kernel.close();
    }
}
