package org.cqueues.socket.impl;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Waiter;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;

/**
 * Worker: the life of a socket's descriptor. Any thread.
 *
 * <p>It is used only by who is inside one of the gates and not parked, and given back only by who has both; so its number is never used after it was
 * closed. {@code none -> open -> released}, and apart from that the user may have closed the socket.
 */
final class Descriptor {
    final Gate reading = new Gate();
    final Gate writing = new Gate();

    private final SocketContext context;
    private final Connection owner;
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile int fd = -1;
    private volatile boolean closed;

    Descriptor(SocketContext context, Connection owner) {
        this.context = context;
        this.owner = owner;
    }

    /** Takes charge of a new descriptor. Inside the writing gate, or before anybody else knows the socket. */
    void open(int newFd) {
        fd = newFd;
    }

    /** {@return the descriptor; -1 if there is none yet or no more} */
    int fd() {
        return fd;
    }

    /** {@return the descriptor for who polls it without a gate; -1 from the moment that it is being given back} */
    int pollfd() {
        return released.get() ? -1 : fd;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isReleased() {
        return released.get();
    }

    /**
     * Refuses a socket that was closed.
     *
     * @param waited whether it was open when the operation began
     */
    void requireOpen(boolean waited) throws ClosedChannelException {
        if (closed) {
            throw waited ? new AsynchronousCloseException() : new ClosedChannelException();
        }
    }

    /**
     * Waits inside a gate, which is parked meanwhile.
     *
     * @param call what is waited for, for messages
     * @return ready, timed out, or closed if the descriptor was given back while the socket is still open
     */
    Outcome await(Gate gate, Waiter waiter, Readiness interest, long deadline, String call) throws IOException {
        Outcome outcome;
        gate.park();
        try {
            outcome = waiter.await(interest, deadline);
        } catch (ErrnoException e) {
            if (!closed) {
                throw e;
            }
            outcome = Outcome.CLOSED; // closed by another thread just before it was watched
        } finally {
            gate.unpark();
        }
        requireOpen(true);
        if (outcome == Outcome.CANCELLED) {
            SocketContext.requireInTime(outcome, call, owner.subject());
        }
        if (outcome == Outcome.CLOSED && fd >= 0) { // somebody else released our number
            throw new AsynchronousCloseException();
        }
        return outcome;
    }

    /** Waits inside both gates, which are parked meanwhile. Who closes takes the reading gate first; so that one is unparked first. */
    Outcome awaitInBoth(Waiter waiter, Readiness interest, long deadline, String call) throws IOException {
        writing.park();
        try {
            return await(reading, waiter, interest, deadline, call);
        } finally {
            writing.unpark();
        }
    }

    /** Closes for the user: whoever waits is woken, and when this returns the descriptor is closed. Holding no gate. */
    void close() {
        closed = true;
        release(null);
        for (int spins = 0; fd >= 0; spins++) { // another thread is releasing it just now
            Gate.spin(spins);
        }
    }

    /**
     * Gives the descriptor back, once.
     *
     * @param held the gate that the caller is inside; null for none
     */
    void release(Gate held) {
        if (!released.compareAndSet(false, true)) {
            return;
        }
        boolean readerParked = held != reading && reading.borrow();
        boolean writerParked = held != writing && writing.borrow();
        owner.abandonOpening();
        int old = fd;
        if (old >= 0) {
            owner.input().closeWaiter();
            owner.output().closeWaiter();
            context.controllers().release(old); // first: the number may be reused at once
            owner.farewell(old);
            context.syscalls().close(old);
            fd = -1;
        }
        context.forget(owner);
        if (held != writing) {
            writing.giveBack(writerParked);
        }
        if (held != reading) {
            reading.giveBack(readerParked);
        }
    }
}
