package org.cqueues.controller.impl;

import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Poller;

/**
 * What steps a tree of controllers, on one thread at a time: the kernel queue, messages from other threads, and errands of coroutines. Each controller has
 * one; while it is nested in another, that of the outermost serves it.
 *
 * <pre>
 *           enter                 nothing to do
 *   IDLE ----------> RUNNING --------------------> SLEEPING
 *     ^-----exit--------+  ^----- kernel returns -----+
 * </pre>
 *
 * Whoever sends a message alerts the kernel queue unless the state is RUNNING, which looks at the messages before it changes.
 */
final class Stepper {
    private enum State {
        IDLE,
        RUNNING,
        SLEEPING
    }

    /** Steps with work to do that may pass without asking the kernel; the wait in the kernel costs more than a switch. */
    private static final int MOST_STEPS_UNPOLLED = 16;

    final WatchTable watches;
    private final Loop loop;
    private final AtomicBoolean live = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>(1);
    private final ArrayDeque<Errand> errands = new ArrayDeque<>();
    private final ArrayDeque<Errand> errandsOfNextStep = new ArrayDeque<>();
    private final ArrayDeque<Errand> errandsRun = new ArrayDeque<>();
    private final ArrayDeque<Loop> rising = new ArrayDeque<>();
    private volatile State state = State.IDLE;
    private volatile boolean exposed;

    /** Whether the kernel queue may hold an alert, which would end a later wait. */
    private volatile boolean alerted;

    private boolean isRising;
    private boolean pollDue;
    private int stepsUnpolled;
    private int steps;

    /** The thread that steps, and the one it has lent the turn to. Written by the former; any other thread finds that it is neither. */
    private Thread thread;

    private Thread lent;

    Stepper(Loop loop) {
        this.loop = loop;
        this.watches = new WatchTable(loop.home().kernel());
    }

    // Entry and exit.

    boolean tryEnter() {
        if (!live.compareAndSet(false, true)) {
            return false;
        }
        thread = Thread.currentThread();
        state = State.RUNNING;
        return true;
    }

    void enter() {
        if (!tryEnter()) {
            throw new IllegalStateException("cannot step a controller that is being stepped");
        }
    }

    void exit() {
        thread = null;
        state = State.IDLE;
        live.set(false);
        if (exposed && (hasWork() || !inbox.isEmpty())) {
            watches.alert();
        }
    }

    boolean isLive() {
        return live.get();
    }

    /** {@return the thread that steps, for who runs in a step} */
    Thread thread() {
        return thread;
    }

    boolean owns(Thread caller) {
        return caller == thread || caller == lent;
    }

    void lendTo(Thread coroutine) {
        lent = coroutine;
    }

    boolean isLentTo(Thread coroutine) {
        return lent == coroutine;
    }

    // Messages.

    /** Runs something on the thread that steps, in its next step. Any thread. */
    void post(Runnable message) {
        inbox.add(message);
        if (state != State.RUNNING) {
            alerted |= watches.alert();
        }
    }

    /** {@return whether the next step has messages to read; they may make a coroutine ready} */
    boolean hasMessages() {
        return !inbox.isEmpty();
    }

    /** {@return whether a message was still unread, which it now stays} */
    boolean takeBack(Runnable message) {
        return inbox.remove(message);
    }

    void drain() {
        for (Runnable message = inbox.poll(); message != null; message = inbox.poll()) {
            message.run();
        }
    }

    /** Has a controller that is ready now wake those who poll it, without recursion however deep the tree. */
    void rise(Loop ready) {
        rising.add(ready);
        if (isRising) {
            return;
        }
        isRising = true;
        for (Loop next = rising.poll(); next != null; next = rising.poll()) {
            next.wakePollers();
        }
        isRising = false;
    }

    /** Has something done at the end of the step, outside any coroutine. */
    void defer(Runnable work) {
        deferred.add(work);
    }

    /** Has an errand run at the end of the step; of the next one, if its client has gone on in this one already. */
    void send(Errand errand, CoroutineTask client) {
        (client.wentOnIn == steps ? errandsOfNextStep : errands).add(errand);
    }

    /** {@return whether an errand was still to be run, and now is the caller's to run} */
    boolean takeBackErrand(Errand errand) {
        return errands.remove(errand) || errandsOfNextStep.remove(errand);
    }

