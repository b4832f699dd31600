package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private static final Question QUESTION = new Question("A.example.", RecordType.A, RecordClass.IN);

    private long now = Long.MAX_VALUE - 5; // the clock's origin is unspecified
    private final AnswerCache cache = new AnswerCache(() -> now, 3);

    private void pass(double seconds) {
        now += (long) (seconds * 1e9);
    }

    private static ResourceRecord address(long ttl) {
        return ResourceRecord.of("a.example.", RecordType.A, ttl, "192.0.2.1");
    }

    private static ResourceRecord authority(long ttl, long minimum) {
        return ResourceRecord.of("example.", RecordType.SOA, ttl, "m. r. 1 2 3 4 " + minimum)
                .in(Section.AUTHORITY);
    }

    private static PacketFormat answer(Rcode rcode, ResourceRecord... records) {
        List<ResourceRecord> all = new ArrayList<>(List.of(QUESTION.record()));
        all.addAll(List.of(records));
        return new PacketFormat(1, 0x8180 | rcode.number(), all);
    }

    private boolean isKnown() {
        return cache.find(QUESTION).isPresent();
    }

    @Test
    void answerHoldsAsLongAsItsShortestRecord() {
        cache.keep(QUESTION, answer(Rcode.NOERROR, address(20), address(10)));
        pass(9.9);
        assertTrue(isKnown());
        pass(0.1);

        assertEquals(Optional.empty(), cache.find(QUESTION));
        assertEquals(0, cache.size());
    }

    @Test
    void whatIsLeftOfTheTtlIsTold() {
        cache.keep(QUESTION, answer(Rcode.NOERROR, address(10)));
        pass(3.5);

        List<ResourceRecord> records = cache.find(new Question("a.EXAMPLE.", RecordType.A, RecordClass.IN))
                .orElseThrow()
                .answer()
                .records();

        assertEquals(0, records.get(0).ttl());
        assertEquals(7, records.get(1).ttl());
    }

    @Test
    void answersToOtherQuestionsAreOthers() {
        cache.keep(QUESTION, answer(Rcode.NOERROR, address(10)));

        assertEquals(Optional.empty(), cache.find(new Question("a.example.", RecordType.MX, RecordClass.IN)));
        assertEquals(Optional.empty(), cache.find(new Question("b.example.", RecordType.A, RecordClass.IN)));
        assertEquals(Optional.empty(), cache.find(new Question("a.example.", RecordType.A, RecordClass.ANY)));
    }

    @Test
    void noTtlOrAnAbsurdOneIsNotKept() {
        cache.keep(QUESTION, answer(Rcode.NOERROR, address(0)));
        assertEquals(0, cache.size());
        cache.keep(QUESTION, answer(Rcode.NOERROR, address(1L << 31)));
        assertEquals(0, cache.size());
    }

    @Test
    void nothingHoldsLongerThanADay() {
        cache.keep(QUESTION, answer(Rcode.NOERROR, address(Integer.MAX_VALUE)));
        pass(86_399);
        assertTrue(isKnown());
        pass(1);
        assertEquals(Optional.empty(), cache.find(QUESTION));
    }

    @Test
    void negativeAnswerHoldsAsItsAuthoritySays() {
        for (Rcode rcode : List.of(Rcode.NXDOMAIN, Rcode.NOERROR)) {
            cache.keep(QUESTION, answer(rcode, authority(100, 30)));
            pass(29);
            assertTrue(isKnown());
            pass(1);
            assertEquals(Optional.empty(), cache.find(QUESTION));
            cache.keep(QUESTION, answer(rcode, authority(20, 30)));
            pass(20);
            assertEquals(Optional.empty(), cache.find(QUESTION));
        }
    }

    @Test
    void negativeAnswerWithoutAuthorityIsNotKept() {
        cache.keep(QUESTION, answer(Rcode.NXDOMAIN));
        assertEquals(0, cache.size());
        ResourceRecord other = ResourceRecord.of("a.example.", RecordType.MX, 50, "10 b.example.");
        cache.keep(QUESTION, answer(Rcode.NOERROR, other));
        assertEquals(0, cache.size());
    }

    @Test
    void canonicalNameThatIsToBeFollowedIsKept() {
        ResourceRecord alias = ResourceRecord.of("a.example.", RecordType.CNAME, 50, "b.example.");
        cache.keep(QUESTION, answer(Rcode.NOERROR, alias));
        pass(49);
        assertTrue(isKnown());
        pass(1);
        assertEquals(Optional.empty(), cache.find(QUESTION));
    }

    @Test
    void truncatedOrHugeAnswersAreNotKept() {
        PacketFormat answer = answer(Rcode.NOERROR, address(10));
        cache.keep(QUESTION, new PacketFormat(1, 0x8380, answer.records()));
        assertEquals(0, cache.size());
        ResourceRecord[] records = new ResourceRecord[64];
        Arrays.fill(records, address(10));
        cache.keep(QUESTION, answer(Rcode.NOERROR, records));
        assertEquals(0, cache.size());
    }

    @Test
    void failuresHoldForFiveSeconds() {
        cache.keep(QUESTION, answer(Rcode.SERVFAIL));
        pass(4.9);
        assertEquals(
                Rcode.SERVFAIL,
                cache.find(QUESTION).orElseThrow().answer().flags().rcode());
        pass(0.1);
        assertEquals(Optional.empty(), cache.find(QUESTION));
        cache.keepFailure(QUESTION, new DnsException(DnsException.Kind.FAIL, "nobody there"));
        assertEquals("nobody there", cache.find(QUESTION).orElseThrow().failure());
        pass(5);
        assertEquals(Optional.empty(), cache.find(QUESTION));
    }

    @Test
    void bytesAreLimitedToo() {
        Question asked = new Question("a.example.", RecordType.of("TXT"), RecordClass.IN);
        AnswerCache large = new AnswerCache(() -> now, AnswerCache.LIMIT);
        ResourceRecord text = new ResourceRecord(
                Section.ANSWER, "a.example.", RecordType.of("TXT"), RecordClass.IN, 10, new byte[60_000]);
        int fitting = AnswerCache.MOST_BYTES / 60_100;
        for (int i = 0; i < 2 * fitting; i++) {
            large.keep(asked.of(i + "."), answer(Rcode.NOERROR, text));
            large.keep(asked.of(i + "."), answer(Rcode.NOERROR, text));
        }

        assertEquals(fitting, large.size(), 1);
        assertTrue(large.find(asked.of((2 * fitting - 1) + ".")).isPresent());
        for (int i = 0; i < 2 * fitting; i++) {
            large.forget(asked.of(i + "."));
        }
        large.keep(asked, answer(Rcode.NOERROR, text));
        assertEquals(1, large.size());
    }

    @Test
    void leastRecentlyUsedGoesFirst() {
        List<Question> questions = List.of(QUESTION.of("a."), QUESTION.of("b."), QUESTION.of("c."), QUESTION.of("d."));
        questions.subList(0, 3).forEach(question -> cache.keep(question, answer(Rcode.NOERROR, address(10))));
        cache.find(questions.get(0));
        cache.keep(questions.get(3), answer(Rcode.NOERROR, address(10)));

        assertEquals(3, cache.size());
        assertEquals(
                List.of(true, false, true, true),
                questions.stream()
                        .map(question -> cache.find(question).isPresent())
                        .toList());
    }
}
