package org.cqueues.thread;

import java.util.Optional;

/**
 * How waiting for a thread ended: value. Guide: the results of {@code thread:join}.
 *
 * @param outcome what it brought
 * @param failure what the thread's body threw, or why what it had written could not be sent at its end; empty unless it failed
 */
public record Joined(Outcome outcome, Optional<Throwable> failure) {
    /** What waiting for a thread brings. */
    public enum Outcome {
        /** Its body has returned, and what it had written was sent, or the peer was gone. Guide: {@code true}. */
        COMPLETED,
        /** Its body has thrown, or what it had written could not be sent at its end. Guide: {@code true} and a message. */
        FAILED,
        /** It still runs. Guide: {@code false} and {@code ETIMEDOUT}. */
        TIMED_OUT
    }

    /** {@return whether the thread has ended, in whichever way: the guide's first result} */
    public boolean hasEnded() {
        return outcome != Outcome.TIMED_OUT;
    }

    /** {@return the message of the failure, or its class where there is no message; empty unless the thread failed} */
    public Optional<String> message() {
        return failure.map(thrown -> thrown.getMessage() == null ? thrown.toString() : thrown.getMessage());
    }
}
