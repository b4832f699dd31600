package org.cqueues.shell.impl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.cqueues.controller.Pollable;
import org.cqueues.notify.Notifiers;

/**
 * Worker: what files tell a server, read again whenever asked, with notifiers that tell when that is worth while. Files that are bad or gone are reported and
 * change nothing. Confined to one thread at a time.
 *
 * @param <T> what the files say together
 */
final class Reloadable<T> implements AutoCloseable {
    private static final long LARGEST = 1 << 20;

    private final List<Path> paths;
    private final Reading<T> reading;
    private final Consumer<T> user;
    private final Notifiers notifiers;
    private final Report report;
    private WatchedPath watched; // null while nothing is noticed

    /** How the files are read. */
    interface Reading<T> {
        /**
         * {@return what they say}
         *
         * @throws IOException if one cannot be read, or says what was not expected
         */
        T read() throws IOException;
    }

    private Reloadable(List<Path> paths, Reading<T> reading, Consumer<T> user, Notifiers notifiers, Report report) {
        this.paths = List.copyOf(paths);
        this.reading = reading;
        this.user = user;
        this.notifiers = notifiers;
        this.report = report;
    }

    /**
     * Reads files for the first time. From before that on their changes are noticed.
     *
     * @param paths absolute paths of the files, to be noticed and told of
     * @param user is given what the files say, now and whenever they were read again
     * @throws IOException if one cannot be read, or says what was not expected
     */
    static <T> Reloadable<T> open(
            List<Path> paths, Reading<T> reading, Consumer<T> user, Notifiers notifiers, Report report)
            throws IOException {
        Reloadable<T> files = new Reloadable<>(paths, reading, user, notifiers, report);
        try {
            files.watch();
            user.accept(reading.read());
            return files;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** Reads the files again, and reports what came of it. */
    void reload() {
        watch(); // anew, because the way to a file may be another one; what was told until now is what is read now
        try {
            for (Path path : paths) {
                requirePlain(path);
            }
            user.accept(reading.read());
            report.tell("read " + names() + " again");
        } catch (IOException e) {
            keep(e.getMessage());
        } catch (RuntimeException e) { // a defect of ours is no reason to end what runs
            keep(names() + ": unexpected " + e);
        }
    }

    private void keep(String reason) {
        report.warn(reason + "; what " + (paths.size() == 1 ? "it" : "they") + " said before stays");
    }

    private String names() {
        return paths.stream().map(Path::toString).collect(Collectors.joining(" and "));
    }

    /**
     * Refuses what would keep its reader, and with him the whole server: the opening of a pipe waits for its other end.
     *
     * @throws IOException if there is such a thing; that there is nothing is left to the reader
     */
    static void requirePlain(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(path + " is no plain file");
        }
        if (Files.exists(path) && Files.size(path) > LARGEST) {
            throw new IOException(path + " has more than " + LARGEST + " bytes");
        }
    }

    /** {@return what to poll for changes} */
    List<? extends Pollable> changes() {
        return watched == null ? List.of() : List.copyOf(watched.changes());
    }

    /** {@return whether anything has happened to a file, or to what its path goes through, since this was asked last} */
    boolean hasChanged() {
        return watched != null && watched.hasChanged();
    }

    private void watch() {
        close();
        watched = WatchedPath.open(paths, notifiers, report);
    }

    /** Ends the noticing of changes. */
    @Override
    public void close() {
        if (watched != null) {
            watched.close();
            watched = null;
        }
    }
}