    /**
     * Runs the errands, also those that come of them, and then lets their clients go on, the last first: so one event passes any depth of controllers in
     * one step, and each controller that waits for another again knows of the timers below it.
     */
    private void runErrands() {
        for (Runnable work = deferred.poll(); work != null; work = deferred.poll()) {
            work.run();
        }
        while (!errands.isEmpty() || !errandsRun.isEmpty()) {
            Errand errand = errands.poll();
            if (errand != null) {
                errandsRun.push(errand);
                errand.run();
            } else {
                CoroutineTask client = errandsRun.pop().finish();
                client.loop.goOn(client);
            }
        }
        errands.addAll(errandsOfNextStep);
        errandsOfNextStep.clear();
    }

    /** {@return the number of the step under way} */
    int steps() {
        return steps;
    }

    // Steps.

    /** Has the next step ask the kernel even if there is other work. */
    void setPollDue() {
        pollDue = true;
    }

    /** {@return the kernel queue's descriptor, which from now on tells foreign loops of work} */
    int descriptor() {
        watches.openPoller();
        int fd = watches.descriptor();
        exposed = true;
        if (hasWork() || !inbox.isEmpty()) {
            watches.alert();
        }
        return fd;
    }

    /**
     * Ends waits for a descriptor and forgets it. Any thread.
     *
     * @param only whose coroutines' waits; null for all of the tree
     */
    void endWaits(int fd, Outcome outcome, Loop only) {
        EndOfWaits end = new EndOfWaits(outcome, only);
        if (owns(Thread.currentThread())) {
            watches.drop(fd, outcome, end);
            end.run();
            return;
        }
        // Posted under the lock, so that controllers that move elsewhere take the message into account, or else find
        // the watch.
        watches.drop(fd, outcome, end.andThen(watch -> post(end)));
    }

    /** The message that ends the waits for a descriptor which the table has forgotten, if it knew it. */
    private static final class EndOfWaits implements Consumer<Watch>, Runnable {
        private final Outcome outcome;
        private final Loop only;
        private Watch watch;

        EndOfWaits(Outcome outcome, Loop only) {
            this.outcome = outcome;
            this.only = only;
        }

        @Override
        public void accept(Watch dropped) {
            watch = dropped;
        }

        @Override
        public void run() {
            if (watch != null) {
                watch.end(outcome, only);
            }
        }
    }

    /** Opens the kernel queue anew; waits go on. Any thread. */
    void reset() {
        if (owns(Thread.currentThread())) {
            watches.reopen();
        } else {
            post(watches::reopen);
        }
    }

    /** Waits for work or a signal without doing any. For the thread that entered. */
    Poller.Pause pause(int... signals) throws ErrnoException {
        drain();
        if (hasWork()) {
            return Poller.Pause.READY;
        }
        Poller poller = watches.poller();
        state = State.SLEEPING;
        try {
            return inbox.isEmpty() ? poller.pause(loop.nanosToTimer(), signals) : Poller.Pause.READY;
        } finally {
            state = State.RUNNING;
        }
    }

    private boolean hasWork() {
        return loop.isReady() || !errands.isEmpty() || !deferred.isEmpty();
    }

    /** One step of the outermost controller. For the thread that entered. */
    int step(long timeoutNanos) {
        steps++;
        drain();
        if (!loop.isIdle()) {
            // Before any coroutine runs: opening takes monitors of the JDK, and one that has lost its turn over such a
            // monitor may be next in line for it. This thread would wait behind it, and nobody would run it.
            watches.openPoller();
        }
        long wait = hasWork() || loop.isIdle() ? 0 : Math.min(timeoutNanos, loop.nanosToTimer());
        if (isKernelDue(wait)) {
            waitForKernel(wait);
        }
        try {
            return loop.pass();
        } finally {
            runErrands();
        }
    }

    private boolean isKernelDue(long wait) {
        if (wait > 0 || exposed || alerted) {
            return true;
        }
        if (!watches.isWatching()) {
            return false;
        }
        return pollDue || !hasWork() || ++stepsUnpolled >= MOST_STEPS_UNPOLLED;
    }

    private void waitForKernel(long wait) {
        pollDue = false;
        stepsUnpolled = 0;
        if (wait > 0) {
            state = State.SLEEPING;
        }
        try {
            watches.poll(inbox.isEmpty() ? wait : 0);
        } finally {
            state = State.RUNNING;
            alerted = false;
        }
        drain();
    }

    void close() {
        watches.close();
    }
}
