package org.cqueues.controller.impl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.PollResult;

/** The result of one poll: its arguments beside what each brought. */
final class Polled implements PollResult {
    private final Object[] arguments;
    private final Outcome[] outcomes;

    Polled(Object[] arguments, Outcome[] outcomes) {
        this.arguments = arguments;
        this.outcomes = outcomes;
    }

    @Override
    public List<Object> objects() {
        List<Object> ended = new ArrayList<>(arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            if (outcomes[i] != Outcome.PENDING) {
                ended.add(arguments[i]);
            }
        }
        return Collections.unmodifiableList(ended);
    }

    @Override
    public Outcome outcome(Object argument) {
        for (int i = 0; i < arguments.length; i++) {
            if (isSame(arguments[i], argument)) {
                return outcomes[i];
            }
        }
        throw new IllegalArgumentException(argument + " was no argument of this poll: " + Arrays.toString(arguments));
    }

    private static boolean isSame(Object argument, Object other) {
        if (argument instanceof Number number && other instanceof Number value) {
            return number.doubleValue() == value.doubleValue() || number.equals(value);
        }
        return argument == other || (isTimeout(argument) && argument.equals(other));
    }

    private static boolean isTimeout(Object argument) {
        return argument instanceof Number || argument instanceof Duration;
    }

    @Override
    public boolean timedOut() {
        for (int i = 0; i < arguments.length; i++) {
            if (outcomes[i] == Outcome.TIMED_OUT && isTimeout(arguments[i])) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Iterator<Object> iterator() {
        return objects().iterator();
    }

    @Override
    public String toString() {
        return "polled " + objects();
    }
}
