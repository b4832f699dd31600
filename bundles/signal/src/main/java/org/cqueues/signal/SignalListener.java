package org.cqueues.signal;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.Choice;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes signals that are sent to the process. Each listener gets each signal; what the kernel does not keep apart is one. Polls ready while there is a
 * signal to take. Any thread, several at once: each signal is given to one of them. Guide 3.2.4.
 */
@ProviderType
public interface SignalListener extends Pollable, AutoCloseable {
    /**
     * Waits for a signal. Guide: {@code signal:wait}.
     *
     * @return its number; the lowest, if there are several
     * @throws java.nio.channels.ClosedChannelException if the listener is closed, also while this waits
     * @throws java.io.InterruptedIOException if somebody cancels the waits for the descriptor
     * @throws IOException if the system refuses the wait
     * @throws org.cqueues.controller.CoroutineCancelledException if the calling coroutine is cancelled
     */
    int await() throws IOException;

    /**
     * Waits for a signal, for a time.
     *
     * @param timeout longest wait; zero or less looks only
     * @return its number; empty if the time is over
     * @throws java.nio.channels.ClosedChannelException if the listener is closed, also while this waits
     * @throws java.io.InterruptedIOException if somebody cancels the waits for the descriptor
     * @throws IOException if the system refuses the wait
     * @throws org.cqueues.controller.CoroutineCancelledException if the calling coroutine is cancelled
     */
    OptionalInt await(Duration timeout) throws IOException;

    /**
     * Sets how often to ask a system that cannot tell. Kept, but without effect here, where nothing has to be asked. Guide: {@code signal:settimeout}.
     *
     * @param interval time between two questions
     * @return the previous one; empty if there was none
     */
    Optional<Duration> settimeout(Duration interval);

    /** {@return the signals that it takes} */
    Set<Integer> signals();

    /** {@return for each of its signals how it is taken, {@code signalfd} or {@code handler}, and why not the other way} */
    Map<Integer, Choice> features();

    /** {@return a descriptor that polls readable while there is a signal to take; -1 once the listener is closed} */
    @Override
    int pollfd();

    /**
     * Takes no signal any more; whoever waits is told. What the listener was handed and nobody has awaited goes with it. The last listener for a signal has
     * the previous handler put back, which also gets a signal that was under way to the listener; by {@code signalfd} that one stays pending for the next
     * listener. Idempotent.
     */
    @Override
    void close();
}
