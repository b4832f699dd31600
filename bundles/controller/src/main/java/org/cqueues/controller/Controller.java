package org.cqueues.controller;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs coroutines, one at a time, on whatever thread steps it. Pollable itself, so controllers stack to any depth and fit inside other event loops.
 * Guide 3.2.1.
 *
 * <p>Coroutines run in the order in which they became ready, each at most once a step. Stepped inside a coroutine of another controller, it suspends
 * that coroutine, never the thread.
 */
@ProviderType
public interface Controller extends Pollable, AutoCloseable {
    /**
     * Runs a body inside a new coroutine, from the next step on. Any thread.
     *
     * @param body what to run
     * @return the coroutine
     * @throws IllegalStateException if the controller is closed
     */
    Coroutine wrap(Body body);

    /**
     * Runs a body inside a new, named coroutine, from the next step on. Any thread.
     *
     * @param name for thread dumps and messages
     * @param body what to run
     * @return the coroutine
     * @throws IllegalStateException if the controller is closed
     */
    Coroutine wrap(String name, Body body);

    /**
     * Takes charge of a coroutine made by {@link Controllers#coroutine}, which runs from the next step on. Any thread.
     *
     * @param coroutine a coroutine in state {@code NEW}
     * @return this controller
     * @throws IllegalArgumentException if the coroutine is attached already, or of another implementation
     * @throws IllegalStateException if the controller is closed
     */
    Controller attach(Coroutine coroutine);

    /**
     * Waits until something is ready, without limit, then runs each ready coroutine once. Neither an empty controller nor pending work waits.
     *
     * @return coroutines run
     * @throws CoroutineException if one of them threw; those after it stay ready for the next step
     * @throws java.io.UncheckedIOException if the kernel refuses to wait
     * @throws IllegalStateException if the controller is closed or being stepped
     */
    int step();

    /**
     * Waits until something is ready, then runs each ready coroutine once.
     *
     * @param timeout longest wait; zero or less does not wait
     * @return coroutines run; 0 if nothing became ready
     * @throws CoroutineException if one of them threw; those after it stay ready for the next step
     * @throws java.io.UncheckedIOException if the kernel refuses to wait
     * @throws IllegalStateException if the controller is closed or being stepped
     */
    int step(Duration timeout);

    /**
     * Steps until no coroutine is left. Returns at once if there is none, also inside a coroutine of another controller.
     *
     * @return true
     * @throws CoroutineException if a coroutine threw; call again to go on with the others
     * @throws java.io.UncheckedIOException if the kernel refuses to wait
     * @throws IllegalStateException if the controller is closed or being stepped
     */
    boolean loop();

    /**
     * Steps until no coroutine is left or the time is over; at least once.
     *
     * @param timeout longest time; zero or less steps once without waiting
     * @return whether no coroutine is left
     * @throws CoroutineException if a coroutine threw; call again to go on with the others
     * @throws java.io.UncheckedIOException if the kernel refuses to wait
     * @throws IllegalStateException if the controller is closed or being stepped
     */
    boolean loop(Duration timeout);

    /** {@return the failures of a loop, each as it happens; ends, like {@link #loop()}, when no coroutine is left} */
    Iterable<CoroutineException> errors();

    /**
     * {@return the failures of a loop, each as it happens; ends when no coroutine is left or the time is over}
     *
     * @param timeout longest time of the whole iteration, counted from its begin
     */
    Iterable<CoroutineException> errors(Duration timeout);

    /** {@return whether no coroutine is left} */
    boolean empty();

    /** {@return coroutines that have not ended} */
    int count();

    /**
     * Ends every wait for a descriptor on this controller with {@link Outcome#CANCELLED} and forgets the descriptor. Any thread; when it returns, the
     * descriptor may be closed.
     *
     * @param fd descriptor; -1 does nothing
     */
    void cancel(int fd);

    /**
     * Ends every wait on this controller for the descriptor of an object, as {@link #cancel(int)}.
     *
     * @param object its {@code pollfd} is asked
     */
    void cancel(Pollable object);

    /** Makes the controller ready once, so that whoever waits for it or steps it wakes. Any thread; the next step clears it. */
    void alert();

    /**
     * Suspends the calling thread until the controller is ready or one of the signals is delivered, with those signals unblocked in this thread
     * meanwhile. Does not step.
     *
     * @param signals signal numbers to unblock, such as 15 for {@code SIGTERM}
     * @return whether the controller is ready; false if a signal was delivered
     * @throws org.cqueues.kernel.ErrnoException {@code EINVAL} if a number is no signal
     * @throws IllegalStateException if called in a coroutine, or if the controller is closed or being stepped
     */
    boolean pause(int... signals) throws org.cqueues.kernel.ErrnoException;

    /** Opens the kernel queue anew, as needed after a {@code fork}; every waiting coroutine looks again. */
    void reset();

    /**
     * {@return the descriptor of the controller's kernel queue, which polls readable while a step would find something}
     *
     * <p>For loops of others; add {@link #timeoutNanos} to their timers, and call {@link #step(Duration)} with zero when either fires.
     *
     * @throws IllegalStateException if the controller is closed, or its backend has no such descriptor, as {@code poll(2)}
     * @throws java.io.UncheckedIOException if the system has no room for a queue
     */
    @Override
    int pollfd();

    /** {@return 0 if a coroutine is ready, else nanoseconds to the next timer; {@link Long#MAX_VALUE} if there is none} */
    @Override
    long timeoutNanos();

    /** {@return whether {@link #close} was called} */
    boolean isClosed();

    /**
     * Ends every coroutine by unwinding it, then frees the queue. Whoever polls the controller is told {@link Outcome#CLOSED}. While another thread steps
     * it, that thread ends the coroutines after the turn that it is giving, and its {@code step} or {@code loop} returns; this call waits for that. A coroutine
     * that has not begun never does. Idempotent.
     *
     * @throws IllegalStateException if called by a coroutine that the controller is running
     */
    @Override
    void close();
}
