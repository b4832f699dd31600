package org.cqueues.notify.impl;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cqueues.notify.Change;
import org.cqueues.notify.Flag;

/** What is known and not told yet, one entry a file: worker, guarded by its notifier. So it never holds more than there are files. */
final class PendingChanges {
    private final Map<String, Pending> byName = new LinkedHashMap<>();

    private static final class Pending {
        private final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        private boolean exists = true;
        private String from = "";
        private String to = "";
    }

    /** Notes a change; the other name is that of a rename, or empty. */
    void add(String name, Flag flag, String other) {
        Pending pending = byName.computeIfAbsent(name, key -> new Pending());
        pending.flags.add(flag);
        if (flag == Flag.CREATE) {
            pending.exists = true;
            pending.from = other;
        } else if (flag == Flag.DELETE) {
            pending.exists = false;
            pending.to = other;
        }
    }

    /** Notes what nobody wants to be told of, so that it is right whether the file exists. */
    void settle(String name, boolean exists) {
        Pending pending = byName.get(name);
        if (pending != null) {
            pending.exists = exists;
        }
    }

    /** Adds the new name to what is known of a file that went, if it is not told yet. */
    void renamed(String name, String to) {
        Pending pending = byName.get(name);
        if (pending != null && !pending.exists) {
            pending.to = to;
        }
    }

    void forget(String name) {
        byName.remove(name);
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** {@return the file that changed first, with all that happened to it; null if there is none} */
    Change take() {
        var first = byName.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<String, Pending> entry = first.next();
        first.remove();
        Pending pending = entry.getValue();
        return new Change(entry.getKey(), pending.flags, pending.exists, pending.from, pending.to);
    }
}
