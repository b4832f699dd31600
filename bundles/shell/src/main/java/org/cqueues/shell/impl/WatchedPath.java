package org.cqueues.shell.impl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cqueues.controller.Pollable;
import org.cqueues.notify.Flag;
import org.cqueues.notify.Notifier;
import org.cqueues.notify.Notifiers;

/**
 * Worker: notices when paths may lead to something else than they did. Watches every name on the way in its folder: that of the file, because it may be replaced,
 * those of symbolic links and folders, because they may be swapped, and that of the first folder that is missing, because it may come. Confined to one thread at
 * a time.
 */
final class WatchedPath implements AutoCloseable {
    /** Links that Linux follows in one path, path_resolution(7). */
    private static final int MOST_LINKS = 40;

    private final Notifiers notifiers;
    private final Report report;
    private final Map<Path, Notifier> byFolder = new HashMap<>();

    private WatchedPath(Notifiers notifiers, Report report) {
        this.notifiers = notifiers;
        this.report = report;
    }

    /**
     * Begins to watch the ways that paths take now; it is for who reads the files afterwards. What cannot be watched is reported.
     *
     * @param paths absolute paths of files, which need not exist; folders on the way of several are watched once
     */
    static WatchedPath open(List<Path> paths, Notifiers notifiers, Report report) {
        WatchedPath watched = new WatchedPath(notifiers, report);
        paths.forEach(watched::follow);
        return watched;
    }

    /** Goes the way of the path as the system does. Each name is watched before it is looked at, so that no change of it is missed. */
    private void follow(Path path) {
        Deque<Path> rest = new ArrayDeque<>();
        Path folder = enter(path.getRoot(), path, rest);
        int links = 0;
        while (!rest.isEmpty() && links <= MOST_LINKS) {
            Path entry =
                    folder.resolve(rest.pop()).normalize(); // no link is in the folder's path: ".." leads to its parent
            watch(entry);
            boolean passed = !rest.isEmpty() && isFolder(entry);
            Path target = passed ? null : target(entry);
            if (target != null) {
                folder = enter(folder, target, rest);
                links++;
            } else if (passed || isFolder(entry)) {
                folder = entry;
            } else {
                return; // the end, or nothing where the way would go on
            }
        }
    }

    /** Puts the names of a path before the rest of the way. Returns the folder where they begin. */
    private static Path enter(Path folder, Path next, Deque<Path> rest) {
        for (int i = next.getNameCount() - 1; i >= 0; i--) {
            rest.push(next.getName(i));
        }
        return next.isAbsolute() ? next.getRoot() : folder;
    }

    private static boolean isFolder(Path entry) {
        return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns where a link leads to; null if it is none, or cannot be read, which is told to the reader of the file. */
    private static Path target(Path entry) {
        try {
            return Files.readSymbolicLink(entry);
        } catch (IOException none) {
            return null;
        }
    }

    private void watch(Path entry) {
        if (entry.getParent() == null) {
            return; // the root, which nothing else can be
        }
        try {
            Notifier notifier = byFolder.get(entry.getParent());
            if (notifier == null) {
                // Of the folder only its end matters, which is always told.
                notifier = notifiers.opendir(entry.getParent().toString(), Set.of(Flag.DELETE));
                byFolder.put(entry.getParent(), notifier);
            }
            notifier.add(entry.getFileName().toString());
        } catch (IOException | UnsupportedOperationException e) {
            tellUnnoticed(entry, e);
        }
    }

    private void tellUnnoticed(Path entry, Exception reason) {
        report.warn("changes of " + entry + " are not noticed, only SIGHUP is: " + reason.getMessage());
    }

    /** {@return what to poll for changes; empty while nobody tells of them} */
    Collection<? extends Pollable> changes() {
        return byFolder.values();
    }

    /** {@return whether anything has happened on the way since this was asked last} */
    boolean hasChanged() {
        boolean changed = false;
        for (Map.Entry<Path, Notifier> each : Map.copyOf(byFolder).entrySet()) {
            try {
                while (each.getValue().get(Duration.ZERO).isPresent()) {
                    changed = true;
                }
            } catch (IOException e) {
                byFolder.remove(each.getKey()).close();
                tellUnnoticed(each.getKey(), e);
            }
        }
        return changed;
    }

    @Override
    public void close() {
        byFolder.values().forEach(Notifier::close);
        byFolder.clear();
    }
}
