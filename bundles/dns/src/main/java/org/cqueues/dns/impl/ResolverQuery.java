package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.cqueues.dns.Settings;
import org.cqueues.dns.Settings.Lookup;
import org.cqueues.dns.Settings.Status;
import org.cqueues.kernel.SocketCalls.Family;

/** Answers one query of a user: worker, in one coroutine. */
final class ResolverQuery {
    private static final Set<RecordType> LINKS = Set.of(RecordType.CNAME, RecordType.DNAME, RecordType.RRSIG);

    private static final int RESPONSE = 0x8180; // qr, rd, ra
    private static final int MOST_TARGETS = 16;
    private static final Set<RecordType> ADDRESSES = Set.of(RecordType.A, RecordType.AAAA);

    private final NetworkResolver resolver;
    private final Settings settings;
    private final Knowledge knowledge;
    private final Deadline deadline;
    private final Budget budget;

    /** What a source said: a packet, null if it knows nothing; what came of asking, null if that is what was asked for; and why it failed, or null. */
    private record Told(PacketFormat packet, Status status, IOException failure) {}

    ResolverQuery(NetworkResolver resolver, Settings settings, Knowledge knowledge, Deadline deadline) {
        this.resolver = resolver;
        this.settings = settings;
        this.knowledge = knowledge;
        this.deadline = deadline;
        budget = new Budget(resolver.others());
    }

