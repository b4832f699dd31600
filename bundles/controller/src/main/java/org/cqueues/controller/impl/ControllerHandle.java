package org.cqueues.controller.impl;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineException;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.ErrnoException;

/** What users hold of a controller. Each method goes to the {@link Loop}, or to what was interposed under its name. */
final class ControllerHandle implements Controller {
    private final ControllerHome home;
    private final MethodTable<Controller> methods;
    private final Consumer<Controller> onClosed;
    private final Loop loop;

    ControllerHandle(ControllerHome home, Consumer<Controller> onClosed) {
        this.home = home;
        this.onClosed = onClosed;
        this.methods = home.methods();
        this.loop = new Loop(home, this);
    }

    Loop target() {
        return loop;
    }

    // By name.

    /** {@return the methods that controllers have from birth, by the names of the guide} */
    static Map<String, Method<Controller>> originals() {
        return Map.ofEntries(
                original("attach", (self, a) -> self.plainAttach((Coroutine) a[0])),
                original("wrap", (self, a) -> self.plainWrap((String) a[0], (Body) a[1])),
                original("step", (self, a) -> Stepping.step(self.loop, nanos(a[0]))),
                original("loop", (self, a) -> Stepping.loop(self.loop, nanos(a[0]))),
                original("errors", (self, a) -> self.plainErrors(nanos(a[0]))),
                original("empty", (self, a) -> self.loop.isEmpty()),
                original("count", (self, a) -> self.loop.count()),
                original("cancel", (self, a) -> self.plainCancel((int) a[0])),
                original("alert", (self, a) -> self.plainAlert()),
                original("pause", (self, a) -> Stepping.pause(self.loop, (int[]) a[0])),
                original("reset", (self, a) -> self.plainReset()),
                original("pollfd", (self, a) -> self.plainPollfd()),
                original("timeout", (self, a) -> self.plainTimeoutNanos()),
                original("close", (self, a) -> self.plainClose()));
    }

    /** A method on our own class, under its name. */
    @FunctionalInterface
    private interface Plain {
        Object invoke(ControllerHandle self, Object[] arguments) throws Exception;
    }

    private static Map.Entry<String, Method<Controller>> original(String name, Plain plain) {
        return Map.entry(name, (self, arguments) -> plain.invoke((ControllerHandle) self, arguments));
    }

    private static long nanos(Object timeout) {
        return timeout == null ? Timer.NEVER : Nanos.of((Duration) timeout);
    }

    // Coroutines.

    @Override
    public Coroutine wrap(Body body) {
        return wrap("", body);
    }

    @Override
    public Coroutine wrap(String name, Body body) {
        return methods.isPlain() ? plainWrap(name, body) : (Coroutine) methods.call(this, "wrap", name, body);
    }

    private Coroutine plainWrap(String name, Body body) {
        CoroutineTask task = home.newTask(name, body);
        plainAttach(task);
        return task;
    }

    @Override
    public Controller attach(Coroutine coroutine) {
        return methods.isPlain() ? plainAttach(coroutine) : (Controller) methods.call(this, "attach", coroutine);
    }

    private Controller plainAttach(Coroutine coroutine) {
        if (!(coroutine instanceof CoroutineTask task)) {
            throw new IllegalArgumentException("cannot attach " + coroutine + ": not made by this library");
        }
        loop.checkOpen();
        if (!task.attachOnce()) {
            throw new IllegalArgumentException("cannot attach " + coroutine + ": it is attached already");
        }
        loop.attach(task);
        return this;
    }

    // Running.

    @Override
    public int step() {
        return step(null, Timer.NEVER);
    }

    @Override
    public int step(Duration timeout) {
        return step(timeout, Nanos.of(timeout));
    }

    private int step(Duration timeout, long nanos) {
        return methods.isPlain() ? Stepping.step(loop, nanos) : (int) methods.call(this, "step", timeout);
    }

    @Override
    public boolean loop() {
        return loop(null, Timer.NEVER);
    }

    @Override
    public boolean loop(Duration timeout) {
        return loop(timeout, Nanos.of(timeout));
    }

