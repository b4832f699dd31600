package org.cqueues.controller.impl;

/** A moment at which something is due, with its place in a {@link TimerHeap}. */
class Timer {
    static final long NEVER = Long.MAX_VALUE;

    /** Moment in nanoseconds; {@link #NEVER} while not armed. Its slot in the heap may still say an earlier one. */
    long deadline = NEVER;

    /** Slot in the heap; -1 outside it. */
    int slot = -1;

    /** Rank among timers of equal deadlines: first armed, first due. */
    long order;
}
