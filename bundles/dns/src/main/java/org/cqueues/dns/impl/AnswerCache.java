package org.cqueues.dns.impl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;

/**
 * Worker: answers for as long as they hold, also negative ones (RFC 2308) and failures (RFC 9520). At its limit the least recently used goes first. All
 * guarded by this.
 */
final class AnswerCache {
    static final int LIMIT = 10_000;
    static final int MOST_BYTES = 16 << 20; // of all packets, which take several times that as objects
    private static final int MOST_RECORDS = 64;
    private static final long MAX_SECONDS = 86_400;
    private static final long MAX_NEGATIVE_SECONDS = 10_800;
    private static final long FAILURE_SECONDS = 5;
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanos;
    private final int limit;
    private final LinkedHashMap<Question, Entry> entries =
            new LinkedHashMap<>(16, 0.75f, true); // least recently used first
    private long bytes; // of their packets

    /**
     * What is known of a question.
     *
     * @param answer the answer; null if there was none
     * @param failure why there was none; null if there was an answer
     * @param kind what kind of failure it was; null if there was an answer
     * @param since moment of the answer
     * @param seconds for how long it holds
     */
    record Entry(PacketFormat answer, String failure, DnsException.Kind kind, long since, long seconds) {
        private int bytes() {
            return answer == null ? 0 : answer.contents().bytes();
        }
    }

    AnswerCache(LongSupplier nanos, int limit) {
        this.nanos = nanos;
        this.limit = limit;
    }

    /** {@return what is known of a question, its TTLs less the time that has gone by} */
    synchronized Optional<Entry> find(Question question) {
        Entry entry = entries.get(question);
        if (entry == null) {
            return Optional.empty();
        }
        long age = (nanos.getAsLong() - entry.since()) / SECOND;
        if (age >= entry.seconds()) {
            forget(question);
            return Optional.empty();
        }
        return Optional.of(
                entry.answer() == null || age == 0
                        ? entry
                        : new Entry(aged(entry.answer(), age), null, null, entry.since(), entry.seconds()));
    }

    private static PacketFormat aged(PacketFormat answer, long age) {
        List<ResourceRecord> records = new ArrayList<>();
        for (ResourceRecord record : answer.records()) {
            boolean holds =
                    record.section() != Section.QUESTION && !record.type().equals(RecordType.OPT);
            records.add(holds ? record.withTtl(Math.max(0, record.ttl() - age)) : record);
        }
        return new PacketFormat(answer.qid(), answer.bits(), List.copyOf(records), answer.from());
    }

    /** Keeps an answer as long as it says; one that does not say is not kept. */
    void keep(Question question, PacketFormat answer) {
        long seconds = seconds(question, answer);
        if (seconds > 0) {
            put(question, new Entry(answer, null, null, nanos.getAsLong(), seconds));
        }
    }

    void keepFailure(Question question, DnsException failure) {
        put(question, new Entry(null, failure.detail(), failure.kind(), nanos.getAsLong(), FAILURE_SECONDS));
    }

    private synchronized void put(Question question, Entry entry) {
        Entry old = entries.put(question, entry);
        bytes += entry.bytes() - (old == null ? 0 : old.bytes());
        while (entries.size() > limit || bytes > MOST_BYTES) {
            forget(entries.keySet().iterator().next());
        }
    }

    private static long seconds(Question question, PacketFormat answer) {
        if (answer.isTruncated() || answer.contents().size() > MOST_RECORDS) {
            return 0;
        }
        Rcode rcode = answer.rcode();
        boolean known = rcode.equals(Rcode.NOERROR) || rcode.equals(Rcode.NXDOMAIN);
        if (!known) {
            return FAILURE_SECONDS;
        }
        boolean positive =
                rcode.equals(Rcode.NOERROR) && (answer.has(Section.ANSWER, question.type()) || Chain.leadsOn(answer));
        return Math.min(answer.leastTtl(), positive ? MAX_SECONDS : negativeSeconds(answer));
    }

    /** RFC 2308, section 5: the lesser of the SOA record's TTL and of its minimum. */
    private static long negativeSeconds(PacketFormat answer) {
        for (ResourceRecord record : answer.records()) {
            if (record.section() == Section.AUTHORITY && record.data() instanceof Rdata.Soa soa) {
                return Math.min(MAX_NEGATIVE_SECONDS, Math.min(PacketFormat.seconds(record.ttl()), soa.minimum()));
            }
        }
        return 0;
    }

    synchronized void forget(Question question) {
        Entry entry = entries.remove(question);
        bytes -= entry == null ? 0 : entry.bytes();
    }

    synchronized int size() {
        return entries.size();
    }
}
