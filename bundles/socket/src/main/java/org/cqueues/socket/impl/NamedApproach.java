package org.cqueues.socket.impl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.PollResult;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.SocketOptions;

/** Worker: what the ways to establish a socket by the name of its host have in common: the lookup, the waits, and what has failed. */
abstract class NamedApproach implements Approach {
    private final SocketContext context;
    private final Connection connection;
    private final SocketOptions options;
    private final Bell bell;
    private final List<Failure> failures = new ArrayList<>();
    private Resolution resolution; // null: not begun

    /** What went wrong with one address. */
    private record Failure(SocketName address, int code, String call) {}

    NamedApproach(SocketContext context, Connection connection, SocketOptions options) {
        this.context = context;
        this.connection = connection;
        this.options = options;
        this.bell = new Bell(context.controllers());
    }

    final SocketContext context() {
        return context;
    }

    final Connection connection() {
        return connection;
    }

    final SocketOptions options() {
        return options;
    }

    final Dialer dialer() {
        return new Dialer(context, options);
    }

    final Resolution resolution() {
        return resolution;
    }

    /** {@return what is rung when something may have changed} */
    final Bell bell() {
        return bell;
    }

    final int port() {
        return options.port().orElseThrow();
    }

    final long now() {
        return context.kernel().monotonicNanos();
    }

    /** Takes the steps that need no wait, once the lookup has begun. */
    abstract State advance();

    /** {@return the connections that are being made} */
    abstract List<? extends Pollable> underWay();

    /** {@return the moment at which a step is due whatever happens} */
    abstract long nextNanos();

    @Override
    public final State step() {
        bell.mute();
        if (resolution == null) {
            resolution = Resolution.begin(context.lookup(), options.host().orElseThrow(), options.family(), bell);
        }
        return advance();
    }

    final void fail(SocketName address, int code, String call) {
        failures.add(new Failure(address, code, call));
    }

    final void established(SocketName address, int fd) {
        connection.established(address, fd);
        abandon();
    }

    // Waiting.

    @Override
    public final void await(long deadline) throws IOException {
        Descriptor descriptor = connection.descriptor();
        List<? extends Pollable> waits = List.copyOf(underWay());
        List<Object> arguments = new ArrayList<>(waits);
        arguments.add(bell.queue());
        long end = Math.min(nextNanos(), deadline); // both are of the same clock, and neither is far
        if (end != Long.MAX_VALUE) {
            arguments.add(Duration.ofNanos(Math.max(0, end - now())));
        }
        PollResult result = poll(descriptor, arguments);
        descriptor.requireOpen(true);
        for (Pollable wait : waits) {
            requireWaited(result.outcome(wait));
        }
    }

    private PollResult poll(Descriptor descriptor, List<Object> arguments) throws IOException {
        descriptor.writing.park();
        try {
            return context.controllers().poll(arguments.toArray());
        } catch (UncheckedIOException e) {
            descriptor.requireOpen(true); // closed by another thread just before it was watched
            throw e.getCause();
        } finally {
            descriptor.writing.unpark();
        }
    }

    private void requireWaited(Outcome outcome) throws IOException {
        if (outcome == Outcome.CLOSED) { // somebody else released our number
            throw new AsynchronousCloseException();
        }
        if (outcome == Outcome.CANCELLED) {
            SocketContext.requireInTime(outcome, "connect", connection.subject());
        }
    }

    @Override
    public final Pollable source() {
        List<Pollable> waits = new ArrayList<>(underWay());
        waits.add(bell.queue());
        return new Step(Pollable.anyOf(waits), nextNanos() == Long.MAX_VALUE ? nextNanos() : nextNanos() - now());
    }

    /** What a poll waits with until the next step. */
    private record Step(Pollable source, long timeoutNanos) implements Pollable {}

    // The end.

    @Override
    public final IOException failure() {
        if (failures.isEmpty()) {
            return resolution.failure();
        }
        boolean alone = failures.size() == 1;
        String each = alone
                ? failures.get(0).address.toString()
                : failures.stream().map(this::text).collect(Collectors.joining(", "));
        IOException failure = failure(failures.get(0), options.host().orElseThrow() + ":" + port() + " (" + each + ")");
        failures.stream()
                .skip(alone ? 1 : 0)
                .forEach(other -> failure.addSuppressed(failure(other, other.address.toString())));
        resolution.reasons().forEach(failure::addSuppressed);
        return failure;
    }

    private IOException failure(Failure failure, String subject) {
        return context.failure(failure.code, failure.call, subject);
    }

    private String text(Failure failure) {
        return failure.address + " "
                + context.kernel().errno().name(failure.code).orElse("errno " + failure.code);
    }

    /** {@inheritDoc} Whoever waits is woken. */
    @Override
    public void abandon() {
        if (resolution != null) {
            resolution.cancel();
        }
        bell.close();
    }
}
