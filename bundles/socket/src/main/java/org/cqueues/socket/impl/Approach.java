package org.cqueues.socket.impl;

import java.io.IOException;
import org.cqueues.controller.Pollable;

/** Contract: a way to establish a socket, step by step. Every method is called inside the writing gate. */
interface Approach {
    /** How far it has come. */
    enum State {
        /** A further step is due after a wait. */
        UNDER_WAY,
        /** The socket is established. */
        DONE,
        /** The socket cannot be established, for good. */
        FAILED
    }

    /** Takes the steps that need no wait. */
    State step();

    /** Waits until another step is due, but not beyond a deadline. The gate is parked meanwhile. */
    void await(long deadline) throws IOException;

    /** {@return what a poll waits with until another step is due; null for the socket's own descriptor} */
    Pollable source();

    /** {@return why it has failed, a new exception each time} */
    IOException failure();

    /** Gives back what is not the socket's own. Idempotent. */
    void abandon();
}
