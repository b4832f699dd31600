package org.cqueues.shell.impl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.cqueues.notify.Flag;
import org.cqueues.notify.Notifier;
import org.cqueues.notify.Notifiers;

/**
 * Worker: a file by which a server is told something, read again whenever asked, with a notifier that tells when that is worth while. A file that is bad or
 * gone is reported and changes nothing. Confined to one thread at a time.
 *
 * @param <T> what the file says
 */
final class SettingsFile<T> implements AutoCloseable {
    private static final int LARGEST = 1 << 16;

    private final Path path;
    private final Format<T> format;
    private final Consumer<T> user;
    private final Notifiers notifiers;
    private final Report report;
    private Notifier notifier; // null while nobody tells of changes

    /** How lines are understood. */
    interface Format<T> {
        /**
         * {@return what they say}
         *
         * @throws SettingsException if that is not what was expected
         */
        T parse(List<String> lines) throws SettingsException;
    }

    private SettingsFile(Path path, Format<T> format, Consumer<T> user, Notifiers notifiers, Report report) {
        this.path = path.toAbsolutePath();
        this.format = format;
        this.user = user;
        this.notifiers = notifiers;
        this.report = report;
    }

    /**
     * Reads a file for the first time. From before that on its changes are noticed.
     *
     * @param user is given what the file says, now and whenever it was read again
     * @throws IOException if it cannot be read, or says what was not expected
     */
    static <T> SettingsFile<T> open(Path path, Format<T> format, Consumer<T> user, Notifiers notifiers, Report report)
            throws IOException {
        SettingsFile<T> file = new SettingsFile<>(path, format, user, notifiers, report);
        try {
            file.watch();
            user.accept(file.read());
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Reads it again, and reports what came of it. */
    void reload() {
        if (notifier == null || notifier.isEnded()) {
            watch();
        }
        hasChanged(); // what was told until now is what is read now
        try {
            user.accept(read());
            report.tell("read " + path + " again");
        } catch (IOException e) {
            report.warn(e.getMessage() + "; what it said before stays");
        }
    }

    /** {@return what to poll for changes; null while nobody tells of them} */
    Notifier changes() {
        return notifier;
    }

    /** {@return whether anything has happened to the file, or to its folder, since this was asked last} */
    boolean hasChanged() {
        if (notifier == null) {
            return false;
        }
        try {
            boolean changed = false;
            while (notifier.get(Duration.ZERO).isPresent()) {
                changed = true;
            }
            return changed;
        } catch (IOException e) {
            unwatch(e);
            return false;
        }
    }

    /** A file is watched through its folder, because it may be replaced by another one. Of the folder only its end matters, which is always told. */
    private void watch() {
        close();
        try {
            notifier = notifiers.opendir(path.getParent().toString(), Set.of(Flag.DELETE));
            notifier.add(path.getFileName().toString());
        } catch (IOException | UnsupportedOperationException e) {
            unwatch(e);
        }
    }

    private void unwatch(Exception reason) {
        close();
        report.warn("changes of " + path + " are not noticed, only SIGHUP is: " + reason.getMessage());
    }

    private T read() throws IOException {
        try {
            return format.parse(lines());
        } catch (SettingsException e) {
            throw e.in(path.toString());
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + path, e);
        } catch (AccessDeniedException e) {
            throw new IOException(path + " cannot be read", e);
        }
    }

    private List<String> lines() throws IOException {
        // Opening a pipe would wait for its other end.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(path + " is no plain file");
        }
        byte[] bytes;
        try (var in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new IOException(path + " has more than " + LARGEST + " bytes");
        }
        List<String> lines = new ArrayList<>();
        for (String line :
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList()) {
            lines.add(decoded(line, lines.size() + 1));
        }
        return lines;
    }

    private static String decoded(String line, int number) throws SettingsException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new SettingsException(number, "text in UTF-8", line);
        }
    }

    /** Ends the noticing of changes. */
    @Override
    public void close() {
        if (notifier != null) {
            notifier.close();
            notifier = null;
        }
    }
}
