package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.xbill.DNS.Name;

/**
 * The way from a zone whose servers are known down to the one that has the answer to one question: worker, in one coroutine. Addresses of servers that are missing are found by descents
 * within this one.
 */
final class Descent {
    /** Most descents within each other, beside the user's, as unbound has it. */
    static final int MOST_DEPTH = 4;

    private final Recursion recursion;
    private final Request request;
    private final Descent outer; // null: this one is the user's
    private final Question question;
    private final Name name;
    private final int depth;
    private final List<Name> path = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final Set<Source> misleading = new HashSet<>();
    private Minimisation minimisation;
    private CutServers servers;
    private boolean isUnfinished;
    private boolean isRestarted;

    Descent(Recursion recursion, Request request, Descent outer) {
        this.recursion = recursion;
        this.request = request;
        this.outer = outer;
        question = request.question();
        name = RecordFormat.name(question.name());
        depth = outer == null ? 0 : outer.depth + 1;
    }

    Request request() {
        return request;
    }

    /**
     * {@return what the servers of the name's zone say}
     *
     * @throws DnsException of kind {@code FAIL} if they say nothing, which tells the way to them
     */
    PacketFormat answer() throws IOException {
        try {
            return descend(start());
        } catch (UnfinishedException e) {
            throw outer == null && e.isOverspent() ? new UnfinishedException(where() + ": " + e.detail(), true) : e;
        } catch (SocketTimeoutException e) {
            throw outer == null ? new SocketTimeoutException(where() + ": " + e.getMessage()) : e;
        }
    }

    /** A DS record is the parent's, RFC 4035 section 3.1.4.1. */
    private Delegation start() throws IOException {
        minimisation = new Minimisation(question, name);
        boolean isParents = question.type().equals(RecordType.DS) && !name.equals(Name.root);
        return enter(recursion.closest(isParents ? new Name(name, 1) : name, this));
    }

    private Delegation enter(Delegation cut) throws UnfinishedException {
        request.budget().referral();
        path.add(cut.zone());
        return cut;
    }

    private PacketFormat descend(Delegation from) throws IOException {
        Delegation cut = from;
        while (true) {
            Bailiwick bailiwick = new Bailiwick(cut.zone());
            Question step = minimisation.next(cut.zone());
            PacketFormat reply = step == question ? ask(cut, question) : askPart(cut, step);
            Name below = reply == null ? null : bailiwick.referral(step, reply).orElse(null);
            if (below != null && !(question.type().equals(RecordType.DS) && below.equals(name))) {
                cut = enter(recursion.below(bailiwick, below, reply));
            } else if (step != question) {
                leadOn(reply);
            } else if (reply != null) {
                return below == null ? reply : withoutReferral(reply);
            } else {
                cut = restart(cut);
            }
        }
    }

    /** Servers that do not know what a part of a name is for are asked for the whole: RFC 9156, section 2.3, relaxed. */
    private void leadOn(PacketFormat reply) {
        boolean leadsOn = reply != null
                && reply.rcode().equals(Rcode.NOERROR)
                && !reply.has(Section.ANSWER, RecordType.CNAME)
                && !reply.has(Section.ANSWER, RecordType.DNAME);
        if (!leadsOn) {
            minimisation.giveUp();
        }
    }

    /** A server that refers to the zone itself when asked for its DS has none. */
    private static PacketFormat withoutReferral(PacketFormat reply) {
        List<ResourceRecord> records = reply.records().stream()
                .filter(record -> record.section() == Section.QUESTION || Bailiwick.isProof(record))
                .collect(Collectors.toList());
        return new PacketFormat(reply.qid(), reply.bits(), List.copyOf(records), reply.from());
    }

    /** What has been known of a zone for a while may be out of date: so it is asked for again, once; and what leads to liars only is asked of others. */
    private Delegation restart(Delegation cut) throws IOException {
        boolean isOld = !isRestarted && path.size() == 1 && servers.isAsked() && recursion.isOld(cut);
        if (!isMisled(cut) && !isOld) {
            throw failure();
        }
        isRestarted = true;
        path.clear();
        recursion.knowledge().cuts().forget(cut);
        return start();
    }

    /** Referrals are not signed: who lies about a zone's servers is found out by what those tell. */
    private boolean isMisled(Delegation cut) {
        boolean toLiars = request.shunned().stream().anyMatch(liar -> cut.zone().equals(liar.zone()));
        return toLiars && cut.from() != null && misleading.size() < SecondOpinion.MOST && misleading.add(cut.from());
    }

    /** {@return who is not to be asked} */
    Set<Source> shunned() {
        if (misleading.isEmpty()) {
            return request.shunned();
        }
        Set<Source> all = new HashSet<>(request.shunned());
        all.addAll(misleading);
        return all;
    }

    private DnsException failure() {
        String detail = where() + ": " + String.join("; ", reasons);
        return isUnfinished ? new UnfinishedException(detail, false) : new DnsException(DnsException.Kind.FAIL, detail);
    }

