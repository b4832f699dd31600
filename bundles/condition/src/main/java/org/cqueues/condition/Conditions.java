package org.cqueues.condition;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.cqueues.condition.impl.ConditionService;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.osgi.annotation.versioning.ProviderType;

/** The service that makes condition variables and promises. Any thread. Guide 3.2.13. */
@ProviderType
public interface Conditions {
    /**
     * {@return conditions and promises for programs without a framework}
     *
     * @param controllers whose coroutines wait; stays the caller's
     */
    static Conditions open(Controllers controllers) {
        return ConditionService.open(controllers);
    }

    /** {@return a new condition that wakes the longest waiting first} */
    Condition create();

    /**
     * {@return a new condition. Guide: {@code condition.new}}
     *
     * @param lifo whether the latest to wait is woken first
     */
    Condition create(boolean lifo);

    /**
     * {@return {@code "condition"} or {@code "promise"}; empty for any other object}
     *
     * @param object anything
     */
    Optional<String> type(Object object);

    /**
     * Adds or replaces a method of every condition, those that exist and those to come. Guide: {@code condition.interpose}.
     *
     * <p>The names are {@code await} (a timeout, or null for none), {@code awaitWith} (the other objects) and {@code signal} (how many at most, or null
     * for all). A method of a new name is called with {@link #call}.
     *
     * @param name method name
     * @param method what to run from now on
     * @return what ran until now; empty if there was no such method
     */
    Optional<Method<Condition>> interpose(String name, Method<Condition> method);

    /**
     * Calls a method by name, also one that was added.
     *
     * @param self condition to call it on
     * @param name method name
     * @param arguments its arguments
     * @return its result
     * @throws IllegalArgumentException if there is no such method
     * @throws Exception what the method throws
     */
    Object call(Condition self, String name, Object... arguments) throws Exception;

    /**
     * {@return a new, pending promise}
     *
     * @param <T> type of the value
     */
    <T> Promise<T> promise();

    /**
     * {@return a promise of what a task returns or throws, run in a new coroutine of the running controller}
     *
     * <p>If that coroutine is cancelled, the promise is rejected with a {@link java.util.concurrent.CancellationException}.
     *
     * @param task what to run
     * @param <T> type of the value
     * @throws IllegalStateException outside a coroutine
     */
    <T> Promise<T> promise(Callable<? extends T> task);

    /**
     * {@return a promise that is resolved as a stage is}
     *
     * @param stage completed by any thread
     * @param <T> type of the value
     */
    <T> Promise<T> promise(CompletionStage<? extends T> stage);
}
