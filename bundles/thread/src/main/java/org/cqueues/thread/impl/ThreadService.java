package org.cqueues.thread.impl;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.thread.ThreadBody;
import org.cqueues.thread.ThreadHandle;
import org.cqueues.thread.ThreadStart;
import org.cqueues.thread.Threads;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.annotations.ServiceScope;

/** Provider: the service as one user has it. */
@Component(service = Threads.class, scope = ServiceScope.BUNDLE)
public final class ThreadService implements Threads {
    private final Kernel kernel;
    private final Controllers controllers;
    private final Sockets sockets;
    private final ThreadHome home;
    private final AtomicLong count = new AtomicLong();
    private final Set<PairedThread> running = ConcurrentHashMap.newKeySet();

    /** The starters' ends, also of threads that have ended; but only those that somebody still has. */
    private final Set<Socket> peers = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private volatile boolean closed;

    /** Makes the threads; null for those of our own. Comes and goes without ending the threads that run. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            target = "(" + FACTORY + "=factory)")
    private volatile ThreadFactory container;

    /**
     * Opens the service for one bundle of a framework.
     *
     * @param kernel the system to call
     * @param controllers whose coroutines wait
     * @param sockets makes the pairs
     * @param home what all bundles share
     */
    @Activate
    public ThreadService(
            @Reference Kernel kernel,
            @Reference Controllers controllers,
            @Reference Sockets sockets,
            @Reference ThreadHome home) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.sockets = sockets;
        this.home = home;
    }

    /**
     * Opens the service for a program without a framework.
     *
     * @param kernel the system to call
     * @param controllers whose coroutines wait
     * @param sockets makes the pairs
     * @return the service
     */
    public static Threads open(Kernel kernel, Controllers controllers, Sockets sockets) {
        return new ThreadService(kernel, controllers, sockets, new ThreadHome());
    }

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "cqueues-thread-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public ThreadStart start(ThreadBody body, Object... arguments) throws IOException {
        ThreadFactory factory = container;
        return start(factory == null ? this::newThread : factory, body, arguments);
    }

    @Override
    public ThreadStart start(ThreadFactory makes, ThreadBody body, Object... arguments) throws IOException {
        Objects.requireNonNull(body, "body");
        requireOpen();
        List<Socket> pair = sockets.pair();
        try {
            PairedThread thread =
                    new PairedThread(kernel, controllers, home, running::remove, pair, body, arguments.clone());
            peers.add(pair.get(0));
            start(thread, makes);
            return new ThreadStart(thread, pair.get(0));
        } catch (IOException | RuntimeException | Error e) {
            pair.forEach(Socket::close);
            throw e;
        }
    }

    private void start(PairedThread thread, ThreadFactory makes) throws IOException {
        Thread made = makes.newThread(thread);
        if (made == null) {
            throw new IllegalArgumentException("the thread factory made no thread");
        }
        thread.runsOn(made);
        running.add(thread);
        try {
            made.start();
        } catch (OutOfMemoryError noThread) { // which is how Java says EAGAIN
            running.remove(thread);
            ErrnoException refused =
                    new ErrnoException(kernel.errno(), kernel.errno().code("EAGAIN"), "pthread_create", made.getName());
            refused.initCause(noThread);
            throw refused;
        } catch (RuntimeException notNew) {
            running.remove(thread);
            throw notNew;
        }
        if (closed) { // meanwhile; whoever closed the service may not have seen this one
            thread.end();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the threads are closed");
        }
    }

    @Override
    public Optional<ThreadHandle> self() {
        return Optional.ofNullable(home.running().get(controllers.stepping()));
    }

    @Override
    public Optional<String> type(Object object) {
        return object instanceof ThreadHandle ? Optional.of("thread") : Optional.empty();
    }

    @Override
    public Optional<Method<ThreadHandle>> interpose(String name, Method<ThreadHandle> method) {
        return home.methods().interpose(name, method);
    }

    @Override
    public Object call(ThreadHandle self, String name, Object... arguments) throws Exception {
        return home.methods().find(name).invoke(self, arguments);
    }

    @Override
    @Deactivate
    public void close() {
        closed = true;
        running.forEach(PairedThread::end);
        List.copyOf(peers).forEach(Socket::close);
    }
}
