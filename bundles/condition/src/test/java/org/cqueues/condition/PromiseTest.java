package org.cqueues.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.cqueues.condition.Promise.Status;
import org.cqueues.controller.Controller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class PromiseTest {
    private final World world = new World();
    private final Promise<String> promise = world.conditions.promise();
    private final IOException reason = new IOException("no");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void everybodyGetsTheValue() throws Exception {
        world.run(
                () -> assertEquals("value", promise.get()),
                () -> assertEquals("value", promise.get(Duration.ofHours(1))),
                () -> {
                    world.settle();
                    promise.fulfil("value");
                });

        assertEquals("value", promise.get());
        assertEquals(Status.FULFILLED, promise.status());
    }

    @Test
    void everybodyGetsTheReason() throws Exception {
        world.run(
                () -> assertSame(
                        reason,
                        assertThrows(CompletionException.class, promise::get).getCause()),
                () -> {
                    world.settle();
                    promise.reject(reason);
                });

        assertEquals(Status.REJECTED, promise.status());
    }

    @Test
    void itIsResolvedOnce() {
        promise.fulfil(null);

        assertNull(promise.get());
        assertThrows(IllegalStateException.class, () -> promise.fulfil("again"));
        assertThrows(IllegalStateException.class, () -> promise.reject(reason));
    }

    @Test
    void aTimeoutIsNoRejection() throws Exception {
        world.run(() -> {
            assertThrows(TimeoutException.class, () -> promise.get(Duration.ZERO));
            assertThrows(TimeoutException.class, () -> promise.get(Duration.ofMillis(1)));
            assertFalse(promise.await(Duration.ofMillis(1)));
        });

        assertEquals(Status.PENDING, promise.status());
    }

    @Test
    void onceResolvedItPollsReady() throws Exception {
        promise.reject(reason);
        world.run(() -> {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        List.of(promise), world.controllers.poll(promise, 60).objects());
            }
        });
    }

    @Test
    void anyThreadResolvesAndWaits() {
        new Thread(() -> promise.fulfil("from a thread")).start();

        assertEquals("from a thread", promise.get());
    }

    @Test
    void aTaskRunsInTheRunningController() throws Exception {
        world.run(() -> {
            Controller here = world.controllers.running().orElseThrow();
            Promise<Boolean> same =
                    world.conditions.promise(() -> world.controllers.running().orElseThrow() == here);
            assertEquals(Status.PENDING, same.status());
            assertTrue(same.get());
        });
    }

    @Test
    void whatATaskThrowsIsTheReason() throws Exception {
        world.run(() -> {
            Promise<String> failing = world.conditions.promise(() -> {
                throw reason;
            });
            assertSame(
                    reason,
                    assertThrows(CompletionException.class, failing::get).getCause());
        });
    }

    @Test
    void aTaskOutsideACoroutineIsRefused() {
        assertThrows(IllegalStateException.class, () -> world.conditions.promise(() -> "value"));
    }

    @Test
    void aTaskWhoseControllerClosesIsRejected() throws Exception {
        Controller inner = world.controllers.create();
        Promise<Promise<String>> handed = world.conditions.promise();
        inner.wrap(() -> handed.fulfil(world.conditions.promise(() -> "never run")));
        inner.step(Duration.ZERO);
        inner.close();

        Throwable cause =
                assertThrows(CompletionException.class, handed.get()::get).getCause();
        assertInstanceOf(CancellationException.class, cause);
    }

    @Test
    void aStageBecomesAPromise() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Promise<String> value = world.conditions.promise(future);
        Promise<String> failure = world.conditions.promise(future.thenApply(ignored -> {
            throw new IllegalArgumentException("no");
        }));
        future.complete("value");

        assertEquals("value", value.get());
        assertInstanceOf(
                IllegalArgumentException.class,
                assertThrows(CompletionException.class, failure::get).getCause());
    }

    @Test
    void aPromiseBecomesAFutureThatCannotResolveIt() {
        CompletableFuture<String> future = promise.toCompletableFuture();
        promise.toCompletableFuture().complete("from outside");
        assertEquals(Status.PENDING, promise.status());
        promise.fulfil("value");

        assertEquals("value", future.join());
    }
}
