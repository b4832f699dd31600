package org.cqueues.notify.impl;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.PollResult;
import org.cqueues.controller.Pollable;
import org.cqueues.controller.WaitQueue;
import org.cqueues.kernel.DirectoryWatcher;
import org.cqueues.kernel.Kernel;
import org.cqueues.notify.Change;
import org.cqueues.notify.Flag;
import org.cqueues.notify.Notifier;
import org.cqueues.notify.Scope;

/** Worker: one directory's watcher and what it has not told yet; nobody waits while holding its monitor. Each method goes on directly while none is replaced. */
final class DirectoryNotifier implements Notifier {
    /** Changes told before the kernel is asked again although there are more: its own memory is limited. */
    private static final int TOLD_IN_A_ROW = 64;

    private final Kernel kernel;
    private final Controllers controllers;
    private final MethodTable<Notifier> methods;
    private final Consumer<DirectoryNotifier> onClosed;
    private final String path;
    private final DirectoryWatcher watcher;
    private final Pollable descriptor;
    private final WaitQueue over;
    private final Wishes wishes;
    private final PendingChanges pending = new PendingChanges();
    private final DirectoryView view;
    private WaitQueue readIn; // open while there is something to tell, for which the descriptor is not ready
    private boolean isReadIn; // whether it is open
    private Pollable news; // the descriptor, or what was read in from it
    private int told; // since the kernel was asked
    private boolean released; // whether the descriptor is given back
    private boolean closed;

