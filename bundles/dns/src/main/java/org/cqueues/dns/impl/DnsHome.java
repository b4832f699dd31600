package org.cqueues.dns.impl;

import java.util.HashMap;
import java.util.Map;
import org.cqueues.controller.Interposer;
import org.cqueues.controller.InterposerChains;
import org.cqueues.controller.MethodTable;
import org.cqueues.dns.Packet;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What the {@link DnsService}s of all bundles of a framework share; also the whiteboard of those who interpose on its objects. */
@Component(service = DnsHome.class)
public final class DnsHome {
    private final Map<Class<?>, MethodTable<?>> tables = new HashMap<>();
    private final InterposerChains<Packet> packets;

    /** Makes the tables of methods, with the originals in them. */
    public DnsHome() {
        packets = chains(Packet.class, WirePacket.table());
    }

    private <S> InterposerChains<S> chains(Class<S> kind, MethodTable<S> table) {
        tables.put(kind, table);
        return new InterposerChains<>(table);
    }

    @SuppressWarnings("unchecked")
    <S> MethodTable<S> methods(Class<S> kind) {
        MethodTable<?> table = tables.get(kind);
        if (table == null) {
            throw new IllegalArgumentException("no methods of " + kind + " can be interposed");
        }
        return (MethodTable<S>) table;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=dns.packet)")
    void bindPacketInterposer(Interposer<Packet> interposer, Map<String, Object> properties) {
        packets.add(interposer, properties);
    }

    void unbindPacketInterposer(Interposer<Packet> interposer, Map<String, Object> properties) {
        packets.remove(interposer, properties);
    }
}
