package org.cqueues.notify.impl;

import java.util.HashMap;
import java.util.Map;

/** One directory that is watched, and what is known to be in it: state, guarded by its notifier. */
final class Folder {
    /** Number of a watch that there is not. */
    static final int UNWATCHED = -1;

    Folder parent; // null: the top
    String name;
    int watch = UNWATCHED;

    /** Names of entries; those that are watched themselves with their folder, the others with null. */
    final Map<String, Folder> entries = new HashMap<>();

    Folder(Folder parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    /** {@return the path of an entry from the top} */
    String pathOf(String entry) {
        return parent == null ? entry : path() + "/" + entry;
    }

    /** {@return the path from the top; empty for the top itself} */
    String path() {
        if (parent == null) {
            return "";
        }
        StringBuilder path = new StringBuilder(name);
        for (Folder above = parent; above.parent != null; above = above.parent) {
            path.insert(0, '/').insert(0, above.name);
        }
        return path.toString();
    }

    /** {@return whether its place is still its own; one above may have none any more} */
    boolean isAttached() {
        return parent == null || parent.entries.get(name) == this;
    }

    /** {@return whether its place, and those of all above, lead to another one} */
    boolean isBelow(Folder top) {
        Folder above = this;
        while (above.parent != null && above.isAttached()) {
            above = above.parent;
        }
        return above == top;
    }

    /** {@return the directory that a path from here leads to; null if it is not known} */
    Folder find(String below) {
        Folder found = this;
        for (String each : below.split("/")) {
            found = found == null ? null : found.entries.get(each);
        }
        return found;
    }

    void put(String entry, Folder folder) {
        entries.put(entry, folder);
    }
}
