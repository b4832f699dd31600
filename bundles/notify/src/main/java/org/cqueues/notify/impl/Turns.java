package org.cqueues.notify.impl;

import java.util.ArrayDeque;
import java.util.Deque;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.WaitQueue;

/** Worker: lets one coroutine at a time wait for a descriptor, the others in turn, so that each looks at what the one before left. Any thread. */
final class Turns {
    private final Controllers controllers;
    private final Deque<WaitQueue> waiting = new ArrayDeque<>(); // guarded by this
    private boolean taken; // guarded by this
    private boolean ended; // guarded by this

    Turns(Controllers controllers) {
        this.controllers = controllers;
    }

    /**
     * Waits for the turn; to be left in any case but the last.
     *
     * @return whether it is the caller's turn: yes, or not before the deadline
     */
    boolean enter(long deadline) {
        WaitQueue turn = queue();
        if (turn == null) {
            return true;
        }
        try {
            return turn.await(deadline) == Outcome.READY || !giveUp(turn);
        } catch (RuntimeException | Error cancelled) {
            if (!giveUp(turn)) {
                leave();
            }
            throw cancelled;
        }
    }

    private synchronized WaitQueue queue() {
        if (!taken || ended) {
            taken = true;
            return null;
        }
        WaitQueue turn = controllers.waitQueue(false);
        waiting.add(turn);
        return turn;
    }

    /** {@return whether the turn had not come} */
    private synchronized boolean giveUp(WaitQueue turn) {
        return waiting.remove(turn);
    }

    synchronized void leave() {
        WaitQueue next = waiting.poll();
        if (next == null) {
            taken = false;
        } else {
            next.open();
        }
    }

    /** Gives everybody the turn, now and later: there is nothing to wait for any more. */
    synchronized void end() {
        ended = true;
        waiting.forEach(WaitQueue::open);
        waiting.clear();
    }
}
