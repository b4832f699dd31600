package org.cqueues.condition;

import java.time.Duration;
import org.cqueues.controller.PollResult;
import org.cqueues.controller.Pollable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A condition variable: a queue of coroutines that wait for an event of the program's own. Any thread. Guide 3.2.13.
 *
 * <p>It has no memory: a signal that nobody waits for is lost. Polled beside other objects, it is ready once it was signalled.
 *
 * <p>No signal is spent on a coroutine that cannot use it: one that is cancelled first takes no signal, and one that is signalled first returns as if
 * it were not cancelled; its next wait throws.
 */
@ProviderType
public interface Condition extends Pollable {
    /**
     * Waits until signalled. Guide: {@code condition:wait()}.
     *
     * @return true
     * @throws org.cqueues.controller.CoroutineCancelledException if the coroutine is cancelled before it is signalled
     */
    boolean await();

    /**
     * Waits until signalled, or for a time.
     *
     * @param timeout longest wait; zero or less lets the others run once
     * @return whether it was signalled, also if the time was over at the same moment
     * @throws org.cqueues.controller.CoroutineCancelledException if the coroutine is cancelled before it is signalled
     */
    boolean await(Duration timeout);

    /**
     * Waits until signalled, or until one of the other objects is ready. Guide: {@code condition:wait(...)}.
     *
     * <p>The guide's first result is {@code result.contains(condition)}; those after it are the others among {@code result.objects()}, where the
     * condition comes first.
     *
     * @param others as for {@link org.cqueues.controller.Controllers#poll}
     * @return those that ended the wait: this condition, some of the others, or both
     * @throws IllegalArgumentException if an argument cannot be polled
     * @throws org.cqueues.controller.CoroutineCancelledException if the coroutine is cancelled before it is signalled
     */
    PollResult awaitWith(Object... others);

    /**
     * Wakes everybody who waits now.
     *
     * @return how many waits were ended
     */
    int signal();

    /**
     * Wakes some of those who wait now, in the order of the condition. They run in the order in which they were woken.
     *
     * @param most how many at most; at least 0
     * @return how many waits were ended
     * @throws IllegalArgumentException if {@code most} is negative
     */
    int signal(int most);
}
