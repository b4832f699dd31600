package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

/** RFC 9156, section 2.3. */
class MinimisationTest {
    private static Question question(int labels) {
        return new Question("a.".repeat(labels), RecordType.MX, RecordClass.IN);
    }

    private static Minimisation of(Question question) {
        return new Minimisation(question, RecordFormat.name(question.name()));
    }

    /** {@return how many labels are asked for, one question after the other} */
    private static List<Integer> labels(int of) {
        Question question = question(of);
        Minimisation minimisation = of(question);
        List<Integer> labels = new ArrayList<>();
        Question step;
        do {
            step = minimisation.next(Name.root);
            labels.add(step.name().length() / 2);
            assertTrue(step == question || step.type().equals(RecordType.A));
        } while (step != question);
        return labels;
    }

    @Test
    void firstStepsAreOfOneLabelAndTheRestAreEven() {
        assertEquals(List.of(1), labels(1));
        assertEquals(List.of(1, 2), labels(2));
        assertEquals(List.of(1, 2, 3, 4, 5), labels(5));
        assertEquals(List.of(1, 2, 3, 4, 6, 8, 10, 11, 12, 13), labels(13));
    }

    @Test
    void stepsAreLimitedHoweverLongTheName() {
        for (int i = 1; i <= 127; i++) {
            List<Integer> labels = labels(i);
            assertTrue(labels.size() <= Minimisation.MOST_STEPS, labels::toString);
            assertEquals(i, labels.get(labels.size() - 1));
        }
        assertEquals(10, labels(127).size());
    }

    @Test
    void zoneThatIsReferredToIsNotAskedForItself() {
        Question question = question(5);
        Minimisation minimisation = of(question);

        assertEquals("a.", minimisation.next(Name.root).name());
        assertEquals("a.a.a.a.", minimisation.next(RecordFormat.name("a.a.a.")).name());
        assertSame(question, minimisation.next(RecordFormat.name("a.a.a.")));
        assertSame(question, minimisation.next(RecordFormat.name("a.a.a.a.a.")));
    }

    @Test
    void rootIsAskedForItself() {
        Question question = new Question(".", RecordType.NS, RecordClass.IN);

        assertSame(question, of(question).next(Name.root));
    }

    @Test
    void wholeNameIsAskedForAfterGivingUp() {
        Question question = question(5);
        Minimisation minimisation = of(question);
        minimisation.giveUp();

        assertSame(question, minimisation.next(Name.root));
    }
}
