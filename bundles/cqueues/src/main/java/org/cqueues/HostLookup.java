package org.cqueues;

import java.io.IOException;
import java.time.Duration;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.Settings;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.socket.NameLookup;
import org.cqueues.socket.Sockets;

/**
 * Worker: finds hosts with a resolver as the system's files configure it, or else asks the system. Which of them is settled when it is first asked. The resolver has
 * sockets of its own, because those that ask here wait for this. Any thread.
 */
final class HostLookup implements NameLookup {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Who finds hosts. */
    private enum Choice {
        BEST,
        DNS,
        SYSTEM;

        static Choice of(String setting) {
            if (setting == null) {
                return BEST;
            }
            return switch (setting) {
                case "dns" -> DNS;
                case "system" -> SYSTEM;
                default ->
                    throw new IllegalStateException(Cqueues.LOOKUP_SETTING + " is dns or system, not " + setting);
            };
        }
    }

    private final Choice choice;
    private final Kernel kernel;
    private final Controllers controllers;
    private NameLookup settled; // guarded by this; null: not asked so far
    private Sockets sockets; // guarded by this; null: not opened
    private LazyDns dns; // guarded by this; null: not opened
    private boolean closed; // guarded by this

    /**
     * A lookup that is settled later.
     *
     * @param setting as of {@link Cqueues#LOOKUP_SETTING}; null if it is unset
     */
    HostLookup(String setting, Kernel kernel, Controllers controllers) {
        choice = Choice.of(setting);
        this.kernel = kernel;
        this.controllers = controllers;
    }

    @Override
    public Lookup begin(String host, Family family, Answers answers) {
        return settled().begin(host, family, answers);
    }

    private synchronized NameLookup settled() {
        if (closed) {
            throw new IllegalStateException("the services are closed");
        }
        if (settled == null) {
            settled = settle();
        }
        return settled;
    }

    /** Without a class that is needed, without a server, or where a file cannot be read, the system may know a way. */
    private NameLookup settle() {
        if (choice == Choice.SYSTEM) {
            return NameLookup.system();
        }
        sockets = Sockets.open(kernel, controllers);
        dns = new LazyDns(kernel, controllers, sockets);
        try {
            Resolver resolver = dns.dns().stub();
            boolean none = resolver.config().settings().nameserver().equals(Settings.DEFAULT.nameserver());
            return none && choice == Choice.BEST
                    ? NameLookup.system()
                    : dns.dns().lookup(resolver, TIMEOUT);
        } catch (IllegalStateException | IOException e) {
            if (choice == Choice.DNS) {
                throw new IllegalStateException(Cqueues.LOOKUP_SETTING + " is dns: " + e.getMessage(), e);
            }
            return NameLookup.system();
        }
    }

    /** Ends what is under way. Idempotent. */
    void close() {
        LazyDns openedDns;
        Sockets openedSockets;
        synchronized (this) {
            closed = true;
            openedDns = dns;
            openedSockets = sockets;
        }
        if (openedSockets != null) {
            openedDns.close();
            openedSockets.close();
        }
    }
}
