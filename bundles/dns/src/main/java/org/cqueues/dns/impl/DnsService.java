package org.cqueues.dns.impl;

import java.util.Optional;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.dns.Dns;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Packet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Provider: the service as one user has it. */
@Component(service = Dns.class, scope = ServiceScope.BUNDLE)
public final class DnsService implements Dns {
    private static final int MAX_ROOM = PacketFormat.MAX - PacketFormat.HEADER;

    private final DnsHome home;
    private final MethodTable<Packet> packetMethods;

    /**
     * Opens the service for one bundle of a framework.
     *
     * @param home what all bundles share
     */
    @Activate
    public DnsService(@Reference DnsHome home) {
        this.home = home;
        packetMethods = home.methods(Packet.class);
    }

    /**
     * Opens the service for a program without a framework.
     *
     * @return the service
     */
    public static Dns open() {
        return new DnsService(new DnsHome());
    }

    @Override
    public Packet packet() {
        return packet(MAX_ROOM);
    }

    @Override
    public Packet packet(int room) {
        if (room < 0 || room > MAX_ROOM) {
            throw new IllegalArgumentException("the room of a packet is 0 to " + MAX_ROOM + " bytes, not " + room);
        }
        return new WirePacket(packetMethods, room, PacketFormat.EMPTY);
    }

    @Override
    public Packet packet(byte[] wire) throws DnsException {
        return new WirePacket(packetMethods, MAX_ROOM, PacketFormat.parse(wire));
    }

    @Override
    public <S> Optional<Method<S>> interpose(Class<S> kind, String name, Method<S> method) {
        return home.methods(kind).interpose(name, method);
    }

    @Override
    public <S> Object call(Class<S> kind, S self, String name, Object... arguments) throws Exception {
        return home.methods(kind).find(name).invoke(self, arguments);
    }
}
