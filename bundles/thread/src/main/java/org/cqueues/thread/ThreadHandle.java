package org.cqueues.thread;

import java.time.Duration;
import org.cqueues.controller.Pollable;
import org.osgi.annotation.versioning.ProviderType;

/** A thread that {@link Threads#start} started: its end. Polls ready once it has ended, or is just about to. Any thread. Guide 3.2.5. */
@ProviderType
public interface ThreadHandle extends Pollable {
    /**
     * Waits for its end. Any number of times, by any number of callers.
     *
     * @return completed, or failed
     * @throws IllegalStateException if the thread joins itself, also in a coroutine that it runs
     * @throws org.cqueues.controller.CoroutineCancelledException if the calling coroutine is cancelled
     */
    Joined join();

    /**
     * Waits for its end, for a time.
     *
     * @param timeout longest wait; zero or less looks only
     * @return completed, failed, or timed out
     * @throws IllegalStateException if the thread joins itself, also in a coroutine that it runs
     * @throws org.cqueues.controller.CoroutineCancelledException if the calling coroutine is cancelled
     */
    Joined join(Duration timeout);

    /** {@return whether it has ended} */
    boolean hasEnded();

    /** {@return the thread itself, for its name, for dumps, and to interrupt it} */
    Thread thread();
}
