package org.cqueues.notify.impl;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cqueues.kernel.DirectoryWatcher;
import org.cqueues.kernel.DirectoryWatcher.Event;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.notify.Change;
import org.cqueues.notify.Flag;
import org.cqueues.notify.Scope;

/**
 * Worker: keeps a picture of what is watched, brings it up to date with what the kernel tells, and notes what has changed. Guarded by its notifier.
 *
 * <p>The picture holds names only. When the kernel has dropped changes it is compared with what is there; a file that is in both may have changed if its
 * times are not before the last moment at which nothing was left untold.
 */
final class DirectoryView implements DirectoryWatcher.Handler {
    /** Reads of a pump, so that a storm of changes does not keep it for ever. */
    private static final int MOST_READS = 64;

    /** The coarsest time stamps of a file system, FAT's. */
    private static final long COARSEST_MILLIS = 2_000;

    private static final long NEVER = Long.MAX_VALUE;

    private static final Set<String> VANISHED = Set.of("ENOENT", "ENOTDIR", "ELOOP");

    private final DirectoryWatcher watcher;
    private final String path;
    private final Wishes wishes;
    private final PendingChanges pending;
    private final Folder top = new Folder(null, "");
    private final Map<Integer, Folder> folders = new HashMap<>();
    private final Map<Integer, String> moved = new HashMap<>(); // names that are gone, by the cookies of their renames
    private final List<Departed> departed = new ArrayList<>();
    private final Set<Folder> owed = new LinkedHashSet<>(); // directories that could not be looked through yet
    private final Set<Folder> misplaced =
            new HashSet<>(); // those that another one was found in the place of, of which the kernel is to tell
    private final Deque<Folder> toCompare = new ArrayDeque<>();
    private long quietMillis;
    private long sinceMillis = NEVER; // while comparing: what changed from then on may not have been told
    private boolean overflowed;
    private boolean ended;
    private IOException failure;

    /** A directory that is not any more where it was, and may turn up elsewhere before all that the kernel told is taken in. */
    private record Departed(String path, Folder folder) {}

    DirectoryView(DirectoryWatcher watcher, String path, Wishes wishes, PendingChanges pending) {
        this.watcher = watcher;
        this.path = path;
        this.wishes = wishes;
        this.pending = pending;
    }

    /** Watches first and looks then, so that nothing comes unseen in between. */
    void begin() throws IOException {
        quietMillis = System.currentTimeMillis();
        top.watch = watcher.watch(path, true);
        folders.put(top.watch, top);
        if (wishes.scope() != Scope.NAMES) {
            learn(top, false);
        }
        throwFailure();
    }

    boolean hasEnded() {
        return ended;
    }

    /** {@return whether there is a failure to throw, or a directory to look through again} */
    boolean isOwing() {
        return !ended && (failure != null || !owed.isEmpty());
    }

