package org.cqueues.controller;

import java.util.List;
import org.cqueues.controller.impl.AnyOf;
import org.cqueues.kernel.Readiness;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Anything a coroutine can wait for. Guide 3.1.1. The methods are asked when a coroutine starts to wait, on that coroutine; an exception from
 * one is thrown by the {@code poll} that asked.
 *
 * <p>The descriptor is asked for again once it is watched: an object that names another one then, or none, was closed meanwhile by another thread, and its wait ends with {@link Outcome#CLOSED}. So
 * an object that is closed while others poll it forgets its descriptor first, ends the waits for it next, and closes it last.
 *
 * <p>An object that names neither a descriptor nor a timeout nor another pollable would never be ready, so {@code poll} refuses it.
 */
@ConsumerType
public interface Pollable {
    /**
     * {@return an open descriptor, or -1 for none}
     *
     * <p>It must stay open until the wait is over; before closing it earlier, {@link Controllers#cancel(int)} ends the waits for it.
     */
    default int pollfd() {
        return -1;
    }

    /** {@return what to wait for on the descriptor; {@link Readiness#READ} unless overridden} */
    default Readiness events() {
        return Readiness.READ;
    }

    /**
     * {@return nanoseconds after which the object counts as ready whatever its descriptor says; negative counts as 0, {@link Long#MAX_VALUE} is
     * never}
     */
    default long timeoutNanos() {
        return Long.MAX_VALUE;
    }

    /**
     * {@return the pollable that this one waits with, such as a condition variable in place of a descriptor; itself unless overridden}
     *
     * <p>The timeouts of both count; only the last of the chain is asked for a descriptor.
     */
    default Pollable source() {
        return this;
    }

    /**
     * {@return what the end of a wait means for the object; what it brought unless overridden}
     *
     * <p>An object that becomes ready in several steps, such as a socket that tries one address after another, takes its next step here and answers
     * {@link Outcome#PENDING}: then the poll goes on, and asks it anew what to wait for.
     *
     * @param outcome what the wait has brought, or {@link Outcome#TIMED_OUT} for the object's own timeout
     */
    default Outcome advance(Outcome outcome) {
        return outcome;
    }

    /**
     * {@return a source that is ready as soon as one of several is}
     *
     * @param members what to wait for; of each the descriptor, the timeout and the source count
     */
    static Pollable anyOf(List<? extends Pollable> members) {
        return new AnyOf(List.copyOf(members));
    }
}
