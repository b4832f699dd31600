package org.cqueues.controller;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A coroutine: its state, its end, and the means to end it early. Any thread. Polls ready once it has ended. */
@ProviderType
public interface Coroutine extends Pollable {
    /** Where a coroutine is in its life: {@code NEW -> READY <-> SUSPENDED -> ENDED}, with {@code RUNNING} for the span of a turn. */
    enum State {
        /** Not attached to a controller yet. */
        NEW,
        /** Will run in the next step. */
        READY,
        /** Has the turn. */
        RUNNING,
        /** Waits. */
        SUSPENDED,
        /** Has returned, thrown or been unwound. */
        ENDED
    }

    /** {@return the name it was given, or an empty string} */
    String name();

    /** {@return its state as of now} */
    State state();

    /** {@return what it threw, once it has ended by throwing; empty if it returned or was cancelled} */
    Optional<Throwable> failure();

    /** {@return whether {@link #cancel} was called before it ended} */
    boolean isCancelled();

    /**
     * Cancels the coroutine: the wait it is in, and every later one, throws {@link CoroutineCancelledException}, so that it unwinds through its
     * {@code finally} blocks. One that has not begun never runs. Does nothing once it has ended.
     */
    void cancel();

    /**
     * Waits for its end. Suspends the calling coroutine; blocks any other thread.
     *
     * @throws IllegalStateException if a coroutine joins itself
     */
    void join();

    /**
     * Waits for its end. Suspends the calling coroutine; blocks any other thread.
     *
     * @param timeout longest wait; zero or less looks only
     * @return whether it has ended
     * @throws IllegalStateException if a coroutine joins itself
     */
    boolean join(Duration timeout);

    /** {@return the thread that it runs on, for debuggers and dumps; empty before its first turn} */
    Optional<Thread> thread();
}
