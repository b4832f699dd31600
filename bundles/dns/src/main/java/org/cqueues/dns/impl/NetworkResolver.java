package org.cqueues.dns.impl;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.dns.Config;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Hints;
import org.cqueues.dns.Hosts;
import org.cqueues.dns.Packet;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.ResolverStat;
import org.cqueues.dns.Settings;

/** Facade: a resolver. What it knows of answers and servers may be shared with others. */
final class NetworkResolver implements Resolver {
    private static final long REFRESH_NANOS = 1_000_000_000L;

    /** Questions to servers under way at a time, each of which has a descriptor: what the rest of a program needs is left to it. */
    private static final int MOST_UNDER_WAY = 512;

    private final DnsContext context;
    private final MethodTable<Resolver> methods;
    private final Config config;
    private final Hosts hosts;
    private final Optional<Hints> hints;
    private final Memory memory;
    private final Client client;
    private final UdpSockets udp;
    private final Tallies tallies = new Tallies();
    private final Exchange exchange;
    private final Function<Knowledge, Recursion> recursing;
    private final Turnstile turnstile;
    private final Streams streams;
    private final Optional<Streams> own; // to be closed
    private volatile Recursion recursion; // null: not used yet
    private final AtomicLong refreshed;
    private final Deadline never;
    private final Runnable others;
    private volatile Optional<SSLContext> trust = Optional.empty();
    private volatile Runnable atEnd = () -> {};

    /**
     * Makes a resolver.
     *
     * @param hints of the servers to ask; empty to ask those of the configuration, or of the root where it recurses
     * @param root hints of the root
     * @param shared connections of the pool that it is of, which closes them; empty to have some of its own
     */
    NetworkResolver(
            DnsContext context,
            Config config,
            Hosts hosts,
            Optional<Hints> hints,
            Supplier<Hints> root,
            Memory memory,
            Optional<Streams> shared) {
        this.context = context;
        methods = context.home().methods(Resolver.class);
        this.config = config;
        this.hosts = hosts;
        this.hints = hints;
        this.memory = memory;
        client = new Client(tallies, () -> trust.or(context::tls));
        udp = new UdpSockets(context.kernel(), context.controllers());
        own = shared.isPresent() ? Optional.empty() : Optional.of(context.streams());
        streams = shared.or(() -> own).orElseThrow();
        exchange = new Exchange(udp, context.ports(), streams, client);
        recursing = knowledge -> new Recursion(exchange, knowledge, hints.orElseGet(root), context.outside());
        turnstile = new Turnstile(context.controllers(), MOST_UNDER_WAY);
        refreshed = new AtomicLong(context.kernel().monotonicNanos());
        never = Deadline.never(context.kernel());
        others = () -> context.controllers().poll();
    }

    static MethodTable<Resolver> table() {
        Map<String, Method<Resolver>> originals = Map.of(
                "query",
                        (self, arguments) -> of(self).plainQuery(
                                        (String) arguments[0],
                                        (RecordType) arguments[1],
                                        (RecordClass) arguments[2],
                                        (Duration) arguments[3]),
                "stat", (self, arguments) -> of(self).tallies.now(),
                "settls", (self, arguments) -> of(self).plainSettls((SSLContext) arguments[0]),
                "config", (self, arguments) -> of(self).config,
                "close", (self, arguments) -> of(self).plainClose());
        return new MethodTable<>(originals);
    }

    private static NetworkResolver of(Resolver self) {
        if (self instanceof NetworkResolver resolver) {
            return resolver;
        }
        throw new IllegalArgumentException("not a resolver of this service: " + self);
    }

    private Upstream upstream(Settings settings, Knowledge knowledge) {
        Upstream told = settings.recurse() ? recursion(knowledge) : new StubServers(exchange, knowledge, hints);
        if (!settings.dnssec()) {
            return told;
        }
        Proofs proofs = knowledge.proofs().under(settings.anchors());
        return new Validation(told, proofs, knowledge.flights(), udp, Clock.systemUTC());
    }

