package org.cqueues.signal.impl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Worker: a handler of ours for one signal, and the one that it replaced, which may be another of ours. They come and go in any order: one that is removed
 * leaves what it replaced to the one that had replaced it. Guarded by all of them together.
 */
abstract class OurHandler {
    private static final Map<String, List<OurHandler>> INSTALLED = new HashMap<>(); // by signal, the latest last

    private final String name;
    private final Object handler = JvmSignals.telling(this::take);
    private Object previous;

    OurHandler(String name) {
        this.name = name;
    }

    /** Takes a signal, on a thread of the JVM's. */
    abstract void take(int signal);

    /** Takes the signal from whoever has it. */
    final void install() {
        synchronized (INSTALLED) {
            previous = JvmSignals.handle(name, handler);
            INSTALLED.computeIfAbsent(name, none -> new ArrayList<>()).add(this);
        }
    }

    /** Has the JVM install it once more, where the system did not let it, in place of what is to be put back in the end. */
    final void installAgain(Object replaced) {
        synchronized (INSTALLED) {
            JvmSignals.handle(name, handler);
            previous = replaced;
        }
    }

    /** Gives the signal back. A handler that somebody else has installed meanwhile stays. */
    final void remove() {
        synchronized (INSTALLED) {
            List<OurHandler> all = INSTALLED.getOrDefault(name, new ArrayList<>());
            if (all.remove(this) && !isInherited(all)) {
                Object current = JvmSignals.handle(name, previous);
                if (current != handler) {
                    JvmSignals.handle(name, current);
                }
            }
            if (all.isEmpty()) {
                INSTALLED.remove(name);
            }
        }
    }

    /** {@return whether a later one had replaced this one; it puts back what this one replaced from now on} */
    private boolean isInherited(List<OurHandler> others) {
        boolean inherited = false;
        for (OurHandler other : others) {
            if (other.previous == handler) {
                other.previous = previous;
                inherited = true;
            }
        }
        return inherited;
    }

    /** {@return what is to be put back} */
    final Object previous() {
        synchronized (INSTALLED) {
            return previous;
        }
    }

    /** Gives a signal to another handler for good: what ours had replaced is not put back. */
    static void replaceAll(String name, Object handler) {
        synchronized (INSTALLED) {
            Object current = JvmSignals.handle(name, handler);
            List<OurHandler> all = INSTALLED.getOrDefault(name, List.of());
            if (!all.isEmpty() && all.get(all.size() - 1).handler == current) {
                INSTALLED.remove(name);
            }
        }
    }
}
