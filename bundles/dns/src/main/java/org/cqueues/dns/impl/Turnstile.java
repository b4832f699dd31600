package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.cqueues.controller.Controllers;

/** Worker: lets so many in at a time, and the others in turn. All guarded by this; nothing that waits is done inside. */
final class Turnstile {
    private final Controllers controllers;
    private final int most;
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private int inside;
    private boolean closed;

    /** Of one who waits. */
    private static final class Turn {
        final CompletableFuture<Void> bell = new CompletableFuture<>();
        final Object owner;
        boolean came; // guarded by the turnstile
        boolean isSentAway;

        Turn(Object owner) {
            this.owner = owner;
        }
    }

    Turnstile(Controllers controllers, int most) {
        this.controllers = controllers;
        this.most = most;
    }

    /**
     * Goes in, once there is room. Whoever is in calls {@link #leave} at the end.
     *
     * @param owner what may be sent away while it waits
     * @throws SocketTimeoutException if there is none in time
     * @throws ClosedChannelException if it is closed, before or meanwhile, or the owner sent away
     */
    void enter(Deadline deadline, Object owner) throws IOException {
        Turn turn;
        synchronized (this) {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (inside < most) {
                inside++;
                return;
            }
            turn = new Turn(owner);
            waiting.addLast(turn);
        }
        await(turn, deadline);
    }

    /** Whoever gives up after the turn came passes it on. */
    private void await(Turn turn, Deadline deadline) throws IOException {
        boolean taken = false;
        try {
            controllers.poll(controllers.pollable(turn.bell), deadline.left());
            taken = endWait(turn);
        } finally {
            if (!taken && endWait(turn)) {
                leave();
            }
        }
        if (!taken) {
            requireOpen(turn);
            throw new SocketTimeoutException("the time is over, and " + most + " other queries are under way");
        }
    }

    /** {@return whether the turn had come} */
    private synchronized boolean endWait(Turn turn) {
        waiting.remove(turn);
        return turn.came;
    }

    private synchronized void requireOpen(Turn turn) throws ClosedChannelException {
        if (closed || turn.isSentAway) {
            throw new ClosedChannelException();
        }
    }

    void leave() {
        Turn next;
        synchronized (this) {
            next = waiting.pollFirst();
            if (next == null) {
                inside--;
                return;
            }
            next.came = true;
        }
        next.bell.complete(null);
    }

    /** Sends away what waits for one owner; who is inside stays. */
    void dismiss(Object owner) {
        List<Turn> sent;
        synchronized (this) {
            sent = waiting.stream().filter(turn -> turn.owner == owner).toList();
            waiting.removeAll(sent);
            sent.forEach(turn -> turn.isSentAway = true);
        }
        sent.forEach(turn -> turn.bell.complete(null));
    }

    /** Sends away whoever waits, and whoever comes. Idempotent. */
    void close() {
        Deque<Turn> sent;
        synchronized (this) {
            closed = true;
            sent = new ArrayDeque<>(waiting);
            waiting.clear();
        }
        sent.forEach(turn -> turn.bell.complete(null));
    }
}
