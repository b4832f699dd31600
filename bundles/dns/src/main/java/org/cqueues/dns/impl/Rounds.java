package org.cqueues.dns.impl;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Flags;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Section;
import org.cqueues.dns.Settings;
import org.cqueues.kernel.ErrnoException;

/** Asks servers in rounds until one has an answer: worker of one question, in one coroutine. */
final class Rounds {
    private static final Set<String> EXHAUSTED = Set.of("EMFILE", "ENFILE", "ENOBUFS", "ENOMEM");
    private static final Set<Rcode> ANSWERS = Set.of(Rcode.NOERROR, Rcode.NXDOMAIN);
    private static final Set<Rcode> NO_EDNS = Set.of(Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS);

    private final Exchange exchange;
    private final ServerHealth health;
    private final Request request;
    private final Map<InetSocketAddress, String> reasons = new LinkedHashMap<>();
    private final Set<InetSocketAddress> refused = new HashSet<>();
    private PacketFormat refusal; // null: nobody has refused yet

    Rounds(Exchange exchange, ServerHealth health, Request request) {
        this.exchange = exchange;
        this.health = health;
        this.request = request;
    }

    /**
     * {@return the first answer; else what a server said in place of one}
     *
     * @throws SocketTimeoutException if the time for the whole is over
     * @throws DnsException of kind {@code FAIL} if no server said anything
     */
    PacketFormat ask(List<InetSocketAddress> servers) throws IOException {
        for (int round = 0; round < request.settings().attempts(); round++) {
            List<InetSocketAddress> left = new ArrayList<>(health.order(servers));
            left.removeAll(refused);
            for (InetSocketAddress server : left) {
                PacketFormat answer = tryOne(server);
                if (answer != null) {
                    return answer;
                }
            }
        }
        if (refusal != null) {
            return refusal;
        }
        throw new DnsException(
                DnsException.Kind.FAIL, request + ": " + (servers.isEmpty() ? "no server to ask" : reasons));
    }

    /** {@return the answer; null if the next server is to be asked} */
    private PacketFormat tryOne(InetSocketAddress server) throws IOException {
        requireTime();
        try {
            PacketFormat answer = askOne(server);
            health.answered(server);
            String why = reasonAgainst(answer);
            if (why == null) {
                return answer;
            }
            reasons.put(server, why);
            refused.add(server);
            refusal = refusal == null ? answer : refusal;
        } catch (SocketTimeoutException e) {
            requireTime();
            failed(server, "no answer within " + request.settings().timeout().toMillis() + " ms");
        } catch (ClosedChannelException | InterruptedIOException e) {
            throw e; // the resolver is closed, or the wait cancelled
        } catch (ErrnoException e) {
            if (EXHAUSTED.contains(e.name())) {
                throw e; // no server's fault
            }
            failed(server, e.getMessage());
        } catch (IOException e) {
            failed(server, e.getMessage());
        }
        return null;
    }

    private void failed(InetSocketAddress server, String why) {
        health.failed(server);
        reasons.put(server, why);
    }

    private void requireTime() throws SocketTimeoutException {
        if (request.deadline().isOver()) {
            throw new SocketTimeoutException("query " + request + ": the time is over; " + reasons);
        }
    }

    private PacketFormat askOne(InetSocketAddress server) throws IOException {
        Manner manner = health.isPlain(server) ? request.manner().plain() : request.manner();
        PacketFormat answer = askOnce(server, manner);
        if (!manner.edns() || !NO_EDNS.contains(answer.flags().rcode())) {
            return answer;
        }
        PacketFormat plain = askOnce(server, manner.plain());
        if (!NO_EDNS.contains(plain.flags().rcode())) {
            health.knowsNoEdns(server);
        }
        return plain;
    }

    private PacketFormat askOnce(InetSocketAddress server, Manner manner) throws IOException {
        Settings settings = request.settings();
        Deadline end = request.deadline().within(settings.timeout());
        return exchange.ask(server, new QueryFormat(request.question(), manner), settings.tcp(), settings.local(), end);
    }

    /** {@return why an answer is none; null if it is one} */
    private String reasonAgainst(PacketFormat answer) {
        Flags flags = answer.flags();
        if (!ANSWERS.contains(flags.rcode())) {
            return flags.rcode().toString();
        }
        boolean lame = flags.rcode().equals(Rcode.NOERROR)
                && !flags.aa()
                && !flags.ra()
                && !has(answer, Section.ANSWER, RecordType.ALL)
                && has(answer, Section.AUTHORITY, RecordType.NS)
                && !has(answer, Section.AUTHORITY, RecordType.SOA);
        return lame ? "refers to others" : null;
    }

    private static boolean has(PacketFormat answer, Section section, RecordType type) {
        return answer.records().stream()
                .anyMatch(record -> record.section() == section
                        && (type.equals(RecordType.ALL) || record.type().equals(type)));
    }
}
