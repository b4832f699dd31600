package org.cqueues.dns.impl;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.WaitQueue;
import org.cqueues.kernel.Kernel;

/**
 * Worker: the connections to one server, which are few. A further one is made once those that are there have as many questions under way as the server seems to bear. All guarded by this; nothing
 * that waits is done inside.
 */
final class Connections {
    private static final int MOST_IDLE_CLEAR = 2;
    private static final long IDLE_NANOS = 10_000_000_000L;

    private final Kernel kernel;
    private final Controllers controllers;
    private final Route route;
    private final LongFunction<Pipeline> maker;
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final Deque<Passenger> waiting = new ArrayDeque<>(); // for a place
    private final List<Pipeline> ending = new ArrayList<>(); // to be closed outside
    private final Tolerance tolerance = new Tolerance();
    private long count; // connections so far
    private boolean closed;

    /** Who waits for a place, and which connection will do. */
    private record Passenger(WaitQueue bell, Object party, Predicate<Pipeline> wanted) {}

    /** Who uses this; guarded by the {@link Streams}. */
    int users;

    Connections(Kernel kernel, Controllers controllers, StreamSockets sockets, Route route) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.route = route;
        maker = number -> new Pipeline(controllers, sockets, route, number, this::wakeAll);
    }

    /**
     * {@return a connection with a place for one question; to be left}
     *
     * @param client who asks
     * @param wanted which of those that have room will do; a new one always does
     * @throws SocketTimeoutException if there is no place in time
     * @throws ClosedChannelException if this or who asks is closed, before or meanwhile
     */
    Pipeline board(Client client, Predicate<Pipeline> wanted, Deadline deadline) throws IOException {
        boolean again = false;
        while (true) {
            Passenger next = new Passenger(controllers.waitQueue(false), Pipeline.party(controllers), wanted);
            Pipeline found = findOrQueue(client, next, again);
            endOutside();
            if (found != null) {
                return found;
            }
            await(next, deadline);
            again = true;
        }
    }

    private synchronized Pipeline findOrQueue(Client client, Passenger next, boolean again)
            throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        client.requireOpen();
        Pipeline found = find(next);
        if (found != null) {
            found.places++;
            if (found.places < tolerance.depth() || pipelines.size() < tolerance.connections()) {
                wake();
            }
        } else if (again) {
            waiting.addFirst(next);
        } else {
            waiting.addLast(next);
        }
        return found;
    }

    private Pipeline find(Passenger next) {
        sweep();
        Pipeline room = room(next);
        if (room != null || !mayAdd(next.party())) {
            return room;
        }
        if (pipelines.size() >= tolerance.connections()) {
            pipelines.stream().filter(one -> one.places == 0).findFirst().ifPresent(this::end);
        }
        Pipeline made = maker.apply(++count);
        pipelines.add(made);
        return made;
    }

    private Pipeline room(Passenger next) {
        for (Pipeline one : pipelines) {
            boolean isFree = one.takes(next.party()) && one.places < tolerance.depth();
            if (isFree && next.wanted().test(one)) {
                return one;
            }
        }
        return null;
    }

    /** {@return whether there may be a further connection, maybe in place of one that is not in use; not while one is being opened, because that may be enough} */
    private boolean mayAdd(Object party) {
        if (tolerance.depth() > 1 && pipelines.stream().anyMatch(one -> one.isOpenedBy(party))) {
            return false;
        }
        return pipelines.size() < tolerance.connections() || pipelines.stream().anyMatch(one -> one.places == 0);
    }

    private void await(Passenger next, Deadline deadline) throws SocketTimeoutException {
        boolean waited = false;
        boolean isCalled = true;
        try {
            next.bell().await(deadline.nanos());
            waited = true;
        } finally {
            synchronized (this) {
                isCalled = !waiting.remove(next);
                if (!waited && isCalled) {
                    wake(); // it is cancelled
                }
            }
        }
        if (!isCalled) {
            throw new SocketTimeoutException("the time is over, and all connections to " + route + " are busy");
        }
    }

    /** Calls the first of those who would find a place. */
    private void wake() {
        sweep();
        for (Passenger next : waiting) {
            if (room(next) != null || mayAdd(next.party())) {
                waiting.remove(next);
                next.bell().open();
                return;
            }
        }
    }

    private synchronized void wakeAll() {
        waiting.forEach(next -> next.bell().open());
        waiting.clear();
    }

    /**
     * Gives a place back.
     *
     * @param isAnswered whether who had it got an answer
     */
    void leave(Pipeline pipeline, boolean isAnswered) {
        giveBack(pipeline, isAnswered);
        endOutside();
    }

    private synchronized void giveBack(Pipeline pipeline, boolean isAnswered) {
        pipeline.places--;
        pipeline.idleSinceNanos = kernel.monotonicNanos();
        if (pipeline.isLost()) {
            drop(pipeline);
        } else if (pipeline.places == 0 && (pipeline.isRetired() || closed || isOneTooMany())) {
            end(pipeline);
        }
        if (isAnswered) {
            tolerance.answered(pipeline.answered());
        }
        wake();
    }

    private boolean isOneTooMany() {
        long idle = pipelines.stream().filter(one -> one.places == 0).count();
        return route.server().name().isEmpty() && waiting.isEmpty() && idle > MOST_IDLE_CLEAR;
    }

    private void drop(Pipeline pipeline) {
        if (pipelines.remove(pipeline) && !pipeline.isGivenUp()) {
            tolerance.lost(pipeline, others(pipeline));
        }
    }

    /** {@return how many connections are not lost beside one} */
    synchronized int others(Pipeline pipeline) {
        return (int) pipelines.stream()
                .filter(one -> one != pipeline && !one.isLost())
                .count();
    }

    private void end(Pipeline idle) {
        pipelines.remove(idle);
        ending.add(idle);
    }

    private void endOutside() {
        List<Pipeline> all;
        synchronized (this) {
            all = List.copyOf(ending);
            ending.clear();
        }
        all.forEach(idle -> idle.lose(new EOFException("the connection to " + route + " is not needed any more")));
    }

    /** Closes what nobody has used for long. */
    void sweepIdle() {
        sweep();
        endOutside();
    }

    private synchronized void sweep() {
        long now = kernel.monotonicNanos();
        for (Pipeline one : List.copyOf(pipelines)) {
            if (one.isLost()) {
                drop(one);
            } else if (one.places == 0 && now - one.idleSinceNanos >= IDLE_NANOS) {
                end(one);
            }
        }
    }

    /** {@return whether there is nothing to remember} */
    synchronized boolean isEmpty() {
        return pipelines.isEmpty();
    }

    /** Ends the questions of a client that is closed, and sends it away. */
    void dismiss(Client client) {
        List<Pipeline> all;
        synchronized (this) {
            all = List.copyOf(pipelines);
            wakeAll();
        }
        all.forEach(one -> one.dismiss(client));
    }

    /** Ends every connection, and sends away whoever waits for one. Idempotent. */
    void close() {
        List<Pipeline> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(pipelines);
            wakeAll();
        }
        all.forEach(one -> one.lose(new ClosedChannelException()));
    }
}
