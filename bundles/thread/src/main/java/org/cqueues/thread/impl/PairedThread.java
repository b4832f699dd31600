package org.cqueues.thread.impl;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.MethodTable;
import org.cqueues.controller.Pollable;
import org.cqueues.controller.WaitQueue;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SignalCalls.MaskChange;
import org.cqueues.socket.Socket;
import org.cqueues.thread.Joined;
import org.cqueues.thread.Joined.Outcome;
import org.cqueues.thread.ThreadBody;
import org.cqueues.thread.ThreadHandle;

/** Worker: one thread with its end of a socket pair, and what became of it. Any thread may ask. */
final class PairedThread implements ThreadHandle, Runnable {
    private static final long ALL_SIGNALS = -1;

    /** Made before any thread runs: one that outlives its bundle can load no class any more, at its end either. */
    private static final Joined COMPLETED = new Joined(Outcome.COMPLETED, Optional.empty());

    private static final Joined TIMED_OUT = new Joined(Outcome.TIMED_OUT, Optional.empty());

    private final Kernel kernel;
    private final Controllers controllers;
    private final MethodTable<ThreadHandle> methods;
    private final Map<Thread, PairedThread> running;
    private final Consumer<PairedThread> onEnd;
    private final Socket peer;
    private final Socket con;
    private final ThreadBody body;
    private final Object[] arguments;
    private final WaitQueue ended;
    private volatile Joined joined; // null while it runs
    private volatile boolean abandoned; // by the service, which has closed the socket
    private volatile Thread thread;

    PairedThread(
            Kernel kernel,
            Controllers controllers,
            ThreadHome home,
            Consumer<PairedThread> onEnd,
            List<Socket> pair,
            ThreadBody body,
            Object... arguments) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.methods = home.methods();
        this.running = home.running();
        this.onEnd = onEnd;
        this.peer = pair.get(0);
        this.con = pair.get(1);
        this.body = body;
        this.arguments = arguments;
        ended = controllers.waitQueue(false);
    }

    static MethodTable<ThreadHandle> table() {
        return new MethodTable<>(Map.of("join", (self, arguments) -> of(self).plainJoin((Duration) arguments[0])));
    }

    private static PairedThread of(ThreadHandle self) {
        if (self instanceof PairedThread paired) {
            return paired;
        }
        throw new IllegalArgumentException("not a thread of this service: " + self);
    }

    /** Tells which thread it is, before it starts. */
    void runsOn(Thread made) {
        thread = made;
    }

    // On the new thread.

    @Override
    public void run() {
        Thread self = Thread.currentThread();
        running.put(self, this);
        Throwable failure = null;
        try {
            blockSignals(self);
            body.run(con, arguments);
        } catch (Throwable thrown) { // whatever ends the thread is what who joins it is told
            failure = thrown;
        }
        failure = closing(failure);
        try {
            running.remove(self);
            onEnd.accept(this);
            joined = failure == null ? COMPLETED : new Joined(Outcome.FAILED, Optional.of(failure));
        } finally {
            ended.open();
        }
    }

    /** Without those that the JVM raises on the thread itself, or could not suspend and wake it. */
    private void blockSignals(Thread self) {
        if (!isVirtual(self)) {
            long signals = ALL_SIGNALS & ~kernel.signals().neverBlocked();
            kernel.syscalls().pthread_sigmask(MaskChange.BLOCK, signals, new long[0]);
        }
    }

    /** As in the controllers: this Java may be older than virtual threads. */
    private static boolean isVirtual(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getName().equals("VirtualThreads");
    }

    /**
     * Sends what is pending, and closes.
     *
     * @return what the body has thrown, or else why what it has written could not be sent
     */
    private Throwable closing(Throwable failure) {
        try {
            close(failure == null);
            return failure;
        } catch (LinkageError gone) { // the bundle, with the socket
            return failure;
        } catch (Throwable unsent) { // an Error too, such as the want of a thread to wait on
            return failure == null && !abandoned ? unsent : failure;
        }
    }

    /** A peer that is gone is no failure of a body that has returned. */
    private void close(boolean flushes) throws IOException {
        try (con) {
            if (flushes) {
                con.flush();
            }
        } catch (ClosedChannelException closed) { // by the body
            return;
        } catch (ErrnoException e) {
            if (!e.name().equals("EPIPE") && !e.name().equals("ECONNRESET")) {
                throw e;
            }
        }
    }

    // For others.

    /** Has the thread find its socket closed and itself interrupted, and whoever started it his end closed. */
    void end() {
        abandoned = true;
        con.close();
        peer.close();
        thread.interrupt();
    }

    @Override
    public Joined join() {
        return methods.isPlain() ? plainJoin(null) : (Joined) methods.call(this, "join", (Object) null);
    }

    @Override
    public Joined join(Duration timeout) {
        return methods.isPlain() ? plainJoin(timeout) : (Joined) methods.call(this, "join", timeout);
    }

    private Joined plainJoin(Duration timeout) {
        if (controllers.stepping() == thread) {
            throw new IllegalStateException("thread " + thread.getName() + " cannot join itself");
        }
        boolean looksOnly = timeout != null && (timeout.isZero() || timeout.isNegative());
        if (joined == null && !looksOnly) {
            controllers.poll(this, timeout);
        }
        Joined result = joined;
        return result == null ? TIMED_OUT : result;
    }

    @Override
    public boolean hasEnded() {
        return joined != null;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public Pollable source() {
        return ended;
    }

    @Override
    public String toString() {
        return "thread " + thread.getName() + (hasEnded() ? " (ended)" : "");
    }
}
