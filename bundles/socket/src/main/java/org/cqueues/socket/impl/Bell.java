package org.cqueues.socket.impl;

import org.cqueues.controller.Controllers;
import org.cqueues.controller.WaitQueue;

/** Worker: tells those who wait that something has changed, also if it did so before they began to wait. Any thread. */
final class Bell {
    private final Controllers controllers;
    private WaitQueue queue; // guarded by this
    private boolean rung; // guarded by this
    private boolean closed; // guarded by this

    Bell(Controllers controllers) {
        this.controllers = controllers;
        this.queue = controllers.waitQueue(false);
    }

    /** {@return what to wait with: ready from the next ring on, closed once the bell is} */
    synchronized WaitQueue queue() {
        return queue;
    }

    synchronized void ring() {
        rung = true;
        queue.open();
    }

    /** Forgets the rings so far. Look at what has changed after this. */
    synchronized void mute() {
        if (rung && !closed) {
            rung = false;
            queue = controllers.waitQueue(false);
        }
    }

    /** Wakes everybody, now and later. */
    synchronized void close() {
        closed = true;
        queue.close();
    }
}
