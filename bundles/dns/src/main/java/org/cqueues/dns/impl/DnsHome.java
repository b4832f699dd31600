package org.cqueues.dns.impl;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.cqueues.controller.Interposer;
import org.cqueues.controller.InterposerChains;
import org.cqueues.controller.MethodTable;
import org.cqueues.dns.Config;
import org.cqueues.dns.Hints;
import org.cqueues.dns.Hosts;
import org.cqueues.dns.Packet;
import org.cqueues.dns.Resolver;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What the {@link DnsService}s of all bundles of a framework share; also the whiteboard of those who interpose on its objects. */
@Component(service = DnsHome.class)
public final class DnsHome {
    private final Map<Class<?>, MethodTable<?>> tables = new HashMap<>();
    private final InterposerChains<Packet> packets = chains(Packet.class, WirePacket.table());
    private final InterposerChains<Config> configs = chains(Config.class, FileConfig.table());
    private final InterposerChains<Hosts> hosts = chains(Hosts.class, FileHosts.table());
    private final InterposerChains<Hints> hints = chains(Hints.class, ServerHints.table());
    private final InterposerChains<Resolver> resolvers = chains(Resolver.class, NetworkResolver.table());

    private final SystemFiles files;

    /**
     * Opens it for a framework.
     *
     * @param context of this bundle; its properties are the settings
     */
    @Activate
    public DnsHome(BundleContext context) {
        this(context::getProperty);
    }

    DnsHome(UnaryOperator<String> settings) {
        files = SystemFiles.of(settings);
    }

    /** {@return where the system keeps its configuration} */
    SystemFiles files() {
        return files;
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

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=dns.config)")
    void bindConfigInterposer(Interposer<Config> interposer, Map<String, Object> properties) {
        configs.add(interposer, properties);
    }

    void unbindConfigInterposer(Interposer<Config> interposer, Map<String, Object> properties) {
        configs.remove(interposer, properties);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=dns.hosts)")
    void bindHostsInterposer(Interposer<Hosts> interposer, Map<String, Object> properties) {
        hosts.add(interposer, properties);
    }

    void unbindHostsInterposer(Interposer<Hosts> interposer, Map<String, Object> properties) {
        hosts.remove(interposer, properties);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=dns.hints)")
    void bindHintsInterposer(Interposer<Hints> interposer, Map<String, Object> properties) {
        hints.add(interposer, properties);
    }

    void unbindHintsInterposer(Interposer<Hints> interposer, Map<String, Object> properties) {
        hints.remove(interposer, properties);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Interposer.TYPE + "=dns.resolver)")
    void bindResolverInterposer(Interposer<Resolver> interposer, Map<String, Object> properties) {
        resolvers.add(interposer, properties);
    }

    void unbindResolverInterposer(Interposer<Resolver> interposer, Map<String, Object> properties) {
        resolvers.remove(interposer, properties);
    }
}
