package org.cqueues.dns.impl;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cqueues.controller.Controllers;
import org.cqueues.socket.Socket;

/**
 * Worker: one connection, over which many questions are under way at a time; answers come in any order (RFC 7766, sections 6.2.1.1 and 7). Any thread; all guarded by this, and nothing is sent or
 * received inside.
 * <pre>
 * OPENING -> OPEN -> LOST
 * OPENING -> LOST
 * </pre>
 *
 * <p>It has no thread of its own. Of the coroutines of one controller that wait for answers one leads: it opens the connection, or waits for the descriptor, and gives each answer to whose it is.
 * When it leaves, the next one leads. Each controller has a leader, because no controller may depend on another's being stepped; nobody is in the way of others while it waits.
 */
final class Pipeline {
    /** So many messages that answer nothing, one after the other, are an attack, or noise. */
    static final int MOST_OTHERS = 16;

    /** Questions that nobody waits for any more, whose answers may still come. */
    static final int MOST_ABANDONED = 64;

    private enum State {
        OPENING,
        OPEN,
        LOST
    }

    private final Controllers controllers;
    private final StreamSockets sockets;
    private final Route route;
    private final long number;
    private final Runnable opened;
    private final Object founder; // the party that opens it
    private final Map<Integer, Asked> underWay = new LinkedHashMap<>(); // by number, in the order of asking
    private final Map<Integer, Client> abandoned = new HashMap<>(); // by number, whose they were
    private final Map<Object, Deque<Asked>> parties = new HashMap<>(); // who leads is the first
    private State state = State.OPENING;
    private volatile Socket socket; // null: not yet
    private volatile MessageStream messages; // null: not open yet
    private IOException loss; // once LOST
    private boolean isCut;
    private boolean isRetired;
    private Client last; // who asked last: what answers nobody's question counts as its
    private long received;
    private long answered;
    private int others;

    /** Questions that have a place here; guarded by the {@link Connections}. */
    int places;

    /** When it was last used, of the kernel's clock; guarded by the {@link Connections}. */
    long idleSinceNanos;

    /**
     * Makes a worker, whose connection the first question opens.
     *
     * @param number which it is of those to the server
     * @param opened called when others than the caller's party may use it
     */
    Pipeline(Controllers controllers, StreamSockets sockets, Route route, long number, Runnable opened) {
        this.controllers = controllers;
        this.sockets = sockets;
        this.route = route;
        this.number = number;
        this.opened = opened;
        founder = party(controllers);
    }

    /** {@return what the running coroutine waits together with: its controller. Threads that are no coroutines, each of which steps a private one as long as it waits, are one party} */
    static Object party(Controllers controllers) {
        return controllers.lasting().map(Object.class::cast).orElse(Pipeline.class);
    }

    /** {@return whether it takes questions of a party} */
    synchronized boolean takes(Object party) {
        return !isRetired && (state == State.OPEN || state == State.OPENING && founder.equals(party));
    }

    /** {@return whether a party is about to open it} */
    synchronized boolean isOpenedBy(Object party) {
        return state == State.OPENING && founder.equals(party);
    }

    synchronized boolean isLost() {
        return state == State.LOST;
    }

    /** {@return whether it was lost because who was making it is closed} */
    synchronized boolean isGivenUp() {
        return loss instanceof GivenUpException;
    }

    /** {@return whether it takes no more questions, and is to be closed after the last} */
    synchronized boolean isRetired() {
        return isRetired;
    }

    /** {@return whether it ended while questions were under way} */
    synchronized boolean isCut() {
        return isCut;
    }

    synchronized long answered() {
        return answered;
    }

    /** {@return whether nobody has asked over it yet; guarded by the {@link Connections} */
    boolean isNew() {
        return places == 0 && answered() == 0;
    }

    /** {@return which it is of those to the server} */
    long number() {
        return number;
    }

    /** {@return whether the peer has not ended it while nobody asked, as far as can be told without a wait} */
    boolean isAlive() {
        if (isUnused()) {
            exchange();
        }
        return !isLost();
    }

    private synchronized boolean isUnused() {
        return underWay.isEmpty();
    }

    /**
     * {@return the packet that answers a query}
     *
     * @throws SocketTimeoutException if there is none in time
     * @throws IOException if the connection cannot be made, or is lost
     */
    byte[] ask(Client client, QueryFormat query, Deadline deadline) throws IOException {
        Asked asked = enroll(client, query);
        boolean late = false;
        try {
            send(unsent(asked));
            while (!asked.isSettled()) {
                if (asked.leads()) {
                    lead(asked, deadline);
                } else {
                    asked.turn.await(deadline.nanos());
                }
                if (!asked.isSettled() && deadline.isOver()) {
                    exchange(); // it may have come while others ran
                    late = !asked.isSettled();
                }
                if (late) {
                    throw new SocketTimeoutException(route + " has not answered in time");
                }
            }
            return asked.told();
        } finally {
            leave(asked, late);
        }
    }

    private synchronized Asked enroll(Client client, QueryFormat query) throws IOException {
        client.requireOpen();
        last = client;
        if (state == State.LOST) {
            throw Asked.own(loss);
        }
        QueryFormat numbered = query;
        while (underWay.containsKey(numbered.number()) || abandoned.containsKey(numbered.number())) {
            numbered = numbered.renumbered();
        }
        Asked asked = new Asked(client, numbered, party(controllers), received, controllers);
        Deque<Asked> party = parties.computeIfAbsent(asked.party, ignored -> new ArrayDeque<>());
        if (party.isEmpty()) {
            asked.lead();
        }
        party.addLast(asked);
        underWay.put(numbered.number(), asked);
        return asked;
    }

