package org.cqueues.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hundred thousand changes, many more than the kernel keeps: who follows what is told has what is there in the end. */
@Timeout(value = 400, threadMode = SEPARATE_THREAD) // an interrupt cannot end a native wait
class StormTest {
    private static final int CHANGES = 100_000;
    private static final int FILES = 3_000;

    /** Where the storm is when who follows it looks again. */
    private static final int[] BEHIND = {35_000, 65_000, 95_000};

    private static final int FAR = 25_000;

    @TempDir
    Path dir;

    private final World world = new World();
    private final Map<String, String> view = new TreeMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch[] passed = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
    private int overflows;

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Scope.class,
            names = {"ENTRIES", "TREE"})
    void viewIsEqualInTheEnd(Scope scope) throws Exception {
        for (int i = 0; i < 10 && scope == Scope.TREE; i++) {
            Files.createDirectory(dir.resolve("d" + i));
            view.put("d" + i, "");
        }
        Notifier notifier = world.watch(dir, scope);
        Thread storm = new Thread(() -> storm(scope));
        storm.start();
        // As fast as it comes, but three times far behind, so that the kernel has to drop changes.
        int behind = 0;
        while (storm.isAlive()) {
            notifier.get(Duration.ofMillis(10)).ifPresent(this::follow);
            if (behind < BEHIND.length && made.get() >= BEHIND[behind] - FAR) {
                passed[behind++].await();
            }
        }
        for (Optional<Change> change = notifier.get(Duration.ZERO);
                change.isPresent();
                change = notifier.get(Duration.ZERO)) {
            follow(change.get());
        }

        assertEquals(listing(), view);
        assertTrue(overflows > 0, "the kernel kept all; then this shows little");
    }

    private void storm(Scope scope) {
        try {
            for (int i = 0; i < CHANGES; i++) {
                made.set(i);
                for (int j = 0; j < BEHIND.length; j++) {
                    if (i == BEHIND[j]) {
                        passed[j].countDown();
                    }
                }
                String name = (scope == Scope.TREE ? "d" + random(10) + "/" : "") + "f" + random(FILES);
                Path file = dir.resolve(name);
                switch (random(4)) {
                    case 0 -> Files.deleteIfExists(file);
                    case 1 -> rename(file, dir.resolve(name + "r"));
                    default ->
                        Files.writeString(
                                file, "" + i, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private final Random stormRandom = new Random(4);

    private int random(int bound) {
        return stormRandom.nextInt(bound);
    }

    /** Reads a file again whenever something is told of it. */
    private void follow(Change change) {
        if (change.has(Flag.OVERFLOW)) {
            overflows++;
        }
        if (change.name().equals(Change.SELF)) {
            return;
        }
        String content = change.exists() ? content(dir.resolve(change.name())) : null;
        if (content == null) {
            view.remove(change.name());
        } else {
            view.put(change.name(), content);
        }
    }

    /** What is in it; null if it is gone by now, of which the next change will tell. */
    private static String content(Path file) {
        try {
            return Files.isDirectory(file) ? "" : Files.readString(file);
        } catch (IOException gone) {
            return null;
        }
    }

    private Map<String, String> listing() throws IOException {
        Map<String, String> there = new HashMap<>();
        try (Stream<Path> files = Files.walk(dir)) {
            files.filter(file -> !file.equals(dir))
                    .forEach(file -> there.put(dir.relativize(file).toString(), content(file)));
        }
        return new TreeMap<>(there);
    }
}