    /** {@return the first answer with what is asked for, over all sources; else a failure, or the first without} */
    PacketFormat answer(Question question, List<String> candidates) throws IOException {
        PacketFormat without = null;
        IOException failure = null;
        for (Lookup where : settings.lookup()) {
            Told told = ask(where, question, candidates);
            if (told.status() == null) {
                return settings.smart() && where == Lookup.BIND ? withAddresses(told.packet()) : told.packet();
            }
            without = telling(without, told.packet());
            failure = failure == null ? told.failure() : failure;
            if (where == Lookup.BIND && settings.bindReturns().contains(told.status())) {
                break;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return without != null ? without : noSuchName(question.of(candidates.get(0)));
    }

    /** Files may know what no server could tell, or what is disproven: who does not want that says so in nsswitch.conf, see {@link Settings#bindReturns}. */
    private Told ask(Lookup where, Question question, List<String> candidates) throws IOException {
        try {
            return answer(where, question, candidates);
        } catch (DnsException e) {
            return new Told(null, e.kind() == DnsException.Kind.BOGUS ? Status.TRYAGAIN : Status.UNAVAIL, e);
        } catch (SocketTimeoutException e) { // what is left is at hand: it needs no time
            return new Told(null, Status.UNAVAIL, e);
        }
    }

    /** {@return the first answer of a source with what is asked for, over all candidates; else the first without, which of hosts is an answer too, see {@link #fromHosts}} */
    private Told answer(Lookup where, Question question, List<String> candidates) throws IOException {
        PacketFormat without = null;
        Status status = Status.NOTFOUND;
        for (String candidate : candidates) {
            Question asked = question.of(candidate);
            PacketFormat answer = lookup(where, asked);
            if (answer != null && isPositive(answer, asked)) {
                return new Told(answer, null, null);
            }
            status = answer != null && isFailure(answer) ? Status.TRYAGAIN : status;
            without = telling(without, answer);
        }
        boolean known = where == Lookup.FILE && without != null && !SpecialName.isThisHost(candidates.get(0));
        return new Told(without, known ? null : status, null);
    }

    /** {@return which of two packets to tell: a failure, because what is asked for may be there later, before what says that there is nothing; else the first} */
    private static PacketFormat telling(PacketFormat before, PacketFormat after) {
        if (before == null || after == null) {
            return before == null ? after : before;
        }
        return !isFailure(before) && isFailure(after) ? after : before;
    }

    private static boolean isFailure(PacketFormat answer) {
        Rcode rcode = answer.rcode();
        return !rcode.equals(Rcode.NOERROR) && !rcode.equals(Rcode.NXDOMAIN);
    }

    private static boolean isPositive(PacketFormat answer, Question question) throws DnsException {
        return answer.rcode().equals(Rcode.NOERROR) && new Chain(question).follow(answer);
    }

    private static PacketFormat noSuchName(Question question) {
        return new PacketFormat(0, RESPONSE | Rcode.NXDOMAIN.number(), List.of(question.record()));
    }

    /** {@return what a source says; null if it knows nothing} */
    private PacketFormat lookup(Lookup where, Question question) throws IOException {
        return switch (where) {
            case FILE -> fromHosts(question);
            case CACHE ->
                knowledge
                        .answers(settings)
                        .find(question)
                        .map(AnswerCache.Entry::answer)
                        .orElse(null);
            case BIND -> fromNetwork(question);
        };
    }

    private PacketFormat fromNetwork(Question question) throws IOException {
        if (SpecialName.isThisHost(question.name())) {
            return thisHost(question);
        }
        return SpecialName.isNowhere(question.name()) ? noSuchName(question) : fromServers(question);
    }

    private static PacketFormat thisHost(Question question) {
        List<ResourceRecord> records = new ArrayList<>(List.of(question.record()));
        if (question.type().equals(RecordType.A)) {
            records.add(ResourceRecord.of(question.name(), RecordType.A, 0, "127.0.0.1"));
        } else if (question.type().equals(RecordType.AAAA)) {
            records.add(ResourceRecord.of(question.name(), RecordType.AAAA, 0, "::1"));
        }
        return new PacketFormat(0, RESPONSE, List.copyOf(records));
    }

    /**
     * {@return what the hosts say; null if they do not know the name. Of a host that they have in the other family only, they know that it has no such address: else it would be
     * reached over the other family though an entry leads it elsewhere, or nowhere. Only {@code localhost} always has both, RFC 6761 section 6.3}
     */
    private PacketFormat fromHosts(Question question) {
        if (!question.recordClass().equals(RecordClass.IN)) {
            return null;
        }
        List<ResourceRecord> records = new ArrayList<>(List.of(question.record()));
        boolean known = question.type().equals(RecordType.PTR)
                ? addName(question, records)
                : ADDRESSES.contains(question.type()) && addAddresses(question, records);
        return known ? new PacketFormat(0, RESPONSE, List.copyOf(records)) : null;
    }

    private boolean addName(Question question, List<ResourceRecord> records) {
        Optional<String> name = Addresses.ofReverse(question.name())
                .flatMap(address -> resolver.hosts().name(address));
        name.ifPresent(text -> records.add(ResourceRecord.of(question.name(), RecordType.PTR, 0, text)));
        return name.isPresent();
    }

    /** {@return whether the host is known, be it in another family} */
    private boolean addAddresses(Question question, List<ResourceRecord> records) {
        List<InetAddress> addresses = resolver.hosts().addresses(question.name());
        for (InetAddress address : addresses) {
            RecordType type = address instanceof Inet6Address ? RecordType.AAAA : RecordType.A;
            boolean isWhole = Endpoint.of(address).scope() == 0; // no record could say on which interface
            if (isWhole && type.equals(question.type())) {
                records.add(new ResourceRecord(
                        Section.ANSWER, question.name(), type, RecordClass.IN, 0, address.getAddress()));
            }
        }
        return !addresses.isEmpty();
    }

    /** Follows canonical names from server to server until there is an answer or none. */
    private PacketFormat fromServers(Question question) throws IOException {
        Chain chain = new Chain(question);
        String asked = question.name();
        PacketFormat answer = known(question);
        while (!chain.follow(answer) && !chain.name().equalsIgnoreCase(asked) && Chain.isOpen(answer)) {
            asked = chain.name();
            answer = joined(answer, known(question.of(asked)));
        }
        return answer;
    }

    private static PacketFormat joined(PacketFormat first, PacketFormat next) {
        Set<ResourceRecord> records = new LinkedHashSet<>();
        first.records().stream().filter(ResolverQuery::isLink).forEach(records::add);
        next.records().stream()
                .filter(record -> record.section() != Section.QUESTION)
                .forEach(records::add);
        int bits = first.isAuthentic() ? next.bits() : next.withoutProof().bits();
        return new PacketFormat(first.qid(), bits, List.copyOf(records));
    }

    /** {@return whether a record leads on; whatever else a server says of a name that is an alias is not asked for} */
    private static boolean isLink(ResourceRecord record) {
        return record.section() == Section.QUESTION
                || record.section() == Section.ANSWER && LINKS.contains(record.type());
    }

    /** {@return what the cache knows, or else a server} */
    private PacketFormat known(Question question) throws IOException {
        AnswerCache cache = knowledge.answers(settings);
        Optional<AnswerCache.Entry> cached = cache.find(question);
        if (cached.isPresent()) {
            AnswerCache.Entry entry = cached.get();
            if (entry.failure() != null) {
                throw new DnsException(entry.kind(), entry.failure() + ", as found just before");
            }
            return entry.answer();
        }
        try {
            Request request = new Request(question, Manner.stub(settings.edns0()), settings, deadline, budget);
            PacketFormat answer = resolver.ask(request, knowledge);
            cache.keep(question, answer);
            return answer;
        } catch (UnfinishedException e) {
            throw e; // else an alias at the end of a query's means could make a name fail for all
        } catch (DnsException e) {
            cache.keepFailure(question, e);
            throw e;
        }
    }

    /** Adds the addresses of names in the answer that did not come with it. What fails is left out. */
    private PacketFormat withAddresses(PacketFormat answer) throws IOException {
        List<ResourceRecord> records = new ArrayList<>(answer.records());
        List<ResourceRecord> added = new ArrayList<>();
        for (String target : targets(answer)) {
            boolean there = records.stream()
                    .anyMatch(record -> record.name().equalsIgnoreCase(target)
                            && (record.data() instanceof Rdata.A || record.data() instanceof Rdata.Aaaa));
            if (!there) {
                added.addAll(addresses(target));
            }
        }
        records.addAll(added);
        return new PacketFormat(answer.qid(), answer.bits(), List.copyOf(records));
    }

    private static Set<String> targets(PacketFormat answer) {
        Set<String> targets = new LinkedHashSet<>();
        for (ResourceRecord record : answer.records()) {
            Optional<String> target = record.section() == Section.ANSWER ? target(record.data()) : Optional.empty();
            if (targets.size() < MOST_TARGETS) {
                target.filter(name -> !name.equals(".")).ifPresent(targets::add);
            }
        }
        return targets;
    }

    private static Optional<String> target(Rdata data) {
        if (data instanceof Rdata.Ns ns) {
            return Optional.of(ns.host());
        } else if (data instanceof Rdata.Mx mx) {
            return Optional.of(mx.host());
        }
        return data instanceof Rdata.Srv srv ? Optional.of(srv.target()) : Optional.empty();
    }

    private List<ResourceRecord> addresses(String target) throws IOException {
        List<ResourceRecord> addresses = new ArrayList<>();
        for (Family family : settings.family()) {
            RecordType type = family == Family.INET6 ? RecordType.AAAA : RecordType.A;
            try {
                PacketFormat answer = fromServers(new Question(target, type, RecordClass.IN));
                answer.records().stream()
                        .filter(record -> record.section() == Section.ANSWER)
                        .forEach(record -> addresses.add(record.in(Section.ADDITIONAL)));
            } catch (DnsException | SocketTimeoutException e) {
                continue; // the answer is one without it too; once the time is over, no server is asked
            }
        }
        return addresses;
    }
}
