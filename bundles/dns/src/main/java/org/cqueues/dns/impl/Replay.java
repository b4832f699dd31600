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
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Worker: a value that files and calls have made step by step, and that is made again from the first step on when a file has changed. Steps are guarded by
 * this.
 *
 * @param <T> the value, immutable
 */
final class Replay<T> {
    /** Longest file of most kinds, in bytes. */
    static final int MAX_FILE = 1 << 20;

    private final T origin;
    private final int maxFile;
    private final List<Step<T>> steps = new ArrayList<>();
    private volatile T current;

    /**
     * Begins with a value.
     *
     * @param maxFile longest file in bytes
     */
    Replay(T origin, int maxFile) {
        this.origin = origin;
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

    /** One step: a change, or a file with what it was and how its lines change the value. */
    private record Step<T>(UnaryOperator<T> change, Path path, Stamp stamp, BiFunction<T, List<String>, T> parser) {
        Step<T> again(int maxFile) throws IOException {
            return path == null ? this : read(path, maxFile, parser);
        }

        static <T> Step<T> read(Path path, int maxFile, BiFunction<T, List<String>, T> parser) throws IOException {
            Stamp stamp = Stamp.of(path); // before the content, so that a change in between is seen the next time
            List<String> lines = stamp.equals(Stamp.GONE) ? List.of() : lines(path, maxFile);
            return new Step<>(before -> parser.apply(before, lines), path, stamp, parser);
        }

        private static List<String> lines(Path path, int maxFile) throws IOException {
            try (InputStream file = Files.newInputStream(path)) {
                return Replay.lines(file, maxFile);
            }
        }
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
        return current;
    }

    synchronized void change(UnaryOperator<T> change) {
        T changed = Objects.requireNonNull(change.apply(current));
        steps.add(new Step<>(change, null, null, null));
        if (steps.stream().allMatch(step -> step.path() == null)) {
            steps.set(0, new Step<>(ignored -> changed, null, null, null)); // nothing will be read again
            steps.subList(1, steps.size()).clear();
        }
        current = changed;
    }

    /**
     * Reads a file.
     *
     * @param optional whether it may be missing
     */
    synchronized void load(Path path, boolean optional, BiFunction<T, List<String>, T> parser) throws IOException {
        Step<T> step = Step.read(path, maxFile, parser);
        if (!optional && step.stamp().equals(Stamp.GONE)) {
            throw new NoSuchFileException(path.toString());
        }
        current = step.change().apply(current);
        steps.add(step);
    }

    /** {@return whether a file had changed and everything was made again; false while one cannot be read} */
    synchronized boolean refresh() {
        try {
            if (!hasChanged()) {
                return false;
            }
            List<Step<T>> fresh = new ArrayList<>();
            T made = origin;
            for (Step<T> step : steps) {
                Step<T> again = step.again(maxFile);
                made = again.change().apply(made);
                fresh.add(again);
            }
            steps.clear();
            steps.addAll(fresh);
            current = made;
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean hasChanged() throws IOException {
        for (Step<T> step : steps) {
            if (step.path() != null && !Stamp.of(step.path()).equals(step.stamp())) {
                return true;
            }
        }
        return false;
    }
}