    private DirectoryNotifier(
            Kernel kernel,
            Controllers controllers,
            MethodTable<Notifier> methods,
            Consumer<DirectoryNotifier> onClosed,
            String path,
            Wishes wishes,
            DirectoryWatcher watcher) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.methods = methods;
        this.onClosed = onClosed;
        this.path = path;
        this.wishes = wishes;
        this.watcher = watcher;
        descriptor = readiness();
        over = controllers.waitQueue(false);
        view = new DirectoryView(watcher, Listing.absolute(path), wishes, pending);
        awaitNews();
    }

    private Pollable readiness() {
        return new Pollable() {
            @Override
            public int pollfd() {
                return DirectoryNotifier.this.pollfd();
            }
        };
    }

    static DirectoryNotifier open(
            Kernel kernel,
            Controllers controllers,
            MethodTable<Notifier> methods,
            Consumer<DirectoryNotifier> onClosed,
            String path,
            Set<Flag> changes,
            Scope scope)
            throws IOException {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the path of a directory is not empty");
        }
        DirectoryWatcher watcher = kernel.openDirectoryWatcher();
        DirectoryNotifier notifier = new DirectoryNotifier(
                kernel, controllers, methods, onClosed, path, new Wishes(scope, changes), watcher);
        try {
            notifier.begin();
        } catch (IOException | RuntimeException e) {
            watcher.close();
            throw e;
        }
        return notifier;
    }

    private synchronized void begin() throws IOException {
        view.begin();
    }

    static MethodTable<Notifier> table() {
        @SuppressWarnings("unchecked")
        Map<String, Method<Notifier>> originals = Map.of(
                "add", (self, arguments) -> of(self).plainAdd((String) arguments[0], (Set<Flag>) arguments[1]),
                "remove", (self, arguments) -> of(self).plainRemove((String) arguments[0]),
                "get", (self, arguments) -> of(self).plainGet((Duration) arguments[0]),
                "close",
                        (self, arguments) -> {
                            of(self).plainClose();
                            return null;
                        });
        return new MethodTable<>(originals);
    }

    private static DirectoryNotifier of(Notifier self) {
        if (self instanceof DirectoryNotifier notifier) {
            return notifier;
        }
        throw new IllegalArgumentException("not a notifier of this service: " + self);
    }

    // Names.

    @Override
    public Notifier add(String name) {
        return add(name, Flag.ALL);
    }

    @Override
    public Notifier add(String name, Set<Flag> changes) {
        return methods.isPlain() ? plainAdd(name, changes) : (Notifier) methods.call(this, "add", name, changes);
    }

    private synchronized Notifier plainAdd(String name, Set<Flag> changes) {
        requireName(name);
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("no changes to tell of " + name);
        }
        if (closed) {
            throw new IllegalStateException("the notifier of " + path + " is closed");
        }
        wishes.add(name, changes);
        view.track(name);
        return this;
    }

    private void requireName(String name) {
        boolean isPath = wishes.scope() == Scope.TREE && !name.startsWith("/") && !name.endsWith("/");
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('\0') >= 0
                || !isPath && name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not the name of a file in " + path + ": \"" + name + '"');
        }
    }

    @Override
    public boolean remove(String name) {
        return methods.isPlain() ? plainRemove(name) : (Boolean) methods.call(this, "remove", name);
    }

    private synchronized boolean plainRemove(String name) {
        boolean removed = wishes.remove(name);
        if (removed) {
            pending.forget(name);
            announce();
        }
        return removed;
    }

    // Changes.

    @Override
    public Optional<Change> get() throws IOException {
        return methods.isPlain() ? plainGet(null) : interposedGet(null);
    }

    @Override
    public Optional<Change> get(Duration timeout) throws IOException {
        return methods.isPlain() ? plainGet(timeout) : interposedGet(timeout);
    }

    @SuppressWarnings("unchecked")
    private Optional<Change> interposedGet(Duration timeout) {
        return (Optional<Change>) methods.call(this, "get", timeout);
    }

    private Optional<Change> plainGet(Duration timeout) throws IOException {
        Optional<Change> there = look(false);
        if (there.isPresent() || isEnded() || timeout != null && (timeout.isZero() || timeout.isNegative())) {
            return there;
        }
        long deadline = deadline(timeout);
        try {
            return controllers.inCoroutine(() -> await(deadline));
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

    private Optional<Change> await(long deadline) throws IOException {
        Outcome outcome = Outcome.PENDING;
        while (true) {
            Optional<Change> change = look(true);
            if (change.isPresent() || isEnded() || outcome == Outcome.TIMED_OUT) {
                return change;
            }
            requireUndisturbed(outcome);
            outcome = awaitReadiness(deadline);
        }
    }

    /** Waits as who polls does: what others read in meanwhile, the descriptor would not tell. Whether the time is over, only the clock tells. */
    private Outcome awaitReadiness(long deadline) {
        boolean forEver = deadline == Long.MAX_VALUE;
        PollResult woken =
                controllers.poll(this, forEver ? null : Duration.ofNanos(deadline - kernel.monotonicNanos()));
        Outcome outcome = woken.contains(this) ? woken.outcome(this) : Outcome.TIMED_OUT;
        if (outcome == Outcome.TIMED_OUT && (forEver || kernel.monotonicNanos() < deadline)) {
            return Outcome.READY; // our own timeout, of 0, for what somebody else has taken before we looked
        }
        return outcome;
    }

    private void requireUndisturbed(Outcome outcome) throws IOException {
        if (outcome == Outcome.CANCELLED) {
            throw new InterruptedIOException("changes of " + path + ": the wait was cancelled");
        }
        if (outcome == Outcome.CLOSED) { // somebody else released our number
            throw new AsynchronousCloseException();
        }
    }

    /** {@return a change that is known, or that the kernel has to tell, without waiting} */
    private synchronized Optional<Change> look(boolean waited) throws IOException {
        if (closed) {
            throw waited ? new AsynchronousCloseException() : new ClosedChannelException();
        }
        if (!view.hasEnded() && (pending.isEmpty() || ++told >= TOLD_IN_A_ROW)) {
            told = 0;
            view.pump();
        }
        Change change = pending.take();
        try {
            if (change == null) {
                view.throwFailure();
            }
        } finally {
            announce();
            if (view.hasEnded()) {
                release();
            }
        }
        return Optional.ofNullable(change);
    }

    /** Wakes those who poll, now and later, as long as there is something left to tell. Guarded by this. */
    private void announce() {
        if (isReadIn && !hasMore()) {
            awaitNews();
        } else if (!isReadIn && hasMore()) {
            isReadIn = true;
            readIn.open();
        }
    }

    private boolean hasMore() {
        return !pending.isEmpty() || view.isOwing();
    }

    private void awaitNews() {
        isReadIn = false;
        readIn = controllers.waitQueue(false);
        news = Pollable.anyOf(List.of(descriptor, readIn));
    }

    @Override
    public Iterable<Change> changes() {
        return () -> new ChangeIterator(this::get);
    }

    @Override
    public Iterable<Change> changes(Duration timeout) {
        return () -> new ChangeIterator(() -> get(timeout));
    }

    @Override
    public synchronized boolean isEnded() {
        return view.hasEnded() && pending.isEmpty();
    }

    @Override
    public String path() {
        return path;
    }

    // Polling.

    @Override
    public synchronized int pollfd() {
        return released ? -1 : watcher.descriptor();
    }

    @Override
    public synchronized long timeoutNanos() {
        return !hasMore() || closed ? Long.MAX_VALUE : 0;
    }

    @Override
    public synchronized Pollable source() {
        return released ? over : news;
    }

    // The end.

    /** Gives the descriptor back: whoever waits for it is told, and whoever waits later waits for what is over. Guarded by this. */
    private void release() {
        if (!released) {
            released = true;
            over.open();
            readIn.open(); // for who was told to wait for it just before
            controllers.release(watcher.descriptor()); // first: the number may be reused at once
            watcher.close();
        }
    }

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
        synchronized (this) {
            closed = true;
            over.close();
            release();
        }
        onClosed.accept(this);
    }

    @Override
    public String toString() {
        return "notifier of " + path;
    }
}