    private boolean loop(Duration timeout, long nanos) {
        return methods.isPlain() ? Stepping.loop(loop, nanos) : (boolean) methods.call(this, "loop", timeout);
    }

    @Override
    public Iterable<CoroutineException> errors() {
        return errors(null, Timer.NEVER);
    }

    @Override
    public Iterable<CoroutineException> errors(Duration timeout) {
        return errors(timeout, Nanos.of(timeout));
    }

    @SuppressWarnings("unchecked") // Who interposes "errors" returns what the original does.
    private Iterable<CoroutineException> errors(Duration timeout, long nanos) {
        return methods.isPlain()
                ? plainErrors(nanos)
                : (Iterable<CoroutineException>) methods.call(this, "errors", timeout);
    }

    private Iterable<CoroutineException> plainErrors(long nanos) {
        return () -> new Failures(Nanos.deadline(home.now(), nanos));
    }

    /** Loops on until the next failure each time one is asked for. */
    private final class Failures implements Iterator<CoroutineException> {
        private final long deadline;
        private CoroutineException next;
        private boolean over;

        Failures(long deadline) {
            this.deadline = deadline;
        }

        @Override
        public boolean hasNext() {
            if (next == null && !over) {
                try {
                    over = loop.isClosing() || Stepping.loop(loop, remaining()) || remaining() == 0 || loop.isClosing();
                } catch (CoroutineException e) {
                    next = e;
                }
            }
            return next != null;
        }

        private long remaining() {
            return deadline == Timer.NEVER ? Timer.NEVER : Math.max(0, deadline - home.now());
        }

        @Override
        public CoroutineException next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no more failures");
            }
            CoroutineException failure = next;
            next = null;
            return failure;
        }
    }

    @Override
    public boolean pause(int... signals) throws ErrnoException {
        return methods.isPlain()
                ? Stepping.pause(loop, signals)
                : (boolean) methods.call(this, "pause", (Object) signals);
    }

    // State.

    @Override
    public boolean empty() {
        return methods.isPlain() ? loop.isEmpty() : (boolean) methods.call(this, "empty");
    }

    @Override
    public int count() {
        return methods.isPlain() ? loop.count() : (int) methods.call(this, "count");
    }

    @Override
    public int pollfd() {
        return methods.isPlain() ? plainPollfd() : (int) methods.call(this, "pollfd");
    }

    private int plainPollfd() {
        loop.checkOpen();
        return loop.own().descriptor();
    }

    @Override
    public long timeoutNanos() {
        return methods.isPlain() ? plainTimeoutNanos() : (long) methods.call(this, "timeout");
    }

    private long plainTimeoutNanos() {
        return loop.isReady() || loop.root().hasMessages() ? 0 : loop.nanosToTimer();
    }

    @Override
    public boolean isClosed() {
        return loop.isClosing();
    }

    // Interventions.

    @Override
    public void cancel(int fd) {
        if (methods.isPlain()) {
            plainCancel(fd);
        } else {
            methods.call(this, "cancel", fd);
        }
    }

    private Object plainCancel(int fd) {
        loop.root().endWaits(fd, Outcome.CANCELLED, loop);
        return null;
    }

    @Override
    public void cancel(Pollable object) {
        cancel(object.pollfd());
    }

    @Override
    public void alert() {
        if (methods.isPlain()) {
            plainAlert();
        } else {
            methods.call(this, "alert");
        }
    }

    private Object plainAlert() {
        if (!loop.isClosing()) {
            loop.alert();
        }
        return null;
    }

    @Override
    public void reset() {
        if (methods.isPlain()) {
            plainReset();
        } else {
            methods.call(this, "reset");
        }
    }

    private Object plainReset() {
        loop.checkOpen();
        loop.root().reset();
        return null;
    }

    @Override
    public void close() {
        if (methods.isPlain()) {
            plainClose();
        } else {
            methods.call(this, "close");
        }
    }

    private Object plainClose() {
        Stepping.close(loop);
        onClosed.accept(this);
        return null;
    }

    @Override
    public String toString() {
        return (loop.isClosing() ? "closed controller" : "controller of " + loop.count() + " coroutines");
    }
}
