package org.cqueues.condition.impl;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.cqueues.condition.Promise;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.Pollable;
import org.cqueues.controller.WaitQueue;

/** Worker: a promise as a future, which keeps the value, and a queue that opens for good with it. Any thread. */
final class QueuePromise<T> implements Promise<T> {
    private final Controllers controllers;
    private final WaitQueue queue;
    private final CompletableFuture<Result<T>> future = new CompletableFuture<>();
    private volatile Coroutine producer; // null: whoever has the promise resolves it

    /** A value, or the reason why there is none: kept apart from the future's own failures, which it would wrap or not by their type. */
    private record Result<T>(T value, Throwable reason) {
        T get() {
            if (reason != null) {
                throw new CompletionException(reason);
            }
            return value;
        }

        void passTo(CompletableFuture<T> other) {
            if (reason != null) {
                other.completeExceptionally(reason);
            } else {
                other.complete(value);
            }
        }
    }

    QueuePromise(Controllers controllers) {
        this.controllers = controllers;
        this.queue = controllers.waitQueue(false);
    }

    /** Tells which coroutine resolves the promise, so that its end without having run is noticed. */
    void producedBy(Coroutine coroutine) {
        producer = coroutine;
    }

    @Override
    public void fulfil(T value) {
        requireFirst(future.complete(new Result<>(value, null)));
    }

    @Override
    public void reject(Throwable reason) {
        requireFirst(future.complete(new Result<>(null, Objects.requireNonNull(reason, "reason"))));
    }

    private void tryReject(Throwable reason) {
        if (future.complete(new Result<>(null, reason))) {
            queue.open();
        }
    }

    /** The queue opens only after the value is there, so that whoever is woken finds it. */
    private void requireFirst(boolean first) {
        if (!first) {
            throw new IllegalStateException("the promise is resolved already: " + status());
        }
        queue.open();
    }

    @Override
    public T get() {
        await();
        return future.join().get();
    }

    @Override
    public T get(Duration timeout) throws TimeoutException {
        if (!await(timeout)) {
            throw new TimeoutException("the promise is pending after " + timeout);
        }
        return future.join().get();
    }

    @Override
    public void await() {
        while (!future.isDone()) {
            poll(null);
        }
    }

    @Override
    public boolean await(Duration timeout) {
        if (!future.isDone() && !timeout.isNegative() && !timeout.isZero()) {
            poll(timeout);
        }
        return future.isDone();
    }

    /** A coroutine that is cancelled before its first turn never runs, so nobody but its waiters can tell. */
    private void poll(Duration timeout) {
        Coroutine coroutine = producer;
        controllers.poll(this, coroutine, timeout);
        if (coroutine != null && coroutine.state() == Coroutine.State.ENDED) {
            tryReject(new CancellationException("the coroutine of the promise was cancelled before it ran"));
        }
    }

    @Override
    public Status status() {
        Result<T> result = future.getNow(null);
        if (result == null) {
            return Status.PENDING;
        }
        return result.reason() != null ? Status.REJECTED : Status.FULFILLED;
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        CompletableFuture<T> other = new CompletableFuture<>();
        future.thenAccept(result -> result.passTo(other));
        return other;
    }

    @Override
    public Pollable source() {
        return queue;
    }

    @Override
    public String toString() {
        return "promise " + status();
    }
}
