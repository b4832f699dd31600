package org.cqueues.controller;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Workspace;
import org.osgi.annotation.versioning.ProviderType;

/** The service that makes controllers, and what a coroutine calls to wait. Guide 3.2.1. Closing it closes the controllers it made. */
@ProviderType
public interface Controllers extends AutoCloseable {
    /** Setting that names the coroutine engine to use, {@code virtual} or {@code baton}; unset takes the best that is supported. */
    String ENGINE_SETTING = "org.cqueues.engine";

    /**
     * {@return controllers on a kernel, for programs without a framework}
     *
     * @param kernel the system to wait with; stays the caller's
     * @throws IllegalStateException if a setting names an engine that does not work here
     */
    static Controllers open(Kernel kernel) {
        return org.cqueues.controller.impl.ControllerService.open(kernel, System::getProperty);
    }

    /** {@return a new, empty controller; it takes a descriptor of the system when it is first stepped by a thread or asked for one} */
    Controller create();

    /**
     * {@return a coroutine for {@link Controller#attach}}
     *
     * @param body what it will run
     */
    Coroutine coroutine(Body body);

    /**
     * Suspends the running coroutine until at least one argument is ready. Without arguments, or only nulls, it lets the others run and returns in the
     * next step. Outside a coroutine it blocks the calling thread.
     *
     * @param objects each a {@link Pollable}, a timeout as {@link Duration} or as {@link Number} of seconds (negative is 0, infinite or NaN never), or
     *     null, which is skipped
     * @return those that ended the wait
     * @throws IllegalArgumentException if an argument is none of these, or can never be ready
     * @throws CoroutineCancelledException if the coroutine is cancelled
     * @throws java.io.UncheckedIOException if the kernel cannot watch a descriptor, such as that of a regular file
     */
    PollResult poll(Object... objects);

    /**
     * Suspends the running coroutine for a time, never shorter. Outside a coroutine it blocks the calling thread.
     *
     * @param seconds how long; negative is 0, infinite or NaN for ever
     * @throws CoroutineCancelledException if the coroutine is cancelled
     */
    void sleep(double seconds);

    /**
     * Suspends the running coroutine for a time, never shorter. Outside a coroutine it blocks the calling thread.
     *
     * @param time how long; negative is 0
     * @throws CoroutineCancelledException if the coroutine is cancelled
     */
    void sleep(Duration time);

    /** {@return the controller whose coroutine the calling thread is; empty outside a coroutine} */
    Optional<Controller> running();

    /**
     * {@return the controller whose coroutine the calling thread is, unless that is the private one of {@link #inCoroutine}, which ends with its operation; empty
     * outside a coroutine}
     *
     * <p>Where to start coroutines that may outlast the operation under way.
     */
    Optional<Controller> lasting();

    /** {@return the coroutine that the calling thread is; empty outside a coroutine} */
    Optional<Coroutine> current();

    /** {@return whether the calling thread is a coroutine; the cheap form of {@link #current}} */
    boolean isCoroutine();

    /**
     * {@return the thread that steps the controller whose coroutine the calling thread is; outside a coroutine the calling thread}
     *
     * <p>A virtual thread steps on a platform thread that it borrows, where coroutines are virtual threads too; then it is the virtual one.
     */
    Thread stepping();

    /** {@return seconds of the system's monotonic clock; its origin is unspecified} */
    double monotime();

    /**
     * Ends every wait for a descriptor, on all controllers, with {@link Outcome#CANCELLED} and forgets the descriptor. Any thread; when it returns, the
     * descriptor may be closed.
     *
     * @param fd descriptor; -1 does nothing
     */
    void cancel(int fd);

    /**
     * Ends every wait for the descriptor of an object, on all controllers, as {@link #cancel(int)}.
     *
     * @param object its {@code pollfd} is asked
     */
    void cancel(Pollable object);

    /**
     * Ends every wait for a descriptor, on all controllers, with {@link Outcome#CLOSED}: what the owner of a descriptor calls before closing it. Any
     * thread; when it returns, the descriptor may be closed.
     *
     * @param fd descriptor; -1 does nothing
     */
    void release(int fd);

    /**
     * {@return {@code "controller"} or {@code "closed controller"}; empty for any other object}
     *
     * @param object anything
     */
    Optional<String> type(Object object);

    /**
     * Adds or replaces a method of every controller, those that exist and those to come. Guide: {@code cqueues.interpose}. The names are those of
     * {@link Controller}'s methods with their documented arguments; where one is overloaded, the longest form is called, an absent timeout being null.
     * A method of a new name is called with {@link #call}.
     *
     * @param name method name
     * @param method what to run from now on
     * @return what ran until now; empty if there was no such method
     */
    Optional<Method<Controller>> interpose(String name, Method<Controller> method);

    /**
     * Calls a method by name, also one that was added.
     *
     * @param self controller to call it on
     * @param name method name
     * @param arguments its arguments
     * @return its result
     * @throws IllegalArgumentException if there is no such method
     * @throws Exception what the method throws
     */
    Object call(Controller self, String name, Object... arguments) throws Exception;

    /**
     * Runs a controller on a thread of its own until it is closed. Failures of coroutines are logged.
     *
     * @param name of the thread and the first coroutine
     * @param threads makes the thread, such as a container's
     * @param body first coroutine; further ones come from {@code runner.controller().wrap}
     * @return the runner, to be closed with the component
     */
    Runner run(String name, ThreadFactory threads, Body body);

    /**
     * Runs a controller on a thread of its own until it is closed.
     *
     * @param name of the thread and the first coroutine
     * @param threads makes the thread, such as a container's
     * @param body first coroutine
     * @param failures told of each coroutine that threw, on the controller's thread
     * @return the runner, to be closed with the component
     */
    Runner run(String name, ThreadFactory threads, Body body, Consumer<CoroutineException> failures);

    /** {@return the coroutine engine that was chosen, and why each other one was not} */
    Choice engine();

    // What follows is for implementers of pollables.

    /**
     * {@return a new queue of waiting coroutines}
     *
     * @param lifo whether the latest is woken first
     */
    WaitQueue waitQueue(boolean lifo);

    /**
     * {@return a pollable that is ready once a stage has completed, in whichever way}
     *
     * @param stage completed by any thread
     */
    Pollable pollable(CompletionStage<?> stage);

    /**
     * {@return a reusable wait for a descriptor}
     *
     * @param fd open descriptor; {@link #release} it before closing it
     */
    Waiter waiter(int fd);

    /** {@return the workspace of the running coroutine's controller, valid until the coroutine suspends}
     *
     * @throws IllegalStateException outside a coroutine
     */
    Workspace workspace();

    /**
     * Runs what may suspend: directly in a coroutine; outside one in a private controller that blocks the calling thread until it is done.
     *
     * @param operation what to run
     * @param <T> its result
     * @return its result
     * @throws Exception what it throws
     */
    <T> T inCoroutine(Callable<T> operation) throws Exception;

    /** Closes every controller that was made here. Idempotent. */
    @Override
    void close();
}
