package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.WaitQueue;
import org.cqueues.dns.DnsException;

/**
 * Worker: merges equal questions that are under way at a time. One asks, the others wait for what it is told. If it gives up, because it is cancelled, its time is over or its resolver is closed,
 * the next one asks. All guarded by this; nothing that waits is done inside.
 *
 * <p>Only coroutines of the same controller are merged, so that nobody waits for one whose controller is not stepped any more. And who asks must not wait for another flight meanwhile: two that
 * wait for each other would do so for ever.
 */
final class Flights {
    private final Controllers controllers;
    private final Map<Key, Deque<Turn>> underWay = new HashMap<>(); // with who waits for each
    private final Deque<Turn> nobody = new ArrayDeque<>(0); // mostly; stays empty

    Flights(Controllers controllers) {
        this.controllers = controllers;
    }

    /** What is the same for all of a flight. */
    private record Key(Controller controller, Object asked) {}

    /** Asks. */
    interface Asking {
        PacketFormat ask() throws IOException;
    }

    /** What those who wait are told: an answer, or a failure that would be theirs too. */
    private record News(PacketFormat answer, DnsException failure) {
        static final News ASK_YOURSELF = new News(null, null);
        static final News CLOSED = new News(null, null);

        PacketFormat told() throws IOException {
            if (this == CLOSED) {
                throw new ClosedChannelException();
            }
            if (failure != null) {
                throw new DnsException(failure.kind(), failure.detail(), failure);
            }
            return answer;
        }
    }

    /** One who waits. */
    private static final class Turn {
        final Object owner;
        final WaitQueue bell;
        News news; // null: not told yet

        Turn(Object owner, WaitQueue bell) {
            this.owner = owner;
            this.bell = bell;
        }
    }

    /**
     * {@return what is told to one of those who ask the same at the same time}
     *
     * @param asked what is asked
     * @param owner for whom: see {@link #close}
     * @param deadline when to give up waiting for another
     * @param asking asks, if this is the one
     * @throws SocketTimeoutException if another did not know in time
     * @throws ClosedChannelException if the owner is closed meanwhile
     * @throws IOException as it was told, or as {@code asking} throws
     */
    PacketFormat share(Object asked, Object owner, Deadline deadline, Asking asking) throws IOException {
        Key key = new Key(controllers.running().orElse(null), asked);
        Turn turn = join(key, owner);
        News news = turn == null ? News.ASK_YOURSELF : await(key, turn, deadline);
        return news == News.ASK_YOURSELF ? ask(key, asking) : news.told();
    }

    /** {@return the place of one who waits; null if nobody asks that now but the caller} */
    private synchronized Turn join(Key key, Object owner) {
        Deque<Turn> waiting = underWay.putIfAbsent(key, nobody);
        if (waiting == null) {
            return null;
        }
        if (waiting == nobody) {
            waiting = new ArrayDeque<>();
            underWay.put(key, waiting);
        }
        Turn turn = new Turn(owner, controllers.waitQueue(false));
        waiting.addLast(turn);
        return turn;
    }

    private PacketFormat ask(Key key, Asking asking) throws IOException {
        News news = null;
        try {
            PacketFormat answer = asking.ask();
            news = new News(answer, null);
            return answer;
        } catch (UnfinishedException e) {
            throw e;
        } catch (DnsException e) {
            news = new News(null, e);
            throw e;
        } finally {
            land(key, news);
        }
    }

    /** Tells everybody; or, where there is nothing to tell, the first of them to ask. */
    private void land(Key key, News news) {
        List<Turn> told;
        synchronized (this) {
            Deque<Turn> waiting = underWay.remove(key);
            if (waiting.isEmpty()) {
                return;
            }
            if (news == null) {
                told = List.of(waiting.removeFirst());
                underWay.put(key, waiting);
            } else {
                told = List.copyOf(waiting);
            }
            told.forEach(turn -> turn.news = news == null ? News.ASK_YOURSELF : news);
        }
        told.forEach(turn -> turn.bell.open());
    }

    private News await(Key key, Turn turn, Deadline deadline) throws SocketTimeoutException {
        News news = null;
        boolean waited = false;
        try {
            turn.bell.await(deadline.nanos());
            waited = true;
        } finally {
            news = leave(key, turn);
            if (!waited && news == News.ASK_YOURSELF) {
                land(key, null); // it is cancelled: the next one asks
            }
        }
        if (news == null) {
            throw new SocketTimeoutException(
                    "query " + key.asked() + ": the time is over while another asked the same");
        }
        return news;
    }

    private synchronized News leave(Key key, Turn turn) {
        if (turn.news == null) {
            underWay.get(key).remove(turn);
        }
        return turn.news;
    }

    /** Ends the waits of an owner. Who asks for it ends by itself, as its sockets are closed. */
    void close(Object owner) {
        List<Turn> told = new ArrayList<>();
        synchronized (this) {
            for (Deque<Turn> waiting : underWay.values()) {
                waiting.stream().filter(turn -> turn.owner == owner).forEach(told::add);
                waiting.removeIf(turn -> turn.owner == owner);
            }
            told.forEach(turn -> turn.news = News.CLOSED);
        }
        told.forEach(turn -> turn.bell.open());
    }

    /** {@return how many questions are under way} */
    synchronized int size() {
        return underWay.size();
    }
}