    /** Throws, once, what went wrong. */
    void throwFailure() throws IOException {
        IOException thrown = failure;
        failure = null;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Begins to keep track of a name. */
    void track(String name) {
        if (wishes.scope() == Scope.NAMES && Listing.exists(absolute(name))) {
            top.put(name, null);
        }
    }

    private String absolute(String below) {
        return below.isEmpty() ? path : path + "/" + below;
    }

    // What the kernel tells.

    /** Takes in all that the kernel has to tell, and looks for itself where the kernel had to drop something. What goes wrong is thrown when all is told. */
    void pump() {
        try {
            long quiet = read();
            if (overflowed && !ended) {
                overflowed = false;
                pending.add(Change.SELF, Flag.OVERFLOW, "");
                owed.add(top);
            }
            owed.addAll(misplaced);
            misplaced.clear();
            if (!owed.isEmpty() && !ended) {
                quiet = System.currentTimeMillis();
                compareOwed();
            }
            if (owed.isEmpty()) {
                quietMillis = quiet;
            }
        } catch (IOException e) {
            fail(e);
        }
        settle();
    }

    /** {@return the last moment at which the kernel had nothing to tell} */
    private long read() throws IOException {
        for (int reads = 0; reads < MOST_READS && !ended; reads++) {
            long before = System.currentTimeMillis();
            if (watcher.read(this) == 0) {
                return before;
            }
        }
        return quietMillis;
    }

    @Override
    public void changed(int watch, Event event, boolean isFolder, int cookie, String name) {
        if (event == Event.OVERFLOW) {
            overflowed = true;
            return;
        }
        Folder folder = folders.get(watch);
        if (folder == null || ended) {
            return;
        }
        if (!name.isEmpty()) {
            entryChanged(folder, event, isFolder, cookie, name);
        } else if (folder == top) {
            topChanged(event);
        } else if (event == Event.UNMOUNT) {
            tell(folder.path(), Flag.REVOKE, "");
            folder.entries.clear(); // of which nothing is told any more
        } else if (event == Event.IGNORED) {
            folders.remove(watch);
        }
    }

    private void topChanged(Event event) {
        switch (event) {
            case ATTRIB -> tell(Change.SELF, Flag.ATTRIB, "");
            case UNMOUNT -> end(Flag.REVOKE);
            case DELETE_SELF, MOVE_SELF, IGNORED -> end(Flag.DELETE);
            default -> {} // of the rest its entries tell
        }
    }

    private void end(Flag flag) {
        ended = true;
        pending.add(Change.SELF, flag, "");
    }

    private void entryChanged(Folder folder, Event event, boolean isFolder, int cookie, String name) {
        switch (event) {
            case ATTRIB -> tell(folder.pathOf(name), Flag.ATTRIB, "");
            case MODIFY -> tell(folder.pathOf(name), Flag.MODIFY, "");
            case CREATE -> {
                if (!folder.entries.containsKey(name)) { // else it was found already, by looking
                    come(folder, name, isFolder, null);
                }
            }
            case MOVED_TO -> come(folder, name, isFolder, moved.remove(cookie));
            case DELETE -> go(folder, name);
            case MOVED_FROM -> {
                moved.put(cookie, folder.pathOf(name));
                go(folder, name);
            }
            default -> {}
        }
    }

    /** Takes in an entry that was made, or renamed; from is its name before, null if that is not known. */
    private void come(Folder folder, String name, boolean isFolder, String from) {
        String here = folder.pathOf(name);
        tell(here, Flag.CREATE, from == null ? "" : from);
        tellOfEntries(folder);
        if (from != null) {
            pending.renamed(from, here);
        }
        if (isFolder && wishes.scope() == Scope.TREE) {
            enter(folder, name, true);
        } else if (wishes.concerns(name)) {
            depart(here, folder.entries.put(name, null)); // what a rename replaces
        }
    }

    private void go(Folder folder, String name) {
        depart(folder.pathOf(name), folder.entries.remove(name));
        tell(folder.pathOf(name), Flag.DELETE, "");
        tellOfEntries(folder);
    }

    private void depart(String path, Folder folder) {
        if (folder != null) {
            departed.add(new Departed(path, folder));
        }
    }

    /** Ends the watching of the directories that have not turned up elsewhere, and tells that what was in them is gone, but for what has come in its place. */
    private void settle() {
        moved.clear();
        for (Departed each : departed) {
            if (!each.folder().isAttached()) {
                forget(each.folder());
                tellGone(each.path(), each.folder(), top.find(each.path()));
            }
        }
        departed.clear();
    }

    private void tellGone(String path, Folder before, Folder now) {
        for (Map.Entry<String, Folder> each : before.entries.entrySet()) {
            String name = each.getKey();
            if (now == null || !now.entries.containsKey(name)) {
                tell(path + "/" + name, Flag.DELETE, "");
            }
            if (each.getValue() != null) {
                tellGone(path + "/" + name, each.getValue(), now == null ? null : now.entries.get(name));
            }
        }
    }

    /** The guide's way to tell that the directory has other entries; where each entry is told, that says it. */
    private void tellOfEntries(Folder folder) {
        if (folder == top && wishes.scope() == Scope.NAMES) {
            tell(Change.SELF, Flag.MODIFY, "");
        }
    }

    private void tell(String name, Flag flag, String other) {
        if (wishes.wants(name, flag)) {
            pending.add(name, flag, other);
        } else if (flag == Flag.CREATE || flag == Flag.DELETE) {
            pending.settle(name, flag == Flag.CREATE);
        }
    }

    /** Ends the watching of a directory and of those below. */
    private void forget(Folder folder) {
        folder.entries.values().stream().filter(Objects::nonNull).forEach(this::forget);
        if (folders.remove(folder.watch) != null) {
            watcher.unwatch(folder.watch);
        }
    }

    // What we see ourselves.

    /** Takes in a directory that was not known. */
    private void learn(Folder folder, boolean tell) throws IOException {
        Map<String, Listing.Entry> there = Listing.entries(absolute(folder.path()));
        if (isInPlace(folder)) {
            there.forEach((name, entry) -> found(folder, name, entry, tell));
        }
    }

    private void found(Folder folder, String name, Listing.Entry entry, boolean tell) {
        folder.put(name, null);
        if (tell) {
            tell(folder.pathOf(name), Flag.CREATE, "");
        }
        if (entry.isFolder() && wishes.scope() == Scope.TREE) {
            enter(folder, name, tell);
        }
    }

    /**
     * Watches a directory below, and takes in what is in it, in the place of what was known under its name. One that is gone again, or must not be read, is no
     * failure of the rest.
     */
    private void enter(Folder parent, String name, boolean tell) {
        String below = parent.pathOf(name);
        Folder before = parent.entries.get(name);
        parent.put(name, before);
        try {
            int watch = watcher.watch(absolute(below), false);
            Folder known = folders.get(watch);
            if (!isInPlace(parent)) {
                unwatchUnknown(watch);
                return;
            }
            if (known != null && known == before) {
                compareLater(known);
                return;
            }
            replace(parent, name);
            if (known != null) {
                adopt(known, parent, name);
                return;
            }
            Folder folder = new Folder(parent, name);
            folder.watch = watch;
            folders.put(watch, folder);
            parent.put(name, folder);
            learnBelow(folder, tell);
        } catch (ErrnoException e) {
            if (e.name().equals("EACCES")) {
                tell(below, Flag.REVOKE, "");
            } else if (!VANISHED.contains(e.name())) {
                fail(e);
            } else {
                isInPlace(parent);
            }
        }
    }

    /**
     * {@return whether a path still leads to its directory, so that what was just looked at by it was in there} Another one may have taken the place of the
     * directory, or of one above; then all of it is looked through once the kernel has told of that.
     */
    private boolean isInPlace(Folder folder) {
        if (folder == top) {
            return true; // of whose end the kernel tells
        }
        try {
            int watch = watcher.watch(absolute(folder.path()), false);
            if (watch == folder.watch) {
                return true;
            }
            unwatchUnknown(watch);
        } catch (ErrnoException e) {
            // There is nothing, or nothing that may be looked at.
        }
        misplaced.add(folder);
        return false;
    }

    private void unwatchUnknown(int watch) {
        if (!folders.containsKey(watch)) {
            watcher.unwatch(watch);
        }
    }

    private void learnBelow(Folder folder, boolean tell) {
        try {
            learn(folder, tell);
        } catch (IOException e) {
            unreadable(folder, e);
        }
    }

    /** Another entry has the name by now; null in its place until it is known. */
    private void replace(Folder parent, String name) {
        Folder before = parent.entries.get(name);
        if (before != null) {
            go(parent, name);
            parent.put(name, null);
            tell(parent.pathOf(name), Flag.CREATE, "");
        }
    }

    private void compareLater(Folder folder) {
        if (sinceMillis != NEVER) {
            toCompare.add(folder);
        }
    }

    /** The first one counts; the next look finds the others again, if they last. */
    private void fail(IOException e) {
        failure = failure == null ? e : failure;
    }

    private void unreadable(Folder folder, IOException e) {
        if (e instanceof AccessDeniedException) {
            tell(folder.path(), Flag.REVOKE, "");
        } else if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
            misplaced.add(folder);
        } else {
            fail(e);
            owed.add(folder);
        }
    }

