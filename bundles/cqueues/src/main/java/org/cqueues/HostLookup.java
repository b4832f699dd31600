package org.cqueues;

import java.io.IOException;
import java.time.Duration;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Dns;
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

    private final Kernel kernel;
    private final Controllers controllers;
    private NameLookup settled; // guarded by this; null: not asked so far
    private Sockets sockets; // guarded by this; null: not opened
    private LazyDns dns; // guarded by this; null: not opened
    private boolean closed; // guarded by this

    HostLookup(Kernel kernel, Controllers controllers) {
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
        sockets = Sockets.open(kernel, controllers);
        dns = new LazyDns(kernel, controllers, sockets);
        try {
            return withServers(dns.dns());
        } catch (IllegalStateException | IOException e) {
            return NameLookup.system();
        }
    }

    private static NameLookup withServers(Dns opened) throws IOException {
        Resolver resolver = opened.stub();
        boolean none = resolver.config().settings().nameserver().equals(Settings.DEFAULT.nameserver());
        return none ? NameLookup.system() : opened.lookup(resolver, TIMEOUT);
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
