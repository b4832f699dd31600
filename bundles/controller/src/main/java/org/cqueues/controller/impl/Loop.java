package org.cqueues.controller.impl;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.cqueues.controller.Controller;
import org.cqueues.controller.CoroutineException;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.SpinLock;
import org.cqueues.kernel.Workspace;

/**
 * A controller at work: its coroutines, in the order they are to run, and their timers. Confined to the thread that steps its tree, except where it says
 * otherwise.
 */
final class Loop {
    private static final int CLOSE_LOOK_MILLIS = 10;

    private final ControllerHome home;
    private final Controller handle;
    private final Stepper own;
    private final AtomicInteger count = new AtomicInteger();
    private final ArrayDeque<CoroutineTask> ready = new ArrayDeque<>();
    private final TimerHeap timers = new TimerHeap();

    /** Who polls this controller. */
    private final WaitList pollers = new WaitList();

    private final CountDownLatch closed = new CountDownLatch(1);
    private final SpinLock attaching = new SpinLock();

    /** Of coroutines that ended outside a pass. */
    private final ArrayDeque<CoroutineException> failures = new ArrayDeque<>(1);

    private CoroutineTask coroutines;
    private Workspace workspace;
    private boolean alerted;

    /** Whether it goes on waiting while it has no coroutine. */
    private boolean persistent;

    /** Whether it is there for one operation of a thread that is no coroutine. */
    private boolean passing;

    private volatile boolean closing;
    private boolean terminating;

    /** The controller that it is nested in, if any, and those nested in it. */
    Loop parent;

    final Set<Loop> children = new LinkedHashSet<>(0);

    /** Steps it: its own stepper, or the outermost controller's while it is nested. Any thread may read it. */
    private volatile Stepper root;

    Loop(ControllerHome home, Controller handle) {
        this.home = home;
        this.handle = handle;
        this.own = new Stepper(this);
        this.root = own;
    }

    ControllerHome home() {
        return home;
    }

    Controller handle() {
        return handle;
    }

    Stepper root() {
        return root;
    }

    Stepper own() {
        return own;
    }

    void setRoot(Stepper stepper) {
        root = stepper;
    }

    boolean isRoot() {
        return root == own;
    }

    void setPersistent() {
        persistent = true;
    }

    /** Before it has coroutines. */
    void setPassing() {
        passing = true;
    }

    boolean isPassing() {
        return passing;
    }

    // Coroutines come and go.

    /** Takes charge of a coroutine. Any thread. */
    void attach(CoroutineTask task) {
        if (root.owns(Thread.currentThread())) {
            checkOpen();
            task.loop = this;
            count.incrementAndGet();
            adopt(task);
            return;
        }
        Message adoption = new Message(this, () -> adopt(task));
        attaching.lock();
        try {
            checkOpen();
            task.loop = this;
            count.incrementAndGet();
            post(adoption);
        } finally {
            attaching.unlock();
        }
    }

    void checkOpen() {
        if (closing) {
            throw new IllegalStateException("the controller is closed");
        }
    }

    private void adopt(CoroutineTask task) {
        task.next = coroutines;
        if (coroutines != null) {
            coroutines.previous = task;
        }
        coroutines = task;
        enqueue(task);
    }

    private void forget(CoroutineTask task) {
        if (task.previous == null) {
            coroutines = task.next;
        } else {
            task.previous.next = task.next;
        }
        if (task.next != null) {
            task.next.previous = task.previous;
        }
        task.previous = null;
        task.next = null;
        timers.remove(task);
        task.expireLingering();
        count.decrementAndGet();
        task.finish();
    }

    /** Gives a coroutine its next turn in the next step. Any thread. */
    void submit(CoroutineTask task) {
        if (root.owns(Thread.currentThread())) {
            enqueue(task);
        } else {
            post(() -> enqueue(task));
        }
    }

    /** Has work done by whoever steps the tree, in the next step. */
    void post(Runnable work) {
        post(new Message(this, work));
    }

    /** The controller may be moving to another tree meanwhile: a message that nobody took yet is sent after it. */
    void post(Message message) {
        Stepper sent = root;
        sent.post(message);
        for (Stepper now = root; now != sent && sent.takeBack(message); now = root) {
            sent = now;
            sent.post(message);
        }
    }

    private void enqueue(CoroutineTask task) {
        if (task.queued || task.isEnded()) {
            return;
        }
        task.queued = true;
        ready.add(task);
        if (ready.size() == 1) {
            root.rise(this);
        }
    }

    // Readiness.

    boolean isReady() {
        return alerted || !ready.isEmpty() || !failures.isEmpty();
    }

    /** {@return whether there is nothing to wait for} */
    boolean isIdle() {
        return isDone() && !persistent;
    }