    /** The same directory under another name: it was renamed unseen, or is mounted in two places, of which the last one seen counts. */
    private void adopt(Folder known, Folder parent, String name) {
        for (Folder above = parent; above != null; above = above.parent) {
            if (above == known) {
                if (!isInPlace(known)) {
                    misplaced.add(parent); // else it is mounted inside itself
                }
                return;
            }
        }
        String before = known.path();
        String here = parent.pathOf(name);
        if (known.isAttached()) {
            known.parent.entries.remove(known.name);
            tell(before, Flag.DELETE, here);
        }
        if (!before.equals(here)) {
            pending.renamed(before, here);
            tell(here, Flag.CREATE, before);
        }
        known.parent = parent;
        known.name = name;
        parent.put(name, known);
        compareLater(known);
    }

    /** Finds out what the kernel did not tell. What cannot be looked through, as when there is no descriptor left, is so the next time. */
    private void compareOwed() {
        sinceMillis = quietMillis - COARSEST_MILLIS;
        toCompare.addAll(owed);
        owed.clear();
        while (!toCompare.isEmpty() && !ended) {
            Folder folder = toCompare.remove();
            if (folder == top) {
                compareTop();
            } else if (folder.isBelow(top)) {
                compareBelow(folder);
            }
        }
        toCompare.clear();
        sinceMillis = NEVER;
    }

