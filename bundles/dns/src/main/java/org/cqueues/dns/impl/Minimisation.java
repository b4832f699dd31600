package org.cqueues.dns.impl;

import org.cqueues.dns.RecordType;
import org.xbill.DNS.Name;

/**
 * Worker: tells a zone's servers no more of a name than they need to refer further. One question, in one coroutine.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9156#section-2.3">RFC 9156, section 2.3</a>
 */
final class Minimisation {
    /** Most questions for a part of the name, MAX_MINIMISE_COUNT. */
    static final int MOST_STEPS = 10;

    /** So many of them have one label more than the one before, MINIMISE_ONE_LAB. */
    static final int SINGLE_STEPS = 4;

    private final Question question;
    private final Name name;
    private int steps;
    private int labels; // of the longest name that is known to have been asked for

    Minimisation(Question question, Name name) {
        this.question = question;
        this.name = name;
    }

    /** {@return what to ask the servers of a zone} */
    Question next(Name zone) {
        labels = Math.max(labels, zone.labels());
        int left = name.labels() - labels;
        labels += stride(left);
        if (labels >= name.labels() || steps++ >= MOST_STEPS) {
            labels = name.labels();
            return question;
        }
        String part = new Name(name, name.labels() - labels).toString();
        return new Question(part, RecordType.A, question.recordClass());
    }

    private int stride(int left) {
        int rest = MOST_STEPS - Math.max(SINGLE_STEPS, steps);
        return steps < SINGLE_STEPS || rest <= 0 ? 1 : Math.max(1, (left + rest - 1) / rest);
    }

    /** Asks for the whole name from now on. */
    void giveUp() {
        labels = name.labels();
    }

    /** {@return whether a question is for the whole name} */
    boolean isWhole(Question asked) {
        return asked == question;
    }
}
