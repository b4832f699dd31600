package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cqueues.controller.Controllers;

/** Worker: lets exchanges over UDP that are to come from the same port have it in turn, whichever resolvers they are of. All guarded by this; nothing that waits is done inside. */
final class LocalPorts {
    private final Controllers controllers;
    private final Map<InetSocketAddress, Port> ports = new HashMap<>();

    /** One that is in use, or waited for. */
    private static final class Port {
        final Turnstile turnstile;
        int users; // guarded by the ports

        Port(Controllers controllers) {
            turnstile = new Turnstile(controllers, 1);
        }
    }

    LocalPorts(Controllers controllers) {
        this.controllers = controllers;
    }

    /**
     * Takes a port, once it is free. Whoever has it calls {@link #leave} at the end.
     *
     * @param local with port 0, or empty, where the system chooses the port: then there is nothing to wait for
     * @param owner what may be sent away
     * @throws java.net.SocketTimeoutException if it is not free in time
     * @throws java.nio.channels.ClosedChannelException if the owner is sent away
     */
    void enter(Optional<InetSocketAddress> local, Object owner, Deadline deadline) throws IOException {
        if (isFixed(local)) {
            boolean inside = false;
            try {
                joined(local.get()).turnstile.enter(deadline, owner);
                inside = true;
            } finally {
                if (!inside) {
                    parted(local.get());
                }
            }
        }
    }

    void leave(Optional<InetSocketAddress> local) {
        if (isFixed(local)) {
            parted(local.get()).turnstile.leave();
        }
    }

    private static boolean isFixed(Optional<InetSocketAddress> local) {
        return local.isPresent() && local.get().getPort() != 0;
    }

    private synchronized Port joined(InetSocketAddress local) {
        Port port = ports.computeIfAbsent(local, ignored -> new Port(controllers));
        port.users++;
        return port;
    }

    private synchronized Port parted(InetSocketAddress local) {
        Port port = ports.get(local);
        port.users--;
        if (port.users == 0) {
            ports.remove(local);
        }
        return port;
    }

    /** Ends every wait of an owner. */
    void dismiss(Object owner) {
        List<Port> all;
        synchronized (this) {
            all = List.copyOf(ports.values());
        }
        all.forEach(port -> port.turnstile.dismiss(owner));
    }
}
