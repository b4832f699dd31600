package org.cqueues.notify.impl;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.cqueues.notify.Change;
import org.cqueues.notify.Flag;
import org.cqueues.notify.Scope;

/** What is to be told of which file: worker, guarded by its notifier. */
final class Wishes {
    private static final Set<Flag> NOTHING = EnumSet.noneOf(Flag.class);

    private final Scope scope;
    private final Set<Flag> general;
    private final Map<String, Set<Flag>> byName = new HashMap<>();

    /**
     * Begins without any name.
     *
     * @param general what to tell of the directory itself, and, unless only names are watched, of every entry
     */
    Wishes(Scope scope, Set<Flag> general) {
        this.scope = scope;
        this.general = copy(general);
    }

    private static Set<Flag> copy(Set<Flag> flags) {
        return flags.isEmpty() ? NOTHING : EnumSet.copyOf(flags);
    }

    Scope scope() {
        return scope;
    }

    void add(String name, Set<Flag> flags) {
        byName.put(name, copy(flags));
    }

    boolean remove(String name) {
        return byName.remove(name) != null;
    }

    Set<String> names() {
        return byName.keySet();
    }

    /** {@return whether the existence of an entry is kept track of} */
    boolean concerns(String name) {
        return scope != Scope.NAMES || byName.containsKey(name);
    }

    boolean wants(String name, Flag flag) {
        Set<Flag> wanted = byName.get(name);
        if (wanted == null) {
            wanted = scope != Scope.NAMES || name.equals(Change.SELF) ? general : NOTHING;
        }
        return wanted.contains(flag);
    }
}
