package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Packet;
import org.cqueues.dns.PoolOptions;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.ResolverPool;

/** Worker: a pool, whose resolvers go from hand to hand and share their connections. All guarded by this; nothing that waits is done inside. */
final class BoundedPool implements ResolverPool {
    private final DnsContext context;
    private final PoolOptions options;
    private final Supplier<NetworkResolver> maker;
    private final Streams streams;
    private final Deque<Resolver> idle = new ArrayDeque<>();
    private final Set<Resolver> out = new HashSet<>();
    private final Set<Resolver> lost =
            Collections.newSetFromMap(new WeakHashMap<>()); // closed while out, not put back yet
    private final Deque<CompletableFuture<Optional<Resolver>>> waiting = new ArrayDeque<>();
    private int promised; // places of those who waited, and are about to take a fresh resolver
    private boolean closed;

    BoundedPool(DnsContext context, PoolOptions options, Supplier<NetworkResolver> maker, Streams streams) {
        this.context = context;
        this.options = options;
        this.maker = maker;
        this.streams = streams;
    }

    @Override
    public Packet query(String name, RecordType type, Duration timeout) throws IOException {
        return query(name, type, RecordClass.IN, timeout);
    }

    @Override
    public Packet query(String name, RecordType type, RecordClass recordClass, Duration timeout) throws IOException {
        Deadline deadline = Deadline.never(context.kernel()).within(timeout);
        Resolver resolver = get(timeout);
        try {
            return resolver.query(name, type, recordClass, deadline.left());
        } finally {
            put(resolver);
        }
    }

    @Override
    public Resolver get(Duration timeout) throws IOException {
        CompletableFuture<Optional<Resolver>> next = new CompletableFuture<>();
        synchronized (this) {
            requireOpen();
            if (out.size() + promised < options.hiwat()) {
                return taken();
            }
            waiting.addLast(next);
        }
        return await(next, timeout);
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private Resolver taken() {
        Resolver resolver = idle.isEmpty() ? fresh() : options.lifo() ? idle.removeLast() : idle.removeFirst();
        out.add(resolver);
        return resolver;
    }

    private Resolver fresh() {
        NetworkResolver resolver = maker.get();
        resolver.atEnd(() -> ended(resolver));
        return resolver;
    }

    /** Whoever gives up after a resolver, or a place, was handed over hands it on. */
    private Resolver await(CompletableFuture<Optional<Resolver>> next, Duration timeout) throws IOException {
        boolean taken = false;
        try {
            Controllers controllers = context.controllers();
            controllers.poll(controllers.pollable(next), timeout);
            Resolver resolver = handed(next);
            taken = true;
            return resolver;
        } finally {
            if (!taken) {
                giveUp(next);
            }
        }
    }

    private synchronized Resolver handed(CompletableFuture<Optional<Resolver>> next) throws IOException {
        waiting.remove(next);
        Optional<Resolver> handed = next.getNow(null);
        if (handed != null && handed.isPresent()) {
            return handed.get();
        }
        requireOpen();
        if (handed == null) {
            throw new SocketTimeoutException(
                    "all " + options.hiwat() + " resolvers of the pool are out, and none came back in time");
        }
        Resolver resolver = taken();
        promised--;
        return resolver;
    }

    private void giveUp(CompletableFuture<Optional<Resolver>> next) {
        Optional<Resolver> handed;
        synchronized (this) {
            waiting.remove(next);
            handed = next.getNow(null);
            if (handed != null && handed.isEmpty()) {
                promised--;
                passPlace();
            }
        }
        if (handed != null && handed.isPresent()) {
            put(handed.get());
        }
    }

    private CompletableFuture<Optional<Resolver>> nextWaiting() {
        return options.lifo() ? waiting.pollLast() : waiting.pollFirst();
    }

    /** Who waited makes a resolver in the place of one that is gone, because here it might fail. */
    private void passPlace() {
        CompletableFuture<Optional<Resolver>> next = nextWaiting();
        if (next != null) {
            promised++;
            next.complete(Optional.empty());
        }
    }

    /** Whoever closes a resolver, the place is free again. */
    private synchronized void ended(Resolver resolver) {
        idle.remove(resolver);
        if (out.remove(resolver)) {
            lost.add(resolver);
            passPlace();
        }
    }

    @Override
    public void put(Resolver resolver) {
        synchronized (this) {
            if (!out.contains(resolver)) {
                if (closed || lost.remove(resolver)) {
                    return;
                }
                throw new IllegalArgumentException("not a resolver that is out of this pool: " + resolver);
            }
            CompletableFuture<Optional<Resolver>> next = nextWaiting();
            if (next != null) {
                next.complete(Optional.of(resolver)); // inside, so that who gives up meanwhile sees it
                return;
            }
            out.remove(resolver);
            boolean keep = idle.size() < options.lowat() && resolver.stat().queries() < options.querymax();
            if (keep) {
                idle.addLast(resolver);
                return;
            }
        }
        resolver.close();
    }

    @Override
    public void close() {
        Set<Resolver> all = new HashSet<>();
        Deque<CompletableFuture<Optional<Resolver>>> waiters = new ArrayDeque<>();
        synchronized (this) {
            closed = true;
            all.addAll(idle);
            all.addAll(out);
            waiters.addAll(waiting);
            idle.clear();
            out.clear();
            waiting.clear();
        }
        waiters.forEach(waiter -> waiter.complete(null));
        all.forEach(Resolver::close);
        streams.close();
        context.forget(this);
    }
}
