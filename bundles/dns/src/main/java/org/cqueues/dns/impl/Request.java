package org.cqueues.dns.impl;

import org.cqueues.dns.Settings;

/**
 * A question as it is to be asked: value.
 *
 * @param question what is asked
 * @param manner how the packets say it
 * @param settings how servers are asked
 * @param deadline when the whole is over
 */
record Request(Question question, Manner manner, Settings settings, Deadline deadline) {
    Request of(Question other) {
        return new Request(other, manner, settings, deadline);
    }

    @Override
    public String toString() {
        return question.toString();
    }
}
