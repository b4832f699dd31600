package org.cqueues.socket;

/** What came of an attempt that does not wait. */
public enum Progress {
    /** All that was asked for. */
    DONE,
    /** The system, or another coroutine at work in that direction, has to be waited for first. Guide: {@code EAGAIN}. */
    WOULD_BLOCK,
    /** The stream, or what was asked for of it, has ended. Guide: {@code EPIPE}. */
    END
}
