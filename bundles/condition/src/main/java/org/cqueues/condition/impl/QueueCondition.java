package org.cqueues.condition.impl;

import java.time.Duration;
import org.cqueues.condition.Condition;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.PollResult;
import org.cqueues.controller.Pollable;
import org.cqueues.controller.WaitQueue;

/** Worker: a condition on a queue of waiting coroutines, whose state is all there is. Any thread. */
class QueueCondition implements Condition {
    private final Controllers controllers;
    private final WaitQueue queue;

    QueueCondition(Controllers controllers, boolean lifo) {
        this.controllers = controllers;
        this.queue = controllers.waitQueue(lifo);
    }

    @Override
    public boolean await() {
        Outcome outcome = controllers.isCoroutine()
                ? queue.await(Long.MAX_VALUE)
                : controllers.poll(this).outcome(this);
        return outcome == Outcome.READY;
    }

    @Override
    public boolean await(Duration timeout) {
        return controllers.poll(this, timeout).outcome(this) == Outcome.READY;
    }

    @Override
    public PollResult awaitWith(Object... others) {
        Object[] all = new Object[others.length + 1];
        all[0] = this;
        System.arraycopy(others, 0, all, 1, others.length);
        return controllers.poll(all);
    }

    @Override
    public int signal() {
        return queue.signal();
    }

    @Override
    public int signal(int most) {
        return queue.signal(most);
    }

    @Override
    public Pollable source() {
        return queue;
    }
}
