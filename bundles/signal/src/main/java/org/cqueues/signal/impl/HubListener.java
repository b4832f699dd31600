package org.cqueues.signal.impl;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Pollable;
import org.cqueues.controller.WaitQueue;
import org.cqueues.controller.Waiter;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.Workspace;
import org.cqueues.signal.SignalListener;

/**
 * Worker: counts the signals that it was handed and that nobody has taken yet, and keeps a socket pair readable meanwhile, with one byte. Guarded by itself.
 */
final class HubListener implements SignalListener {
    private final Kernel kernel;
    private final Controllers controllers;
    private final MethodTable<SignalListener> methods;
    private final Consumer<HubListener> onClosed;
    private final Map<Integer, Choice> features = new TreeMap<>();
    private final long[] counts = new long[Long.SIZE + 1];
    private final Workspace workspace;
    private final Block block;
    private final int reader;
    private final int writer;
    private final Waiter waiter;
    private final WaitQueue over;
    private long pending;
    private Duration interval;
    private boolean closed;

    private HubListener(
            Kernel kernel,
            Controllers controllers,
            MethodTable<SignalListener> methods,
            Consumer<HubListener> onClosed,
            int... pair) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.methods = methods;
        this.onClosed = onClosed;
        reader = pair[0];
        writer = pair[1];
        workspace = kernel.openWorkspace();
        block = workspace.acquire(1);
        waiter = controllers.waiter(reader);
        over = controllers.waitQueue(false);
    }

    static HubListener open(
            Kernel kernel,
            Controllers controllers,
            MethodTable<SignalListener> methods,
            Consumer<HubListener> onClosed,
            int... signals)
            throws IOException {
        int[] pair = new int[2];
        int result = kernel.syscalls().socketpair(Type.STREAM, pair);
        if (result < 0) {
            throw new ErrnoException(kernel.errno(), -result, "socketpair", "for a signal listener");
        }
        HubListener listener = new HubListener(kernel, controllers, methods, onClosed, pair);
        try {
            for (int signal : signals) {
                listener.listen(signal);
            }
        } catch (IOException | RuntimeException e) {
            listener.plainClose();
            throw e;
        }
        return listener;
    }

    private void listen(int signal) throws IOException {
        if (!features.containsKey(signal)) {
            features.put(signal, SignalHub.SHARED.add(kernel, signal, name(signal), this));
        }
    }

    private String name(int signal) {
        return kernel.signals().name(signal).orElseThrow();
    }

    static MethodTable<SignalListener> table() {
        Map<String, Method<SignalListener>> originals = Map.of(
                "await", (self, arguments) -> of(self).plainAwait((Duration) arguments[0]),
                "settimeout", (self, arguments) -> of(self).plainSettimeout((Duration) arguments[0]),
                "close",
                        (self, arguments) -> {
                            of(self).plainClose();
                            return null;
                        });
        return new MethodTable<>(originals);
    }

    private static HubListener of(SignalListener self) {
        if (self instanceof HubListener listener) {
            return listener;
        }
        throw new IllegalArgumentException("not a signal listener of this service: " + self);
    }

    // Signals.

    /** Notes a signal, on whichever thread got it. Returns whether the listener is open. */
    synchronized boolean deliver(int signal) {
        if (closed) {
            return false;
        }
        counts[signal]++;
        if (pending++ == 0) {
            workspace.syscalls().write(writer, block.address(), 1); // there is room: the one byte before it was read
        }
        return true;
    }

    /** {@return the lowest signal that was handed over; empty if there is none} */
    private synchronized OptionalInt take(boolean waited) throws ClosedChannelException {
        if (closed) {
            throw waited ? new AsynchronousCloseException() : new ClosedChannelException();
        }
        for (int signal = 1; pending > 0 && signal < counts.length; signal++) {
            if (counts[signal] > 0) {
                counts[signal]--;
                if (--pending == 0) {
                    workspace.syscalls().read(reader, block.address(), 1);
                }
                return OptionalInt.of(signal);
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public int await() throws IOException {
        return interposedAwait(null).orElseThrow();
    }

    @Override
    public OptionalInt await(Duration timeout) throws IOException {
        return interposedAwait(timeout);
    }

    private OptionalInt interposedAwait(Duration timeout) throws IOException {
        return methods.isPlain() ? plainAwait(timeout) : (OptionalInt) methods.call(this, "await", timeout);
    }

    private OptionalInt plainAwait(Duration timeout) throws IOException {
        OptionalInt there = take(false);
        if (there.isPresent() || timeout != null && (timeout.isZero() || timeout.isNegative())) {
            return there;
        }
        long deadline = deadline(timeout);
        try {
            return controllers.inCoroutine(() -> awaitUntil(deadline));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private long deadline(Duration timeout) {
        if (timeout == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Math.addExact(kernel.monotonicNanos(), timeout.toNanos());
        } catch (ArithmeticException never) {
            return Long.MAX_VALUE;
        }
    }

    private OptionalInt awaitUntil(long deadline) throws IOException {
        while (true) {
            Outcome outcome = awaitReadable(deadline);
            OptionalInt signal = take(true);
            if (signal.isPresent() || outcome == Outcome.TIMED_OUT) {
                return signal;
            }
            if (outcome == Outcome.CANCELLED) {
                throw new InterruptedIOException("signals " + features.keySet() + ": the wait was cancelled");
            }
            if (outcome == Outcome.CLOSED) { // somebody else released our number
                throw new AsynchronousCloseException();
            }
        }
    }

    private Outcome awaitReadable(long deadline) throws ErrnoException {
        try {
            return waiter.await(Readiness.READ, deadline);
        } catch (ErrnoException e) {
            if (isClosed()) {
                return Outcome.CLOSED; // by another thread just before it was watched
            }
            throw e;
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<Duration> settimeout(Duration newInterval) {
        return methods.isPlain()
                ? plainSettimeout(newInterval)
                : (Optional<Duration>) methods.call(this, "settimeout", newInterval);
    }

    private synchronized Optional<Duration> plainSettimeout(Duration newInterval) {
        Duration old = interval;
        interval = java.util.Objects.requireNonNull(newInterval, "interval");
        return Optional.ofNullable(old);
    }

    @Override
    public Set<Integer> signals() {
        return Collections.unmodifiableSet(features.keySet());
    }

    @Override
    public Map<Integer, Choice> features() {
        return Collections.unmodifiableMap(features);
    }

    // Polling.

    @Override
    public synchronized int pollfd() {
        return closed ? -1 : reader;
    }

    @Override
    public synchronized Pollable source() {
        return closed ? over : this;
    }

    // The end.

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (methods.isPlain()) {
            plainClose();
        } else {
            methods.call(this, "close");
        }
    }

    void plainClose() {
        // First, so that what comes from now on is handed on; and without the monitor, which whoever hands over a
        // signal takes.
        features.keySet().forEach(signal -> SignalHub.SHARED.remove(signal, this));
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            over.close();
            waiter.close();
            controllers.release(reader); // first: the number may be reused at once
            workspace.syscalls().close(reader);
            workspace.syscalls().close(writer);
            workspace.release(block);
            workspace.close();
        }
        onClosed.accept(this);
    }

    @Override
    public String toString() {
        return "listener for signals " + features.keySet();
    }
}