    private void lead(Asked asked, Deadline deadline) throws IOException {
        if (messages == null) {
            open(deadline);
        } else {
            controllers.poll(socket, asked.news, deadline.left());
        }
        exchange();
    }

    /** What interrupts it is of this question only: the next one goes on with it. */
    private void open(Deadline deadline) throws IOException {
        try {
            if (socket == null) {
                socket = sockets.stream(route.server().address(), route.local());
                requireKept();
            }
            socket.connect(deadline.left());
            if (route.server().name().isPresent()) {
                sockets.secure(socket, route.server().name().get(), route.trust(), deadline);
            }
            messages = new MessageStream(socket);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            lose(e);
            throw e;
        }
        send(allUnsent());
        opened.run();
    }

    /** Whoever has lost this meanwhile knew of no socket. */
    private void requireKept() throws IOException {
        if (isLost()) {
            sockets.close(socket);
            throw new GivenUpException(route);
        }
    }

    private synchronized List<Asked> allUnsent() {
        state = state == State.OPENING ? State.OPEN : state;
        List<Asked> unsent =
                underWay.values().stream().filter(asked -> !asked.isSent).toList();
        unsent.forEach(asked -> asked.isSent = true);
        return unsent;
    }

    /** {@return a question, unless who opens the connection will send it, or has done so} */
    private synchronized List<Asked> unsent(Asked asked) {
        if (state != State.OPEN || asked.isSent) {
            return List.of();
        }
        asked.isSent = true;
        return List.of(asked);
    }

    private void send(List<Asked> some) {
        for (Asked asked : some) {
            messages.send(asked.message);
            asked.client.tallies().tcpSent.add(asked.query.wire().length);
        }
    }

    /** Receives what has come, and sends what is left, without a wait. */
    private void exchange() {
        MessageStream open = messages;
        if (open == null) {
            return;
        }
        try {
            deliver(open.receive());
        } catch (EOFException e) {
            lose(new EOFException(route + " closed the connection early: " + e.getMessage()));
        } catch (IOException e) {
            lose(e);
        }
    }

    private void deliver(List<byte[]> packets) throws IOException {
        for (byte[] packet : packets) {
            if (!isTaken(packet)) {
                throw new IOException(route + " answered over a connection what was not asked");
            }
        }
    }

    /** {@return whether a packet is an answer, or may be passed over: late ones, and a few that nobody can know} */
    private synchronized boolean isTaken(byte[] packet) {
        received++;
        if (!QueryFormat.isReply(packet)) {
            last.tallies().tcpReceived.add(packet.length);
            return false;
        }
        int number = QueryFormat.number(packet);
        Asked asked = underWay.get(number);
        Client client = asked == null ? abandoned.remove(number) : asked.client;
        (client == null ? last : client).tallies().tcpReceived.add(packet.length);
        if (asked == null) {
            others += client == null ? 1 : 0;
            return others < MOST_OTHERS;
        }
        if (asked.query.match(packet) == QueryFormat.Match.NONE) {
            return false;
        }
        others = 0;
        answered++;
        underWay.remove(number);
        asked.answer(packet);
        return true;
    }

    /** Ends the connection, and tells who waits why. */
    void lose(IOException cause) {
        List<Asked> left;
        synchronized (this) {
            if (state == State.LOST) {
                return;
            }
            left = new ArrayList<>(underWay.values());
            isCut = state == State.OPEN && !left.isEmpty();
            state = State.LOST;
            loss = cause;
            underWay.clear();
            left.forEach(asked -> asked.fail(cause));
        }
        Socket made = socket;
        if (made != null) {
            sockets.close(made);
        }
    }

    /** Ends the questions of a client that is closed; if one of them makes the connection, whose socket only it can wait for, the others have to make another. */
    void dismiss(Client client) {
        boolean isMaking;
        synchronized (this) {
            Asked first = state == State.OPENING && parties.containsKey(founder)
                    ? parties.get(founder).peekFirst()
                    : null;
            isMaking = first != null && first.client == client;
            List.copyOf(underWay.values()).stream()
                    .filter(asked -> asked.client == client)
                    .forEach(asked -> asked.fail(new ClosedChannelException()));
        }
        if (isMaking) {
            lose(new GivenUpException(route));
        }
    }

    private void leave(Asked asked, boolean late) {
        MessageStream open = messages;
        boolean isBack = !asked.isSettled() && open != null && open.takeBack(asked.message);
        if (leavesNobody(asked, late, isBack)) {
            lose(new EOFException("nobody waits for the connection to " + route + " any more"));
        }
    }

    /** {@return whether there is nobody left to open the connection} */
    private synchronized boolean leavesNobody(Asked asked, boolean late, boolean isBack) {
        if (underWay.remove(asked.query.number(), asked) && asked.isSent && !isBack) {
            abandoned.put(asked.query.number(), asked.client);
            boolean isMute = late && received == asked.before;
            isRetired |= isMute || abandoned.size() > MOST_ABANDONED;
        }
        Deque<Asked> party = parties.get(asked.party);
        boolean led = party.peekFirst() == asked;
        party.remove(asked);
        if (party.isEmpty()) {
            parties.remove(asked.party);
        } else if (led) {
            party.peekFirst().lead();
        }
        return state == State.OPENING && parties.isEmpty();
    }
}
