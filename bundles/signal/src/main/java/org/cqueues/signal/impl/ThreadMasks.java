package org.cqueues.signal.impl;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cqueues.kernel.SignalCalls;

/** What each thread of the process has blocked, those of the JVM included: facade over {@code /proc/self/task}. */
final class ThreadMasks {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path SELF = Path.of("/proc/self");
    private static final String BLOCKED = "SigBlk:";
    private static final String IGNORED = "SigIgn:";
    private static final String NAME = "Name:";

    private ThreadMasks() {}

    /**
     * {@return why a signal may be handed to a thread; empty if every thread has blocked it}
     *
     * @throws IOException if the system tells, but not now, for want of descriptors for example
     */
    static Optional<String> notBlocked(int signal) throws IOException {
        if (!Files.isDirectory(TASKS)) {
            return Optional.of("this system does not tell which signals are blocked in which thread");
        }
        int all = 0;
        int open = 0;
        String first = "";
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                List<String> status = status(task);
                if (!status.isEmpty()) {
                    all++;
                    if ((set(status, BLOCKED) & SignalCalls.bit(signal)) == 0) {
                        first = open++ == 0 ? field(status, NAME) : first;
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return open == 0
                ? Optional.empty()
                : Optional.of("it is not blocked in " + open + " of " + all + " threads, such as \"" + first + '"');
    }

    /** {@return whether the process ignores a signal, as far as the system tells} */
    static boolean isIgnored(int signal) throws IOException {
        List<String> status = status(SELF);
        return !status.isEmpty() && (set(status, IGNORED) & SignalCalls.bit(signal)) != 0;
    }

    /** Empty for a thread that has ended meanwhile. */
    private static List<String> status(Path task) throws IOException {
        try {
            return Files.readAllLines(task.resolve("status"));
        } catch (IOException e) {
            if (Files.exists(task)) {
                throw e;
            }
            return List.of();
        }
    }

    private static long set(List<String> status, String field) {
        return Long.parseUnsignedLong(field(status, field), 16);
    }

    private static String field(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .findFirst()
                .map(line -> line.substring(field.length()).strip())
                .orElseThrow();
    }
}
