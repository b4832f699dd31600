package org.cqueues.controller;

/** What a wait brought for one of the things waited for. */
public enum Outcome {
    /** Nothing yet. */
    PENDING,
    /** It is ready. */
    READY,
    /** Its time is over. */
    TIMED_OUT,
    /** Somebody cancelled the waits for it. */
    CANCELLED,
    /** It was closed. */
    CLOSED
}
