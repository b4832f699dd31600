package org.cqueues.dns.impl;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.MethodTable;
import org.cqueues.dns.Packet;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.ResolverPool;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;

/** What the objects of one {@link DnsService} share. The list of what is open is guarded by itself. */
final class DnsContext {
    private final DnsHome home;
    private final MethodTable<Packet> packets;
    private final Kernel kernel;
    private final Controllers controllers;
    private final Sockets sockets;
    private final Background background;
    private final Outside outside;
    private final LocalPorts ports;
    private final Set<Object> open = new HashSet<>();
    private boolean closed;
    private volatile Optional<SSLContext> tls = Optional.empty();

    DnsContext(DnsHome home, Kernel kernel, Controllers controllers, Sockets sockets, Outside outside) {
        this.home = home;
        packets = home.methods(Packet.class);
        this.kernel = kernel;
        this.controllers = controllers;
        this.sockets = sockets;
        background = new Background(controllers);
        this.outside = outside;
        ports = new LocalPorts(controllers);
    }

    DnsHome home() {
        return home;
    }

    Kernel kernel() {
        return kernel;
    }

    Controllers controllers() {
        return controllers;
    }

    Sockets sockets() {
        return sockets;
    }

    Background background() {
        return background;
    }

    Outside outside() {
        return outside;
    }

    /** {@return where authorities of servers over TLS come from; empty for the JDK's} */
    Optional<SSLContext> tls() {
        return tls;
    }

    void tls(SSLContext context) {
        tls = Optional.of(context);
    }

    /** {@return ports that questions over UDP are to come from, of all resolvers} */
    LocalPorts ports() {
        return ports;
    }

    /** {@return connections for questions over TCP and TLS; to be closed} */
    Streams streams() {
        return new Streams(kernel, controllers, sockets);
    }

    Packet packet(PacketFormat content) {
        return new WirePacket(packets, PacketFormat.MAX - PacketFormat.HEADER, content);
    }

    /** {@return a resolver or pool, which is closed with the service} */
    <T> T keep(T made) {
        synchronized (open) {
            if (closed) {
                throw new IllegalStateException("the service is closed");
            }
            open.add(made);
        }
        return made;
    }

    void forget(Object closing) {
        synchronized (open) {
            open.remove(closing);
        }
    }

    void close() {
        Set<Object> all;
        synchronized (open) {
            closed = true;
            all = new HashSet<>(open);
        }
        for (Object one : all) {
            if (one instanceof ResolverPool pool) {
                pool.close();
            } else if (one instanceof Resolver resolver) {
                resolver.close();
            }
        }
        background.close();
    }
}
