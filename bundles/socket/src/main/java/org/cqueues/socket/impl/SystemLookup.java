package org.cqueues.socket.impl;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.socket.NameLookup;

/**
 * Provider: asks the system, which only ever answers by blocking a thread. So there are a few threads, each of which ends after some seconds without work; one
 * that the system keeps longer than that ends when it lets go. Who asks for a host that is being asked for shares the answer.
 */
public final class SystemLookup implements NameLookup, AutoCloseable {
    private static final int THREADS = 4;
    private static final long IDLE_SECONDS = 5;
    private static final long CLOSE_SECONDS = 1;

    /** Asks the system, blocking. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Query> queries = new HashMap<>(); // by host, until answered; guarded by this
    private ThreadPoolExecutor threads; // guarded by this; null: none needed so far
    private boolean closed; // guarded by this

    SystemLookup(Resolver resolver) {
        this.resolver = resolver;
    }

    /** {@return a lookup of the JDK's kind} */
    public static SystemLookup open() {
        return new SystemLookup(InetAddress::getAllByName);
    }

    @Override
    public Lookup begin(String host, Family family, Answers answers) {
        Asker asker = new Asker(family, answers);
        synchronized (this) {
            if (!closed) {
                Query query = queries.computeIfAbsent(host, this::newQuery);
                query.askers.add(asker);
                return () -> cancel(query, asker);
            }
        }
        answers.failed(Family.UNSPEC, new IOException("the sockets are closed"));
        return () -> {};
    }

    private Query newQuery(String host) {
        if (threads == null) {
            threads = new ThreadPoolExecutor(
                    THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::newThread);
            threads.allowCoreThreadTimeOut(true);
        }
        Query query = new Query(host);
        threads.execute(query);
        return query;
    }

    /** A daemon that has nothing of the thread which asks: neither its loader nor its thread locals. */
    private Thread newThread(Runnable work) {
        Thread thread = new Thread(null, work, "cqueues lookup " + numbers.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    /** A query that has begun goes on, for who asks next. */
    private synchronized void cancel(Query query, Asker asker) {
        query.askers.remove(asker);
        if (query.askers.isEmpty() && threads.remove(query)) {
            queries.remove(query.host, query);
        }
    }

    private synchronized List<Asker> takeAskers(Query query) {
        queries.remove(query.host, query);
        List<Asker> askers = new ArrayList<>(query.askers);
        query.askers.clear();
        return askers;
    }

    /** Who asked for which family. Each is another one, whatever it asked. */
    private static final class Asker {
        final Family family;
        final Answers answers;

        Asker(Family family, Answers answers) {
            this.family = family;
            this.answers = answers;
        }

        void tell(InetAddress[] addresses) {
            List<InetAddress> wanted = Arrays.stream(addresses)
                    .filter(each -> family == Family.UNSPEC || family == familyOf(each))
                    .toList();
            answers.found(Family.UNSPEC, wanted);
        }
    }

    static Family familyOf(InetAddress address) {
        return address instanceof Inet6Address ? Family.INET6 : Family.INET;
    }

    /** One host that somebody asks for. */
    private final class Query implements Runnable {
        final String host;
        final List<Asker> askers = new ArrayList<>(1); // guarded by the lookup

        Query(String host) {
            this.host = host;
        }

        @Override
        public void run() {
            try {
                InetAddress[] addresses = resolver.resolve(host);
                takeAskers(this).forEach(asker -> asker.tell(addresses));
            } catch (UnknownHostException e) {
                fail(e);
            } catch (RuntimeException | Error e) { // such as a security manager's
                fail(new IOException("looking up " + host + " threw", e));
            }
        }

        void fail(IOException reason) {
            takeAskers(this).forEach(asker -> asker.answers.failed(Family.UNSPEC, reason));
        }
    }

    /** Fails what is not answered, and waits a moment for the threads that can end. Idempotent. */
    @Override
    public void close() {
        List<Query> unanswered;
        ThreadPoolExecutor ending;
        synchronized (this) {
            closed = true;
            unanswered = List.copyOf(queries.values());
            ending = threads;
        }
        unanswered.forEach(query -> query.fail(new IOException("the sockets are closed")));
        if (ending != null) {
            ending.shutdownNow();
            awaitEnd(ending);
        }
    }

    private static void awaitEnd(ThreadPoolExecutor ending) {
        try {
            ending.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
