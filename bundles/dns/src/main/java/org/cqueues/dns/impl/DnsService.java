package org.cqueues.dns.impl;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.dns.Config;
import org.cqueues.dns.Dns;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Hints;
import org.cqueues.dns.Hosts;
import org.cqueues.dns.Packet;
import org.cqueues.dns.PoolOptions;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.ResolverPool;
import org.cqueues.dns.Settings;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.NameLookup;
import org.cqueues.socket.Sockets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Provider: the service as one user has it, whose resolvers end with it. */
@Component(service = Dns.class, scope = ServiceScope.BUNDLE)
public final class DnsService implements Dns {
    private static final int MAX_ROOM = PacketFormat.MAX - PacketFormat.HEADER;

    /** What holds on a system whose files say nothing. Without nsswitch.conf the hosts come first, as of glibc 2.35 and musl. */
    private static final Settings SYSTEM = Settings.DEFAULT
            .with()
            .lookup(List.of(Settings.Lookup.FILE, Settings.Lookup.BIND))
            .build();

    private final DnsHome home;
    private final DnsContext context;
    private final SystemFiles files;
    private final MethodTable<Packet> packetMethods;
    private ResolverPool pool; // guarded by this; null: not needed so far

    /**
     * Opens the service for one bundle of a framework.
     *
     * @param kernel whose clock
     * @param controllers whose coroutines wait
     * @param sockets what queries go through
     * @param home what all bundles share
     */
    @Activate
    public DnsService(
            @Reference Kernel kernel,
            @Reference Controllers controllers,
            @Reference Sockets sockets,
            @Reference DnsHome home) {
        this(new DnsContext(home, kernel, controllers, sockets, Outside.real(kernel)), home.files());
    }

    DnsService(DnsContext context, SystemFiles files) {
        this.context = context;
        this.home = context.home();
        this.files = files;
        packetMethods = home.methods(Packet.class);
    }

    /**
     * Opens the service for a program without a framework.
     *
     * @param kernel whose clock
     * @param controllers whose coroutines wait
     * @param sockets what queries go through
     * @return the service
     */
    public static Dns open(Kernel kernel, Controllers controllers, Sockets sockets) {
        return new DnsService(kernel, controllers, sockets, new DnsHome(System::getProperty));
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
        return new WirePacket(packetMethods, MAX_ROOM, PacketFormat.parse(wire.clone()));
    }

    @Override
    public Config config() {
        return config(Map.of());
    }

    @Override
    public Config config(Map<String, ?> values) {
        return fileConfig(Settings.DEFAULT).set(values);
    }

    private FileConfig fileConfig(Settings settings) {
        return new FileConfig(home.methods(Config.class), settings);
    }

    @Override
    public Config stubConfig() throws IOException {
        return stubConfig(Map.of());
    }

    @Override
    public Config stubConfig(Map<String, ?> values) throws IOException {
        return systemConfig(false).set(values);
    }

    @Override
    public Config rootConfig() throws IOException {
        return rootConfig(Map.of());
    }

    @Override
    public Config rootConfig(Map<String, ?> values) throws IOException {
        return systemConfig(true).set(values);
    }

    private Config systemConfig(boolean recurse) throws IOException {
        FileConfig config = fileConfig(SYSTEM.with().search(files.domain()).build());
        config.loadSystem(files.resolvConf(), Config.Syntax.RESOLV_CONF);
        config.loadSystem(files.nsswitchConf(), Config.Syntax.NSSWITCH_CONF);
        return recurse ? config.set(Map.of("recurse", true)) : config;
    }

    @Override
    public Hosts hosts() {
        return new FileHosts(home.methods(Hosts.class));
    }

    @Override
    public Hosts stubHosts() throws IOException {
        FileHosts hosts = new FileHosts(home.methods(Hosts.class));
        hosts.loadSystem(files.hosts());
        return hosts;
    }

    @Override
    public Hosts rootHosts() {
        return hosts();
    }

    @Override
    public Hints hints() {
        return new ServerHints(home.methods(Hints.class));
    }

    @Override
    public Hints stubHints() throws IOException {
        return stubHints(stubConfig());
    }

    @Override
    public Hints stubHints(Config config) {
        return hints().insert(".", config);
    }

    @Override
    public Hints rootHints() {
        Hints hints = hints();
        RootServers.ADDRESSES.forEach(address -> hints.insert(".", address));
        return hints;
    }

    @Override
    public Resolver resolver(Config config) throws IOException {
        return resolver(config, config.settings().recurse() ? rootHosts() : stubHosts());
    }

    @Override
    public Resolver resolver(Config config, Hosts hosts) {
        return made(config, hosts, Optional.empty(), new Memory(context), Optional.empty());
    }

    @Override
    public Resolver resolver(Config config, Hosts hosts, Hints hints) {
        return made(config, hosts, Optional.of(hints), new Memory(context), Optional.empty());
    }

    private NetworkResolver made(
            Config config, Hosts hosts, Optional<Hints> hints, Memory memory, Optional<Streams> shared) {
        return context.keep(new NetworkResolver(context, config, hosts, hints, this::rootHints, memory, shared));
    }

    @Override
    public Resolver stub() throws IOException {
        return stub(Map.of());
    }

    @Override
    public Resolver stub(Map<String, ?> values) throws IOException {
        return resolver(stubConfig(values));
    }

    @Override
    public Resolver root() throws IOException {
        return root(Map.of());
    }

    @Override
    public Resolver root(Map<String, ?> values) throws IOException {
        return resolver(rootConfig(values));
    }

    @Override
    public ResolverPool pool(Config config, Hosts hosts, PoolOptions options) {
        return pool(config, hosts, Optional.empty(), options);
    }

    @Override
    public ResolverPool pool(Config config, Hosts hosts, Hints hints, PoolOptions options) {
        return pool(config, hosts, Optional.of(hints), options);
    }

    private ResolverPool pool(Config config, Hosts hosts, Optional<Hints> hints, PoolOptions options) {
        Memory memory = new Memory(context);
        Streams streams = context.streams();
        Supplier<NetworkResolver> maker = () -> made(config, hosts, hints, memory, Optional.of(streams));
        return context.keep(new BoundedPool(context, options, maker, streams));
    }

    @Override
    public Dns settls(SSLContext tls) {
        context.tls(Objects.requireNonNull(tls, "context"));
        return this;
    }

    @Override
    public synchronized ResolverPool pool() throws IOException {
        if (pool == null) {
            pool = pool(stubConfig(), stubHosts(), PoolOptions.DEFAULT);
        }
        return pool;
    }

    @Override
    public synchronized Dns setpool(ResolverPool other) {
        pool = Objects.requireNonNull(other, "pool");
        return this;
    }

    @Override
    public Packet query(String name, RecordType type, RecordClass recordClass, Duration timeout) throws IOException {
        return pool().query(name, type, recordClass, timeout);
    }

    @Override
    public NameLookup lookup(Resolver resolver, Duration timeout) {
        return new DnsLookup(context.controllers(), context.background(), resolver, timeout);
    }

    @Override
    @Deactivate
    public void close() {
        context.close();
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
