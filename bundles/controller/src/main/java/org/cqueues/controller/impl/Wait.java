package org.cqueues.controller.impl;

import org.cqueues.controller.Outcome;

/** One thing that a suspended coroutine waits for: a node of exactly one {@link WaitList}, whose owner guards it. */
final class Wait {
    final CoroutineTask task;

    WaitList list;
    Wait previous;
    Wait next;

    /** Readiness bits, where it waits for a descriptor. */
    int interest;

    Outcome outcome = Outcome.PENDING;

    Wait(CoroutineTask task) {
        this.task = task;
    }

    /** Prepares the node for another wait. */
    Wait renew() {
        outcome = Outcome.PENDING;
        interest = 0;
        return this;
    }

    /** Ends the wait, unless it is over already, and makes its coroutine ready. */
    void complete(Outcome with) {
        if (outcome == Outcome.PENDING) {
            outcome = with;
            task.wake();
        }
    }
}
