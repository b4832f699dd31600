package org.cqueues.controller.impl;

/** The thread of one coroutine, lent the turn by whoever steps its controller. */
abstract class Strand {
    /** {@return the thread that the coroutine's code sees as its own} */
    abstract Thread thread();

    /** Runs the coroutine on behalf of the calling thread until it gives the turn back or ends. For the stepping thread. */
    abstract void run();

    /** Gives the turn back until {@link #resumable} was called since; may return earlier. For the coroutine itself. */
    abstract void suspend();

    /** Gives the turn back and asks for the next one. For the coroutine itself. */
    abstract void yield();

    /** Asks for the next turn, through {@link CoroutineTask#submit}. Any thread. */
    abstract void resumable();
}
