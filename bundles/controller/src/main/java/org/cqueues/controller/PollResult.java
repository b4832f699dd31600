package org.cqueues.controller;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What a {@code poll} brought: the arguments that ended it, in argument order. Immutable; iterates over {@link #objects}. */
@ProviderType
public interface PollResult extends Iterable<Object> {
    /** {@return the arguments that ended the wait, the very objects that were passed, in argument order; empty only after a poll of nothing} */
    List<Object> objects();

    /**
     * {@return whether an argument is among those that ended the wait}
     *
     * @param argument an argument of the poll; compared by identity, numbers and durations by value
     */
    default boolean contains(Object argument) {
        return outcome(argument) != Outcome.PENDING;
    }

    /**
     * {@return what the wait brought for an argument}
     *
     * @param argument an argument of the poll; compared by identity, numbers and durations by value
     * @throws IllegalArgumentException if it was no argument of that poll
     */
    Outcome outcome(Object argument);

    /** {@return whether a timeout among the arguments ended the wait} */
    boolean timedOut();
}
