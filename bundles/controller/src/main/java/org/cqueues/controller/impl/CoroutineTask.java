package org.cqueues.controller.impl;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import org.cqueues.controller.Body;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineCancelledException;
import org.cqueues.controller.Pollable;

/**
 * One coroutine. Its fields are its controller's stepping thread's (which includes the coroutine itself while it has the turn), unless they are volatile.
 *
 * <p>It is the uncaught-exception handler of its own thread: a field that every thread has and nobody else needs here, by which a coroutine finds itself
 * without a thread local, whose table would cost more than the rest of an idle coroutine.
 */
final class CoroutineTask extends Timer implements Coroutine, Runnable, Thread.UncaughtExceptionHandler {
    /** Waits refused to a coroutine that is cancelled but goes on; then it is left asleep for good. */
    private static final int MOST_REFUSALS = 1000;

    private static final VarHandle ATTACHED;
    private static final VarHandle ENDING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ATTACHED = lookup.findVarHandle(CoroutineTask.class, "attached", boolean.class);
            ENDING = lookup.findVarHandle(CoroutineTask.class, "ending", CoroutineQueue.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Engine engine;
    private final String name;
    private Body body;

    /** Its controller; null before it is attached. */
    volatile Loop loop;

    /** Its neighbours in the list of its controller. */
    CoroutineTask previous;

    CoroutineTask next;

    /** Whether it is in the ready queue. */
    boolean queued;

    /** The step in which it went on after an errand, last. */
    int wentOnIn;

    /** What it waits to have done on the stepping thread, outside any coroutine. */
    Errand errand;

    /** Registrations that its latest poll left behind, for the next to take up or drop. */
    Watch[] lingering;

    private volatile boolean attached;
    private Wait single;
    private int refusals;
    private volatile Strand strand;
    private volatile boolean woken;
    private volatile boolean waiting;
    private volatile boolean cancelled;
    private volatile boolean ended;
    private volatile Throwable failure;
    private volatile CoroutineQueue ending; // made when first asked for
    private volatile boolean finished;

    CoroutineTask(Engine engine, String name, Body body) {
        this.engine = engine;
        this.name = name;
        this.body = body;
    }

    /** {@return the coroutine that the calling thread is; null outside} */
    static CoroutineTask current() {
        return Thread.currentThread().getUncaughtExceptionHandler() instanceof CoroutineTask task ? task : null;
    }

    /** {@return the coroutine that the calling thread is} */
    static CoroutineTask required() {
        CoroutineTask task = current();
        if (task == null) {
            throw new IllegalStateException("not in a coroutine");
        }
        return task;
    }

    /** {@return whether this is the first call; any thread} */
    boolean attachOnce() {
        return ATTACHED.compareAndSet(this, false, true);
    }

    // The thread.

    @Override
    public void run() {
        try {
            if (!cancelled) {
                body.run();
            }
        } catch (CoroutineCancelledException e) {
            failure = cancelled ? null : e;
        } catch (Throwable e) {
            failure = e;
        } finally {
            ended = true;
        }
    }

    /** Nothing reaches it: {@link #run} catches everything. */
    @Override
    public void uncaughtException(Thread thread, Throwable e) {
        fail(e);
    }

    void fail(Throwable e) {
        failure = e;
        ended = true;
    }

    /** Has a turn. For the stepping thread. */
    void turn() {
        if (strand == null) {
            if (cancelled) {
                ended = true;
                return;
            }
            if (!start()) {
                return;
            }
        }
        Stepper stepper = loop.root();
        stepper.lendTo(strand.thread());
        try {
            strand.run();
        } finally {
            stepper.lendTo(null);
        }
    }

    /** A thread that cannot be made ends the coroutine with that error, not the whole step. */
    private boolean start() {
        try {
            strand = engine.start(this);
            return true;
        } catch (RuntimeException | Error e) {
            fail(e);
            return false;
        }
    }

    /** Asks for the next turn. Any thread. */
    void submit() {
        loop.submit(this);
    }

    /** Ends the wait under way, or the next one. Any thread. */
    void wake() {
        woken = true;
        Strand running = strand;
        if (running != null) {
            running.resumable();
        }
    }

    // Waiting; all for the coroutine itself.

    /** Gives the turn back until {@link #wake}. May return early once. */
    void suspend() {
        if (woken) {
            woken = false;
            return;
        }
        waiting = true;
        boolean interrupted = false;
        while (!woken) {
            strand.suspend();
            interrupted |= Thread.interrupted();
        }
        waiting = false;
        woken = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the turn back until the next step. */
    void yieldTurn() {
        woken = false;
        strand.yield();
    }

    void checkCancelled() {
        if (cancelled) {
            refuse();
        }
    }

    private void refuse() {
        if (++refusals > MOST_REFUSALS) {
            abandon();
        }
        throw new CoroutineCancelledException(
                loop.isClosing() ? "the controller is closing" : "the coroutine was cancelled");
    }

    /** A coroutine that swallows every cancellation would keep the closing thread for ever. */
    private void abandon() {
        fail(new IllegalStateException(
                "coroutine " + name + " ignored its cancellation " + MOST_REFUSALS + " times; it was left asleep"));
        for (; ; ) {
            strand.suspend();
        }
    }

    /** {@return the node for waiting for one thing only; a coroutine waits once at a time} */
    Wait single() {
        if (single == null) {
            single = new Wait(this);
        }
        return single.renew();
    }

    /** Drops the registrations of the latest poll that no other wait needs. */
    void expireLingering() {
        Watch[] watches = lingering;
        if (watches != null) {
            lingering = null;
            for (Watch watch : watches) {
                watch.expire();
            }
        }
    }

    // What anybody may ask.

    @Override
    public String name() {
        return name;
    }

    @Override
    public State state() {
        if (ended) {
            return State.ENDED;
        }
        Loop owner = loop;
        if (owner == null) {
            return State.NEW;
        }
        Strand running = strand;
        if (running != null && owner.root().isLentTo(running.thread())) {
            return State.RUNNING;
        }
        return waiting && !woken ? State.SUSPENDED : State.READY;
    }

    boolean isEnded() {
        return ended;
    }

    Throwable thrown() {
        return failure;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public Optional<Thread> thread() {
        return Optional.ofNullable(strand).map(Strand::thread);
    }

    @Override
    public void cancel() {
        if (ended || cancelled) {
            return;
        }
        cancelled = true;
        Strand running = strand;
        if (running == null) {
            return;
        }
        if (!waiting && running.thread() != Thread.currentThread()) {
            // It is in a blocking call of the JDK, or about to be.
            running.thread().interrupt();
        }
        wake();
    }

    /** Interrupts a blocking call of the JDK. */
    void interrupt() {
        strand.thread().interrupt();
    }

    /** Tells those who wait for the end. For the stepping thread, once. */
    void finish() {
        body = null;
        single = null;
        finished = true;
        CoroutineQueue waiting = ending;
        if (waiting != null) {
            waiting.open();
        }
    }

    /** Who makes the queue looks at the end afterwards, and {@link #finish} looks the other way round: so one of them opens it. */
    @Override
    public Pollable source() {
        if (ending == null) {
            ENDING.compareAndSet(this, null, new CoroutineQueue(false));
        }
        CoroutineQueue waiting = ending;
        if (finished) {
            waiting.open();
        }
        return waiting;
    }

    @Override
    public void join() {
        join(NEVER);
    }

    @Override
    public boolean join(Duration timeout) {
        return join(Nanos.of(timeout));
    }

    private boolean join(long timeoutNanos) {
        if (current() == this) {
            throw new IllegalStateException("coroutine " + name + " cannot join itself");
        }
        if (!ended && timeoutNanos > 0) {
            loopOrFail().home().join(this, timeoutNanos);
        }
        return ended;
    }

    private Loop loopOrFail() {
        Loop owner = loop;
        if (owner == null) {
            throw new IllegalStateException("coroutine " + name + " is not attached to a controller");
        }
        return owner;
    }

    @Override
    public String toString() {
        return "coroutine " + name + " " + state();
    }
}
