package org.cqueues.condition;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.cqueues.controller.Pollable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A value that will be there later, set once by anybody and waited for by any number of coroutines and threads. Polled, it is ready from then on. Any
 * thread.
 *
 * @param <T> type of the value
 */
@ProviderType
public interface Promise<T> extends Pollable {
    /** What has become of a promise: {@code PENDING -> FULFILLED | REJECTED}. */
    enum Status {
        /** Neither value nor reason yet. */
        PENDING,
        /** Has a value. */
        FULFILLED,
        /** Has a reason why there is no value. */
        REJECTED
    }

    /**
     * Sets the value and wakes everybody who waits.
     *
     * @param value any value; {@code null} if there is nothing to say but that it is done
     * @throws IllegalStateException if the promise is resolved already
     */
    void fulfil(T value);

    /**
     * Sets the reason why there is no value, and wakes everybody who waits.
     *
     * @param reason what {@link #get()} will give as the cause
     * @throws IllegalStateException if the promise is resolved already
     */
    void reject(Throwable reason);

    /**
     * Waits for the value.
     *
     * @return the value it was fulfilled with
     * @throws CompletionException if the promise was rejected; its cause is the reason
     * @throws org.cqueues.controller.CoroutineCancelledException if the calling coroutine is cancelled
     */
    T get();

    /**
     * Waits for the value for a time.
     *
     * @param timeout longest wait; zero or less looks only
     * @return the value it was fulfilled with
     * @throws TimeoutException if the time was over before it was resolved
     * @throws CompletionException if the promise was rejected; its cause is the reason
     * @throws org.cqueues.controller.CoroutineCancelledException if the calling coroutine is cancelled
     */
    T get(Duration timeout) throws TimeoutException;

    /** Waits until the promise is resolved, in whichever way. */
    void await();

    /**
     * Waits until the promise is resolved, or for a time.
     *
     * @param timeout longest wait; zero or less looks only
     * @return whether it is resolved
     */
    boolean await(Duration timeout);

    /** {@return what has become of it as of now} */
    Status status();

    /** {@return a future that ends as this promise does; completing or cancelling it does not touch the promise} */
    CompletableFuture<T> toCompletableFuture();
}
