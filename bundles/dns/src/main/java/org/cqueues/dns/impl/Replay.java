package org.cqueues.dns.impl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Worker: a value that files and calls have made step by step, and that is made again from the first step on when a file has changed. The steps, and what they begin with, are guarded by
 * this. What is changed between two files is one step; so there are no more than twice as many as files, and one.
 *
 * @param <T> the value, immutable
 * @param <C> how it is changed
 */
final class Replay<T, C extends Changes<T>> {
    /** Longest file of most kinds, in bytes. */
    static final int MAX_FILE = 1 << 20;

    private final Supplier<C> nothing;
    private final int maxFile;
    private final List<Step<C>> steps = new ArrayList<>();
    private T origin;
    private volatile T current; // null: to be made

    /**
     * Begins with a value.
     *
     * @param nothing makes changes that change nothing so far
     * @param maxFile longest file in bytes
     */
    Replay(T origin, Supplier<C> nothing, int maxFile) {
        this.origin = origin;
        this.nothing = nothing;
        this.maxFile = maxFile;
        this.current = origin;
    }

    /** What a file was when it was read; of one that is not there, nothing. */
    private record Stamp(FileTime modified, long size, Object key) {
        static final Stamp GONE = new Stamp(null, 0, null);

        static Stamp of(Path path) throws IOException {
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (NoSuchFileException e) {
                return GONE;
            }
        }
    }

    /** One step: changes by calls, or by a file with what it was and how its lines are read. */
    private record Step<C>(C changes, Path path, Stamp stamp, BiConsumer<C, List<String>> parser) {}

    private Step<C> read(Path path, BiConsumer<C, List<String>> parser) throws IOException {
        Stamp stamp = Stamp.of(path); // before the content, so that a change in between is seen the next time
        C changes = nothing.get();
        if (!stamp.equals(Stamp.GONE)) {
            try (InputStream file = Files.newInputStream(path)) {
                parser.accept(changes, lines(file, maxFile));
            }
        }
        return new Step<>(changes, path, stamp, parser);
    }

    /**
     * {@return the lines of a file; of bytes above 127 each is one character}
     *
     * @param maxFile longest file in bytes
     */
    static List<String> lines(InputStream file, int maxFile) throws IOException {
        byte[] bytes = file.readNBytes(maxFile + 1);
        if (bytes.length > maxFile) {
            throw new IOException("such a file has at most " + maxFile + " bytes, this one has more");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
    }

    T now() {
        T made = current;
        return made != null ? made : made();
    }

    private synchronized T made() {
        if (current == null) {
            current = made(steps);
        }
        return current;
    }

    private T made(List<Step<C>> by) {
        T made = origin;
        for (Step<C> step : by) {
            made = step.changes().applied(made);
        }
        return made;
    }

    /**
     * Changes the value, now and whenever it is made again.
     *
     * @param change may throw, but not after it has changed anything
     */
    synchronized void change(Consumer<C> change) {
        boolean isNext = steps.isEmpty() || steps.get(steps.size() - 1).path() != null;
        C changes = isNext ? nothing.get() : steps.get(steps.size() - 1).changes();
        change.accept(changes);
        if (isNext) {
            steps.add(new Step<>(changes, null, null, null));
        }
        current = null;
    }

    /** Begins anew with what becomes of the value, so that no step before counts any more. */
    synchronized void begin(UnaryOperator<T> change) {
        origin = change.apply(now());
        steps.clear();
        current = origin;
    }

    /**
     * Reads a file.
     *
     * @param optional whether it may be missing
     */
    synchronized void load(Path path, boolean optional, BiConsumer<C, List<String>> parser) throws IOException {
        Step<C> step = read(path, parser);
        if (!optional && step.stamp().equals(Stamp.GONE)) {
            throw new NoSuchFileException(path.toString());
        }
        steps.add(step);
        current = null;
    }

    /** {@return whether a file had changed and everything was made again; false while one cannot be read} */
    synchronized boolean refresh() {
        try {
            if (!hasChanged()) {
                return false;
            }
            List<Step<C>> fresh = new ArrayList<>();
            for (Step<C> step : steps) {
                fresh.add(step.path() == null ? step : read(step.path(), step.parser()));
            }
            current = made(fresh); // until then others have the old one
            steps.clear();
            steps.addAll(fresh);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    synchronized int steps() {
        return steps.size();
    }

    private boolean hasChanged() throws IOException {
        for (Step<C> step : steps) {
            if (step.path() != null && !Stamp.of(step.path()).equals(step.stamp())) {
                return true;
            }
        }
        return false;
    }
}