    /** {@return whether every coroutine has ended and every failure was told} */
    boolean isDone() {
        return count.get() == 0 && failures.isEmpty();
    }

    boolean isEmpty() {
        return count.get() == 0;
    }

    int count() {
        return count.get();
    }

    void alert() {
        if (root.owns(Thread.currentThread())) {
            setAlerted();
        } else {
            post(this::setAlerted);
        }
    }

    private void setAlerted() {
        alerted = true;
        root.rise(this);
    }

    /** Starts a wait for this controller; ends it at once if the controller is ready. */
    void addPoller(Wait wait) {
        if (closing) {
            wait.outcome = Outcome.CLOSED;
        } else if (isReady()) {
            wait.outcome = Outcome.READY;
        } else {
            pollers.addLast(wait);
        }
    }

    void wakePollers() {
        endPolls(Outcome.READY);
        if (!isRoot()) {
            own.watches.alert();
        }
    }

    /** Ends the waits for this controller. */
    void endPolls(Outcome outcome) {
        for (Wait wait = pollers.head; wait != null; wait = pollers.head) {
            pollers.remove(wait);
            wait.complete(outcome);
        }
    }

    /** Its timers may have changed under those who poll it. */
    void tellPollersOfTimers() {
        if (!pollers.isEmpty()) {
            wakePollers();
        }
    }

    TimerHeap timers() {
        return timers;
    }

    /** {@return nanoseconds to the next timer, 0 if it is due} */
    long nanosToTimer() {
        long next = timers.next();
        return next == Timer.NEVER ? Timer.NEVER : Math.max(0, next - home.now());
    }

    // Running.

    /** Runs each coroutine that is ready now once, unless the end is asked for meanwhile. {@return how many ran} */
    int pass() {
        alerted = false;
        if (!failures.isEmpty()) {
            throw failures.poll();
        }
        fireTimers();
        int ran = 0;
        for (int left = ready.size(); left > 0 && !closing; left--) {
            CoroutineTask task = ready.poll();
            task.queued = false;
            if (task.isEnded()) {
                continue;
            }
            ran++;
            turn(task);
        }
        return ran;
    }

    private void fireTimers() {
        if (timers.size() == 0) {
            return;
        }
        long now = home.now();
        for (Timer due = timers.takeDue(now); due != null; due = timers.takeDue(now)) {
            ((CoroutineTask) due).wake();
        }
    }

    private void turn(CoroutineTask task) {
        task.turn();
        if (task.isEnded()) {
            forget(task);
            if (task.thrown() != null) {
                throw new CoroutineException(task, task.thrown());
            }
        }
    }

    /** Gives a coroutine whose errand is done its turn at once, unless it has one coming. A failure waits for the next pass. */
    void goOn(CoroutineTask task) {
        if (task.queued || task.isEnded()) {
            task.wake();
            return;
        }
        task.queued = true; // so that waking it does not put it into the queue
        task.wake();
        task.queued = false;
        task.wentOnIn = root.steps();
        try {
            turn(task);
        } catch (CoroutineException e) {
            failures.add(e);
        }
        if (task.isEnded()) {
            setAlerted();
        }
    }

    /** {@return what its coroutines share to make calls} */
    Workspace workspace() {
        if (workspace == null) {
            workspace = home.kernel().openWorkspace();
        }
        return workspace;
    }

    // The end.

    boolean isClosing() {
        return closing;
    }

    /** Refuses coroutines from now on; those that were let in have left their message when this returns. */
    void setClosing() {
        closing = true; // first: those who attach all the time would keep the lock from us
        attaching.lock();
        attaching.unlock();
    }

    /** Waits a while for the end that another thread was asked for; an interrupt is kept for the caller. */
    void awaitTermination() {
        boolean interrupted = Thread.interrupted();
        try {
            closed.await(CLOSE_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Unwinds every coroutine and frees everything. For the thread that steps, outside any coroutine. */
    void terminate() {
        if (terminating) {
            throw new IllegalStateException("the controller is closing already");
        }
        terminating = true;
        setClosing();
        endPolls(Outcome.CLOSED);
        root.drain();
        for (CoroutineTask task = coroutines; task != null; task = coroutines) {
            new Unwinding(this).end(task);
            forget(task);
        }
        ready.clear();
        Nesting.dissolve(this);
        own.close();
        if (workspace != null) {
            workspace.close();
        }
        home.forget(this);
        closed.countDown();
    }

    /** Gives a coroutine a turn out of order. While the controller ends there is no other order, so the queue is not kept. */
    void turnNow(CoroutineTask task) {
        ready.clear();
        task.queued = false;
        task.turn();
    }

    boolean isTerminated() {
        return closed.getCount() == 0;
    }
}
