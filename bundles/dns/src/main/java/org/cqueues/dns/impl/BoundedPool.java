package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
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
    private final Supplier<Resolver> maker;
    private final Streams streams;
    private final Deque<Resolver> idle = new ArrayDeque<>();
    private final Set<Resolver> out = new HashSet<>();
    private final Deque<CompletableFuture<Resolver>> waiting = new ArrayDeque<>();
    private boolean closed;

    BoundedPool(DnsContext context, PoolOptions options, Supplier<Resolver> maker, Streams streams) {
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
        CompletableFuture<Resolver> next = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (out.size() < options.hiwat()) {
                Resolver resolver =
                        idle.isEmpty() ? maker.get() : options.lifo() ? idle.removeLast() : idle.removeFirst();
                out.add(resolver);
                return resolver;
            }
            waiting.addLast(next);
        }
        return await(next, timeout);
    }

    /** Whoever gives up after a resolver was handed over hands it on. */
    private Resolver await(CompletableFuture<Resolver> next, Duration timeout) throws IOException {
        boolean taken = false;
        try {
            Controllers controllers = context.controllers();
            controllers.poll(controllers.pollable(next), timeout);
            Resolver resolver;
            synchronized (this) {
                waiting.remove(next);
                resolver = next.getNow(null);
                if (resolver == null && closed) {
                    throw new ClosedChannelException();
                }
            }
            if (resolver == null) {
                throw new SocketTimeoutException(
                        "all " + options.hiwat() + " resolvers of the pool are out, and none came back in time");
            }
            taken = true;
            return resolver;
        } finally {
            if (!taken) {
                giveUp(next);
            }
        }
    }

    private void giveUp(CompletableFuture<Resolver> next) {
        Resolver resolver;
        synchronized (this) {
            waiting.remove(next);
            resolver = next.getNow(null);
        }
        if (resolver != null) {
            put(resolver);
        }
    }

    @Override
    public void put(Resolver resolver) {
        synchronized (this) {
            if (!out.contains(resolver)) {
                if (closed) {
                    return;
                }
                throw new IllegalArgumentException("not a resolver that is out of this pool: " + resolver);
            }
            CompletableFuture<Resolver> next = options.lifo() ? waiting.pollLast() : waiting.pollFirst();
            if (next != null) {
                next.complete(resolver); // inside, so that who gives up meanwhile sees it
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
        Deque<CompletableFuture<Resolver>> waiters = new ArrayDeque<>();
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
