package org.cqueues;

import java.io.IOException;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Dns;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;

/** Worker: the service of DNS, opened when first asked for, because loading it takes time and dnsjava may not be there. Any thread. */
final class LazyDns {
    private final Kernel kernel;
    private final Controllers controllers;
    private final Sockets sockets;
    private Dns dns; // guarded by this; null: not asked for yet
    private boolean closed; // guarded by this

    LazyDns(Kernel kernel, Controllers controllers, Sockets sockets) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.sockets = sockets;
    }

    /**
     * {@return the service}
     *
     * @throws IllegalStateException if a part of it is not on the class path, or this is closed
     */
    synchronized Dns dns() {
        if (closed) {
            throw new IllegalStateException("the services are closed");
        }
        if (dns == null) {
            try {
                dns = open();
            } catch (NoClassDefFoundError e) {
                throw new IllegalStateException(
                        "DNS needs org.cqueues.dns, dnsjava and slf4j-api on the class path: " + e.getMessage(), e);
            }
        }
        return dns;
    }

    private Dns open() {
        Dns opened = Dns.open(kernel, controllers, sockets);
        try {
            exercise(opened);
        } catch (NoClassDefFoundError e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** A packet that goes there and back needs what all others do. */
    private static void exercise(Dns opened) {
        try {
            opened.packet(opened.packet()
                    .push("localhost.", RecordType.A, RecordClass.IN)
                    .dump());
        } catch (IOException e) { // not its own type, which a class that is verified would need
            throw new IllegalStateException(e);
        }
    }

    synchronized void close() {
        closed = true;
        if (dns != null) {
            dns.close();
        }
    }
}