    private String where() {
        return question + path.stream().map(Name::toString).collect(Collectors.joining(" > ", " (by ", ")"));
    }

    private PacketFormat askPart(Delegation cut, Question step) throws IOException {
        AnswerCache steps = recursion.knowledge().steps();
        PacketFormat known = steps.find(step).map(AnswerCache.Entry::answer).orElse(null);
        if (known != null) {
            return known;
        }
        PacketFormat reply = askOnce(cut, step);
        if (reply != null && new Bailiwick(cut.zone()).referral(step, reply).isEmpty()) {
            steps.keep(step, reply);
        }
        return reply;
    }

    /** {@return what those servers of a zone say whose addresses are known; null if they say nothing} */
    PacketFormat askOnce(Delegation cut, Question step) throws IOException {
        at(cut);
        List<InetSocketAddress> some = servers.known();
        return ask(step, some.isEmpty() ? servers.more() : some, false);
    }

    /** {@return what the servers of a zone say; null if they say nothing} */
    private PacketFormat ask(Delegation cut, Question step) throws IOException {
        at(cut);
        for (int left = request.settings().attempts(); left > 0; left--) {
            List<InetSocketAddress> some = servers.known();
            for (some = some.isEmpty() ? servers.more() : some; !some.isEmpty(); some = servers.more()) {
                PacketFormat reply = ask(step, some, left == 1);
                if (reply != null) {
                    return reply;
                }
            }
        }
        isUnfinished |= servers.isUnfinished();
        servers.reasons().ifPresent(reasons::add);
        return null;
    }

    private void at(Delegation cut) {
        if (servers == null || servers.cut() != cut) {
            servers = new CutServers(recursion, this, cut);
        }
    }

    /** What is the same for all who ask at a time. */
    private record Key(Name zone, Question question, Manner manner, Set<Source> shunned) {
        @Override
        public String toString() {
            return question + " to the servers of " + zone;
        }
    }

    private PacketFormat ask(Question step, List<InetSocketAddress> some, boolean isLast) throws IOException {
        if (some.isEmpty()) {
            return null;
        }
        Exchange exchange = recursion.exchange();
        Request asked = request.of(step);
        CutServers asking = servers;
        Key key = new Key(asking.cut().zone(), step, request.manner(), shunned());
        try {
            return recursion
                    .knowledge()
                    .flights()
                    .share(key, exchange.udp(), request.deadline(), () -> told(asking, asked, some, isLast));
        } catch (UnfinishedException e) {
            throw e;
        } catch (DnsException e) {
            reasons.add(e.detail());
            return null;
        }
    }

    private PacketFormat told(CutServers asking, Request asked, List<InetSocketAddress> some, boolean isLast)
            throws IOException {
        Bailiwick bailiwick = new Bailiwick(asking.cut().zone());
        boolean isWhole = asked.question() == question;
        ServerHealth health = recursion.knowledge().health();
        Terms terms = new ZoneTerms(bailiwick, asked, health, isWhole, isLast, asking.refused());
        Rounds rounds = new Rounds(
                recursion.exchange(),
                health,
                asked,
                terms,
                recursion.names(asked, asking.cut().zone()));
        PacketFormat packet = rounds.once(some);
        if (packet == null) {
            packet = rounds.bestOf(refusal -> bailiwick.hasUnclaimed(asked.question(), refusal));
        }
        if (packet == null) {
            throw new DnsException(DnsException.Kind.FAIL, rounds.reasons());
        }
        PacketFormat reply = bailiwick.clean(asked.question(), packet);
        bailiwick.referral(asked.question(), reply).ifPresent(zone -> recursion.learn(bailiwick, zone, reply));
        return reply;
    }

    /** {@return what is known, or found, of a server's addresses} */
    PacketFormat lookUp(Question asked) throws IOException {
        AnswerCache steps = recursion.knowledge().steps();
        Optional<AnswerCache.Entry> known = steps.find(asked);
        if (known.isPresent()) {
            if (known.get().failure() != null) {
                throw new DnsException(DnsException.Kind.FAIL, known.get().failure());
            }
            return known.get().answer();
        }
        try {
            PacketFormat answer = new Descent(recursion, request.of(asked), this).answer();
            steps.keep(asked, answer);
            if (steps.find(asked).isEmpty() && !answer.has(Section.ANSWER, asked.type())) {
                steps.keepFailure(asked, new DnsException(DnsException.Kind.FAIL, "no address"));
            }
            return answer;
        } catch (UnfinishedException e) {
            throw e;
        } catch (DnsException e) {
            steps.keepFailure(asked, e);
            throw e;
        }
    }

    /** {@return why the address of a server cannot be looked up on the way here; empty if it can} */
    Optional<String> obstacle(Name server) {
        for (Descent descent = this; descent != null; descent = descent.outer) {
            if (descent.name.equals(server)) {
                return Optional.of("needs itself");
            }
        }
        return depth < MOST_DEPTH ? Optional.empty() : Optional.of("needs more than " + MOST_DEPTH + " others");
    }
}
