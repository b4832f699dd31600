package org.cqueues.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree whose directories move while it is looked through: who keeps to what is told has what is there in the end, and all of it is watched. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // an interrupt cannot end a native wait
class MovingTreeTest {
    private static final int ROUNDS = 40;
    private static final int CHANGES = 60;
    private static final String[] NAMES = {"a", "b", "c"};

    @TempDir
    Path dir;

    @TempDir
    Path other;

    private final World world = new World();
    private final TreeSet<String> view = new TreeSet<>();
    private Notifier notifier;

    /** Something that happens to files. */
    @FunctionalInterface
    private interface Happening {
        void run() throws IOException;
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void watch() throws Exception {
        notifier = world.watch(dir, Scope.TREE);
        view.addAll(listing());
    }

    private TreeSet<String> listing() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(dir)) {
            files.filter(file -> !file.equals(dir))
                    .forEach(file -> names.add(dir.relativize(file).toString()));
        }
        return names;
    }

    private void follow() throws IOException {
        for (Optional<Change> change = notifier.get(Duration.ZERO);
                change.isPresent();
                change = notifier.get(Duration.ZERO)) {
            follow(change.get());
        }
    }

    /** What was told to have gone or to be renamed, and is there, is looked through, as Scope.TREE says. */
    private void follow(Change change) throws IOException {
        String name = change.name();
        if (name.equals(Change.SELF)) {
            return;
        }
        boolean another = change.has(Flag.DELETE);
        if (another) {
            view.removeIf(each -> each.equals(name) || each.startsWith(name + "/"));
        }
        if (change.exists()) {
            view.add(name);
        }
        if (change.exists() && (another || !change.renamedFrom().isEmpty())) {
            listing().stream().filter(each -> each.startsWith(name + "/")).forEach(view::add);
        }
    }

    /** The view is right, and stays so when something comes in each directory. */
    private void assertFollowed(String what) throws IOException {
        follow();
        assertEquals(listing(), view, what);
        List<Path> folders;
        try (Stream<Path> files = Files.walk(dir)) {
            folders = files.filter(Files::isDirectory).toList();
        }
        for (Path folder : folders) {
            Files.createFile(folder.resolve("mark"));
        }
        follow();
        TreeSet<String> missing = new TreeSet<>(listing());
        missing.removeAll(view);
        assertEquals(Set.of(), missing, what + ": not told");
        assertEquals(listing(), view, what + ", then marked");
        for (Path folder : folders) {
            Files.delete(folder.resolve("mark"));
        }
        follow();
        assertEquals(listing(), view, what + ", then marks removed");
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(dir.resolve(name));
    }

    private void move(String from, String to) throws IOException {
        Files.move(dir.resolve(from), dir.resolve(to));
    }

    /** Has something happen once a directory is watched, and before it is looked through. */
    private void onceWatched(Path folder, Happening happening) {
        world.script.onWatch(path -> {
            if (path.equals(folder.toString())) {
                world.script.onWatch(none -> {});
                happen(happening);
            }
        });
    }

    private static void happen(Happening happening) {
        try {
            happening.run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void directoryThatTookTheNameOfARenamedOneIsToldApart() throws Exception {
        watch();
        folder("d");
        onceWatched(dir.resolve("d"), () -> {
            folder("d/a");
            move("d/a", "d/b");
            folder("d/a");
        });

        assertFollowed("d/a");
    }

    @Test
    void directoryThatTookTheNameOfARenamedOneDuringAComparisonIsToldApart() throws Exception {
        Files.createFile(folder("a").resolve("x"));
        folder("new");
        watch();
        world.script.overflow();
        onceWatched(dir, () -> {
            move("a", "new/a");
            folder("a");
        });

        assertFollowed("new/a");
    }

    @Test
    void directoryThatComesInOneThatIsRenamedAtOnceIsWatched() throws Exception {
        folder("a");
        watch();
        folder("a/n");
        move("a", "z");

        assertFollowed("z/n");
    }

    @Test
    void directoryThatIsRenamedBeforeItIsLookedThroughIsLookedThrough() throws Exception {
        watch();
        Files.createFile(folder("a").resolve("x"));
        onceWatched(dir.resolve("a"), () -> move("a", "z"));

        assertFollowed("z/x");
    }

    /** The path, by which the new one is looked for, leads to another one then. */
    @Test
    void directoryIsNotLookedForInTheOneThatTookTheNameOfItsOwn() throws Exception {
        folder("a");
        watch();
        Files.createFile(folder("a/n").resolve("old"));
        move("a", "z");
        Files.createFile(folder("a/n").resolve("new"));

        assertFollowed("z/n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void viewIsRightHoweverDirectoriesMove(boolean overflows) throws Exception {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            if (notifier != null) {
                notifier.close();
                view.clear();
            }
            watch();
            for (int i = 0; i < CHANGES; i++) {
                change(random);
                if (overflows && random.nextInt(20) == 0) {
                    world.script.overflow();
                }
                if (random.nextInt(6) == 0) {
                    int[] left = {random.nextInt(8)};
                    world.script.onWatch(path -> {
                        if (left[0]-- > 0) {
                            change(random);
                        }
                    });
                    follow();
                }
            }
            world.script.onWatch(path -> {});
            assertFollowed("seed " + seed);
        }
    }

    private void change(Random random) {
        Path one = random(random);
        Path two = random(random);
        try {
            switch (random.nextInt(7)) {
                case 0, 1 -> Files.createDirectory(one);
                case 2 -> Files.createFile(one);
                case 3 -> Files.delete(one);
                case 4 -> Files.move(one, other.resolve(NAMES[random.nextInt(NAMES.length)]));
                case 5 -> Files.move(other.resolve(NAMES[random.nextInt(NAMES.length)]), one);
                default -> Files.move(one, two, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException impossible) {
            // So nothing happened, which is as good.
        }
    }

    private Path random(Random random) {
        Path path = dir;
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
            path = path.resolve(NAMES[random.nextInt(NAMES.length)]);
        }
        return path;
    }
}