    private void compareTop() {
        try {
            if (watcher.watch(path, true) != top.watch) {
                end(Flag.DELETE); // another directory has the name by now
            } else if (wishes.scope() == Scope.NAMES) {
                compareNames();
            } else {
                compare(top);
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            end(Flag.DELETE);
        } catch (AccessDeniedException refused) {
            pending.add(Change.SELF, Flag.REVOKE, "");
        } catch (ErrnoException e) {
            if (e.name().equals("EACCES")) {
                pending.add(Change.SELF, Flag.REVOKE, "");
            } else if (VANISHED.contains(e.name())) {
                end(Flag.DELETE);
            } else {
                unreadable(top, e);
            }
        } catch (IOException e) {
            unreadable(top, e);
        }
    }

    private void compareNames() throws IOException {
        tellOfEntries(top);
        for (String name : wishes.names()) {
            Listing.Entry now = Listing.find(absolute(name)).orElse(null);
            boolean before = top.entries.containsKey(name);
            if (now != null && before) {
                tellOfTimes(name, now);
            } else if (now != null) {
                found(top, name, now, true);
            } else if (before) {
                go(top, name);
            }
        }
    }

    private void compare(Folder folder) throws IOException {
        Map<String, Listing.Entry> now = Listing.entries(absolute(folder.path()));
        if (!isInPlace(folder)) {
            return;
        }
        for (String known : new ArrayList<>(folder.entries.keySet())) {
            if (!now.containsKey(known)) {
                go(folder, known);
            }
        }
        for (Map.Entry<String, Listing.Entry> each : now.entrySet()) {
            if (!folder.entries.containsKey(each.getKey())) {
                found(folder, each.getKey(), each.getValue(), true);
                continue;
            }
            tellOfTimes(folder.pathOf(each.getKey()), each.getValue());
            if (wishes.scope() == Scope.TREE) {
                if (each.getValue().isFolder()) {
                    enter(folder, each.getKey(), true);
                } else {
                    replace(folder, each.getKey());
                }
            }
        }
    }

    private void compareBelow(Folder folder) {
        try {
            compare(folder);
        } catch (IOException e) {
            unreadable(folder, e);
        }
    }

    private void tellOfTimes(String name, Listing.Entry entry) {
        if (entry.modifiedMillis() >= sinceMillis) {
            tell(name, Flag.MODIFY, "");
        } else if (entry.changedMillis() >= sinceMillis) {
            tell(name, Flag.ATTRIB, "");
        }
    }
}