    /** What is the same for all who ask at a time; settings stay the same object until they change. */
    private record Key(Question question, Manner manner, Settings settings, Knowledge knowledge) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && question.equals(that.question)
                    && manner.equals(that.manner)
                    && settings == that.settings
                    && knowledge == that.knowledge;
        }

        @Override
        public int hashCode() {
            return question.hashCode();
        }

        @Override
        public String toString() {
            return question.toString();
        }
    }

    /** {@return what servers say, or are saying to another who asks the same} */
    PacketFormat ask(Request request, Knowledge knowledge) throws IOException {
        Key key = new Key(request.question(), request.manner(), request.settings(), knowledge);
        boolean isFirst = request.budget().isUntouched();
        return knowledge.flights().share(key, udp, request.deadline(), () -> askInTurn(request, knowledge, isFirst));
    }

    private PacketFormat askInTurn(Request request, Knowledge knowledge, boolean isFirst) throws IOException {
        turnstile.enter(request.deadline(), this);
        try {
            return upstream(request.settings(), knowledge).ask(request);
        } catch (UnfinishedException e) {
            throw isFirst ? new DnsException(e.kind(), e.detail(), e) : e; // it would be the same for everybody
        } finally {
            turnstile.leave();
        }
    }

    private Recursion recursion(Knowledge knowledge) {
        Recursion made = recursion;
        if (made == null || made.knowledge() != knowledge) {
            made = recursing.apply(knowledge); // two at a time make two, which share what they learn
            recursion = made;
        }
        return made;
    }

    /** {@return lets other coroutines run} */
    Runnable others() {
        return others;
    }

    Hosts hosts() {
        return hosts;
    }

    /** Sets what is done once this is closed; each time, should it be closed again. */
    void atEnd(Runnable action) {
        atEnd = action;
    }

    @Override
    public Packet query(String name) throws IOException {
        return queryAny(name, RecordType.A, RecordClass.IN, null);
    }

    @Override
    public Packet query(String name, RecordType type) throws IOException {
        return queryAny(name, type, RecordClass.IN, null);
    }

    @Override
    public Packet query(String name, RecordType type, Duration timeout) throws IOException {
        return query(name, type, RecordClass.IN, timeout);
    }

    @Override
    public Packet query(String name, RecordType type, RecordClass recordClass, Duration timeout) throws IOException {
        return queryAny(name, type, recordClass, Objects.requireNonNull(timeout, "timeout"));
    }

    private Packet queryAny(String name, RecordType type, RecordClass recordClass, Duration timeout)
            throws IOException {
        return methods.isPlain()
                ? plainQuery(name, type, recordClass, timeout)
                : (Packet) methods.call(this, "query", name, type, recordClass, timeout);
    }

    private Packet plainQuery(String name, RecordType type, RecordClass recordClass, Duration timeout)
            throws IOException {
        client.requireOpen();
        refresh(); // before anything is taken from the configuration
        Settings settings = config.settings();
        List<String> candidates = config.search(name);
        Question question = new Question(candidates.get(0), type, recordClass);
        Deadline deadline = timeout == null ? never : never.within(timeout);
        tallies.queries.increment();
        ResolverQuery query = new ResolverQuery(this, settings, memory.under(settings, hints), deadline);
        return context.packet(inCoroutine(context.controllers(), () -> query.answer(question, candidates)));
    }

    /** What may suspend inside throws nothing checked but failures of input and output. */
    private interface Answering {
        PacketFormat answer() throws IOException;
    }

    private static PacketFormat inCoroutine(Controllers controllers, Answering answering) throws IOException {
        if (controllers.isCoroutine()) {
            return answering.answer();
        }
        try {
            return controllers.inCoroutine(answering::answer);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Looks at the files once a second at most, whoever comes first. */
    private void refresh() {
        long last = refreshed.get();
        long now = context.kernel().monotonicNanos();
        if (now - last >= REFRESH_NANOS && refreshed.compareAndSet(last, now)) {
            config.refresh();
            hosts.refresh();
        }
    }

    @Override
    public Resolver settls(SSLContext tls) {
        return methods.isPlain() ? plainSettls(tls) : (Resolver) methods.call(this, "settls", tls);
    }

    private Resolver plainSettls(SSLContext tls) {
        trust = Optional.of(Objects.requireNonNull(tls, "context"));
        return this;
    }

    @Override
    public ResolverStat stat() {
        return methods.isPlain() ? tallies.now() : (ResolverStat) methods.call(this, "stat");
    }

    @Override
    public Config config() {
        return methods.isPlain() ? config : (Config) methods.call(this, "config");
    }

    @Override
    public void close() {
        if (methods.isPlain()) {
            plainClose();
        } else {
            methods.call(this, "close");
        }
    }

    private Void plainClose() {
        client.close();
        streams.dismiss(client);
        own.ifPresent(Streams::close);
        udp.close();
        memory.flights().close(udp);
        turnstile.close();
        context.ports().dismiss(client);
        context.forget(this);
        atEnd.run();
        return null;
    }
}
