package org.cqueues.dns.impl;

import java.util.HashSet;
import java.util.Set;
import org.cqueues.dns.Settings;

/**
 * A question as it is to be asked: value.
 *
 * @param question what is asked
 * @param manner how the packets say it
 * @param settings how servers are asked
 * @param deadline when the whole is over
 * @param budget what the whole may still cost where we recurse
 * @param shunned who is not to be asked, because what they told was disproven
 */
record Request(
        Question question, Manner manner, Settings settings, Deadline deadline, Budget budget, Set<Source> shunned) {
    Request(Question question, Manner manner, Settings settings, Deadline deadline, Budget budget) {
        this(question, manner, settings, deadline, budget, Set.of());
    }

    Request of(Question other) {
        return new Request(other, manner, settings, deadline, budget, shunned);
    }

    Request in(Manner other) {
        return new Request(question, other, settings, deadline, budget, shunned);
    }

    /** {@return the same for servers that are to say what they know themselves} */
    Request iterative() {
        return new Request(question, manner.iterative(), settings, deadline, budget, shunned);
    }

    /** {@return the same to others} */
    Request shunning(Source liar) {
        Set<Source> liars = new HashSet<>(shunned);
        liars.add(liar);
        return new Request(question, manner, settings, deadline, budget, Set.copyOf(liars));
    }

    @Override
    public String toString() {
        return question.toString();
    }
}
