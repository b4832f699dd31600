package org.cqueues.socket.impl;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import org.cqueues.controller.WaitQueue;
import org.cqueues.kernel.SpinLock;

/**
 * Worker: lets one coroutine at a time into one direction of a socket, the others in turn. A compare-and-set while nobody else wants in. Any thread.
 *
 * <p>It also tells when the descriptor is in use, for whoever closes it from outside:
 * <pre>
 * FREE -> HELD -> FREE     by the coroutine inside; HELD never lasts longer than a few calls that do not block
 *         HELD -> PARKED -> HELD     while the coroutine inside waits
 * FREE -> HELD, PARKED -> BORROWED -> PARKED     by another, for calls on the descriptor that must not wait
 * </pre>
 */
final class Gate {
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int PARKED = 2;
    private static final int BORROWED = 3;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Gate.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state; // FREE
    private volatile int waiting; // size of turns
    private final SpinLock lock = new SpinLock();
    private ArrayDeque<Turn> turns; // guarded by the lock; made when first needed

    /** One waiting coroutine; its queue is opened once the gate is its own. */
    private record Turn(WaitQueue queue) {}

    boolean tryLock() {
        return STATE.compareAndSet(this, FREE, HELD);
    }

    /**
     * Enters, waiting if need be.
     *
     * @return whether it had to wait
     * @throws SocketTimeoutException if the deadline passes first
     */
    boolean lock(SocketContext context, long deadline) throws SocketTimeoutException {
        if (tryLock()) {
            return false;
        }
        Turn turn = new Turn(context.controllers().waitQueue(false));
        if (enqueue(turn)) {
            awaitTurn(turn, deadline);
        }
        return true;
    }

    /** Queues first and tries again then, because an unlock looks at the queue after it has freed the gate. */
    private boolean enqueue(Turn turn) {
        lock.lock();
        try {
            if (turns == null) {
                turns = new ArrayDeque<>(2);
            }
            turns.add(turn);
            waiting = turns.size();
            if (tryLock()) {
                remove(turn);
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitTurn(Turn turn, long deadline) throws SocketTimeoutException {
        try {
            turn.queue.await(deadline);
        } catch (RuntimeException | Error e) { // cancelled; the turn may have come at the same moment
            if (!remove(turn)) {
                unlock();
            }
            throw e;
        }
        if (remove(turn)) {
            throw new SocketTimeoutException("timed out waiting for another coroutine to finish with the socket");
        }
    }

    /** {@return false if the gate was handed to it already} */
    private boolean remove(Turn turn) {
        lock.lock();
        try {
            boolean queued = turns.remove(turn);
            waiting = turns.size();
            return queued;
        } finally {
            lock.unlock();
        }
    }

    void unlock() {
        if (waiting == 0) {
            state = FREE;
            if (waiting == 0 || !tryLock()) {
                return;
            }
        }
        handOver();
    }

    private void handOver() {
        Turn next = nextTurn();
        if (next != null) {
            next.queue.open();
        }
    }

    /** {@return whose the gate is now; null for nobody's} */
    private Turn nextTurn() {
        lock.lock();
        try {
            Turn next = turns.poll();
            waiting = turns.size();
            if (next == null) {
                state = FREE;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The coroutine inside begins to wait. */
    void park() {
        state = PARKED;
    }

    /** The coroutine inside has ended its wait. */
    void unpark() {
        for (int spins = 0; !STATE.compareAndSet(this, PARKED, HELD); spins++) { // borrowed for a call or two
            spin(spins);
        }
    }

    /**
     * Keeps everybody from using the descriptor, without waiting for who waits inside. Give it back soon.
     *
     * @return whether there is a coroutine inside, parked; to be passed to {@link #giveBack}
     */
    boolean borrow() {
        for (int spins = 0; ; spins++) {
            if (tryLock()) {
                return false;
            }
            if (STATE.compareAndSet(this, PARKED, BORROWED)) {
                return true;
            }
            spin(spins);
        }
    }

    /** Whom it waits for may be a coroutine of the same controller that the JVM has suspended over a monitor: a yield lets that run. */
    static void spin(int spins) {
        if (spins < 100) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    void giveBack(boolean parked) {
        if (parked) {
            state = PARKED;
        } else {
            unlock();
        }
    }
}
