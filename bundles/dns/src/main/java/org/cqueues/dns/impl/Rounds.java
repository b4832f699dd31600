package org.cqueues.dns.impl;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.Settings;
import org.cqueues.kernel.ErrnoException;

/** Asks servers in rounds until one has an answer: worker of one question, in one coroutine. */
final class Rounds {
    /** What is missing here, or in use: no server's fault. */
    private static final Set<String> OWN = Set.of("EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRINUSE");

    private static final Set<Rcode> NO_EDNS = Set.of(Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS);

    private static final int PADDING = 128; // RFC 8467, section 4.1

    private final Exchange exchange;
    private final ServerHealth health;
    private final Request request;
    private final Terms terms;
    private final Map<InetSocketAddress, String> names;
    private final Map<Endpoint, String> reasons = new LinkedHashMap<>();
    private final Set<Endpoint> refused = new HashSet<>();
    private final List<PacketFormat> refusals = new ArrayList<>();

    /**
     * Makes a worker.
     *
     * @param names of servers that are asked over TLS, the names that their certificates must be for
     */
    Rounds(Exchange exchange, ServerHealth health, Request request, Terms terms, Map<InetSocketAddress, String> names) {
        this.exchange = exchange;
        this.health = health;
        this.request = request;
        this.terms = terms;
        this.names = names;
    }

    /**
     * {@return the first answer; else what a server said in place of one}
     *
     * @throws SocketTimeoutException if the time for the whole is over
     * @throws DnsException of kind {@code FAIL} if no server said anything
     */
    PacketFormat ask(List<InetSocketAddress> servers) throws IOException {
        for (int round = 0; round < request.settings().attempts(); round++) {
            PacketFormat answer = once(health.order(servers));
            if (answer != null) {
                return answer;
            }
        }
        if (!refusals.isEmpty()) {
            return refusals.get(0);
        }
        throw new DnsException(
                DnsException.Kind.FAIL, request + ": " + (servers.isEmpty() ? "no server to ask" : reasons));
    }

    /** {@return the first answer of servers in their order, without those that have refused before; null if there is none} */
    PacketFormat once(List<InetSocketAddress> servers) throws IOException {
        for (InetSocketAddress server : servers) {
            PacketFormat answer = refused.contains(Endpoint.of(server)) ? null : tryOne(server);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    /** {@return the first of what servers said that was no answer, but will do; null if none will} */
    PacketFormat bestOf(Predicate<PacketFormat> willDo) {
        return refusals.stream().filter(willDo).findFirst().orElse(null);
    }

    /** {@return why each server gave no answer} */
    String reasons() {
        return reasons.toString();
    }

    /** {@return the answer; null if the next server is to be asked} */
    private PacketFormat tryOne(InetSocketAddress server) throws IOException {
        requireTime();
        Duration patience = terms.patience(server);
        try {
            PacketFormat answer = sourced(askOne(server, patience), server);
            String why = terms.reasonAgainst(answer);
            if (why == null) {
                return answer;
            }
            reasons.put(Endpoint.of(server), why);
            refused.add(Endpoint.of(server));
            terms.refused(server, answer);
            refusals.add(answer);
        } catch (SocketTimeoutException e) {
            requireTime();
            failed(server, "no answer within " + patience.toMillis() + " ms");
        } catch (ClosedChannelException | InterruptedIOException | UnfinishedException e) {
            throw e; // the resolver is closed, the wait cancelled, or too much asked already
        } catch (ErrnoException e) {
            if (OWN.contains(e.name())) {
                throw e;
            }
            failed(server, e.getMessage());
        } catch (IOException e) {
            failed(server, e.getMessage());
        }
        return null;
    }

    /** Only who checks signatures needs to know whom to blame. */
    private PacketFormat sourced(PacketFormat answer, InetSocketAddress server) {
        return request.manner().dnssec() ? answer.from(new Source(server, null)) : answer;
    }

    private void failed(InetSocketAddress server, String why) {
        health.failed(server);
        reasons.put(Endpoint.of(server), why);
    }

    private void requireTime() throws SocketTimeoutException {
        if (request.deadline().isOver()) {
            throw new SocketTimeoutException("query " + request + ": the time is over; " + reasons);
        }
    }

    private PacketFormat askOne(InetSocketAddress server, Duration patience) throws IOException {
        boolean secure = names.containsKey(server);
        Manner wanted = secure ? request.manner().withEdns() : request.manner(); // padding needs it
        Manner manner = health.isPlain(server) ? wanted.plain() : wanted;
        PacketFormat answer = askOnce(server, manner, patience);
        if (!manner.edns() || !NO_EDNS.contains(answer.rcode())) {
            return answer;
        }
        PacketFormat plain = askOnce(server, manner.plain(), patience);
        if (!NO_EDNS.contains(plain.rcode())) {
            health.knowsNoEdns(server);
        }
        return plain;
    }

    private PacketFormat askOnce(InetSocketAddress server, Manner manner, Duration patience) throws IOException {
        terms.beforeEach();
        Peer peer = Peer.of(server, names);
        return exchange.inTurn(peer, request.settings(), request.deadline(), () -> askInTurn(peer, manner, patience));
    }

    private PacketFormat askInTurn(Peer peer, Manner manner, Duration patience) throws IOException {
        Settings settings = request.settings();
        Deadline end = request.deadline().within(patience);
        long since = end.kernel().monotonicNanos();
        QueryFormat query =
                new QueryFormat(request.question(), manner, peer.name().isPresent() ? PADDING : 0);
        PacketFormat answer = exchange.ask(peer, query, settings.tcp(), settings.local(), end);
        health.answered(peer.address(), end.kernel().monotonicNanos() - since);
        return answer;
    }
}
