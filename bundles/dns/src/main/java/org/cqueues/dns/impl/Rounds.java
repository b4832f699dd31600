package org.cqueues.dns.impl;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Section;
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
    private final List<Trouble> troubles = new ArrayList<>(0); // mostly there are none

    /** Why a server gave no answer; what it said is null if it said nothing. */
    private record Trouble(Endpoint endpoint, String why, PacketFormat said) {}

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
        PacketFormat refusal = bestOf(any -> true);
        if (refusal != null) {
            return refusal;
        }
        throw new DnsException(
                DnsException.Kind.FAIL, request + ": " + (servers.isEmpty() ? "no server to ask" : reasons()));
    }

    /** {@return the first answer of servers in their order, without those that have refused before; null if there is none} */
    PacketFormat once(List<InetSocketAddress> servers) throws IOException {
        for (InetSocketAddress server : servers) {
            PacketFormat answer = hasRefused(server) ? null : tryOne(server);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    private boolean hasRefused(InetSocketAddress server) {
        if (troubles.isEmpty()) {
            return false;
        }
        Endpoint endpoint = Endpoint.of(server);
        for (Trouble trouble : troubles) {
            if (trouble.said() != null && trouble.endpoint().equals(endpoint)) {
                return true;
            }
        }
        return false;
    }

    /** {@return the first of what servers said that was no answer, but will do; null if none will} */
    PacketFormat bestOf(Predicate<PacketFormat> willDo) {
        for (Trouble trouble : troubles) {
            if (trouble.said() != null && willDo.test(trouble.said())) {
                return trouble.said();
            }
        }
        return null;
    }

    /** {@return why each server gave no answer, last} */
    String reasons() {
        Map<Endpoint, String> reasons = new LinkedHashMap<>();
        troubles.forEach(trouble -> reasons.put(trouble.endpoint(), trouble.why()));
        return reasons.toString();
    }

    /** {@return the answer; null if the next server is to be asked} */
    private PacketFormat tryOne(InetSocketAddress server) throws IOException {
        requireTime();
        Duration patience = terms.patience(server);
        long begun = health.now();
        try {
            PacketFormat answer = sourced(askOne(server, patience), server);
            String why = terms.reasonAgainst(answer);
            if (why == null) {
                return answer;
            }
            troubles.add(new Trouble(Endpoint.of(server), why, answer));
            terms.refused(server, answer);
        } catch (SocketTimeoutException e) {
            requireTime();
            failed(server, begun, "no answer within " + patience.toMillis() + " ms");
        } catch (ClosedChannelException | InterruptedIOException | UnfinishedException e) {
            throw e; // the resolver is closed, the wait cancelled, or too much asked already
        } catch (ErrnoException e) {
            if (OWN.contains(e.name())) {
                throw e;
            }
            failed(server, begun, e.getMessage());
        } catch (IOException e) {
            failed(server, begun, e.getMessage());
        }
        return null;
    }

    /** Only who checks signatures needs to know whom to blame. */
    private PacketFormat sourced(PacketFormat answer, InetSocketAddress server) {
        return request.manner().dnssec() ? answer.from(new Source(server, null)) : answer;
    }

    private void failed(InetSocketAddress server, long begun, String why) {
        health.failed(server, begun);
        troubles.add(new Trouble(Endpoint.of(server), why, null));
    }

    private void requireTime() throws SocketTimeoutException {
        if (request.deadline().isOver()) {
            throw new SocketTimeoutException("query " + request + ": the time is over; " + reasons());
        }
    }

    private PacketFormat askOne(InetSocketAddress server, Duration patience) throws IOException {
        boolean secure = names.containsKey(server);
        Manner wanted = secure ? request.manner().withEdns() : request.manner(); // padding needs it
        boolean proving = wanted.dnssec();
        Manner manner = health.isPlain(server) && !proving ? wanted.plain() : wanted;
        PacketFormat answer = askOnce(server, manner, patience);
        if (!manner.edns() || !NO_EDNS.contains(answer.rcode())) {
            return answer;
        }
        if (proving && manner.recursion()) {
            return refusal(answer);
        }
        PacketFormat plain = askOnce(server, manner.plain(), patience);
        if (!proving && !NO_EDNS.contains(plain.rcode())) {
            health.knowsNoEdns(server);
        }
        return plain;
    }

    /** Without EDNS there are no signatures: so a server that does not know it, or of which somebody pretends so, has failed. */
    private static PacketFormat refusal(PacketFormat answer) throws DnsException {
        if (answer.rcode().equals(Rcode.BADVERS) || !answer.has(Section.ADDITIONAL, RecordType.OPT)) {
            throw new DnsException(
                    DnsException.Kind.FAIL, answer.rcode() + " to a query with EDNS, which validation needs");
        }
        return answer; // about the question: who knows EDNS has an OPT record too
    }

    private PacketFormat askOnce(InetSocketAddress server, Manner manner, Duration patience) throws IOException {
        terms.beforeEach();
        Peer peer = Peer.of(server, names);
        return exchange.inTurn(peer, request.settings(), request.deadline(), () -> askInTurn(peer, manner, patience));
    }

    private PacketFormat askInTurn(Peer peer, Manner manner, Duration patience) throws IOException {
        Settings settings = request.settings();
        long since = request.deadline().kernel().monotonicNanos();
        Deadline end = request.deadline().within(patience, since);
        QueryFormat query =
                new QueryFormat(request.question(), manner, peer.name().isPresent() ? PADDING : 0);
        PacketFormat answer = exchange.ask(peer, query, settings.tcp(), settings.local(), end);
        health.answered(peer.address(), end.kernel().monotonicNanos() - since);
        return answer;
    }
}
