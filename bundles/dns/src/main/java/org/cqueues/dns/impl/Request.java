package org.cqueues.dns.impl;

import org.cqueues.dns.Settings;

/**
 * A question as it is to be asked: value.
 *
 * @param question what is asked
 * @param manner how the packets say it
 * @param settings how servers are asked
 * @param deadline when the whole is over
 * @param budget what the whole may still cost where we recurse
 */
record Request(Question question, Manner manner, Settings settings, Deadline deadline, Budget budget) {
    Request of(Question other) {
        return new Request(other, manner, settings, deadline, budget);
    }

    Request in(Manner other) {
        return new Request(question, other, settings, deadline, budget);
    }

    /** {@return the same for servers that are to say what they know themselves} */
    Request iterative() {
        return new Request(question, manner.iterative(), settings, deadline, budget);
    }

    @Override
    public String toString() {
        return question.toString();
    }
}
