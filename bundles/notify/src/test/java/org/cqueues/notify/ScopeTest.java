package org.cqueues.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.impl.DescriptorLimit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Beyond the guide: every entry, and every entry below. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD) // an interrupt cannot end a native wait
class ScopeTest {
    @TempDir
    Path dir;

    @TempDir
    Path other;

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private static List<String> told(Notifier notifier) throws IOException {
        List<String> told = new ArrayList<>();
        for (Optional<Change> change = notifier.get(Duration.ZERO);
                change.isPresent();
                change = notifier.get(Duration.ZERO)) {
            told.add(change.get().toString());
        }
        return told;
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(dir.resolve(name));
    }

    private Path file(String name) throws IOException {
        return Files.writeString(dir.resolve(name), "x");
    }

    @Test
    void everyEntryIsTold() throws Exception {
        file("old");
        Notifier notifier = world.watch(dir, Scope.ENTRIES);

        file("a");
        folder("f/g");
        Files.delete(dir.resolve("old"));

        assertEquals(List.of("a CREATE MODIFY", "f CREATE", "old DELETE"), told(notifier));
    }

    @Test
    void generalChangesAreForAllButTheNamesThatWereAdded() throws Exception {
        Notifier notifier = world.notifiers
                .opendir(dir.toString(), EnumSet.of(Flag.CREATE), Scope.ENTRIES)
                .add("a", Set.of(Flag.MODIFY));

        file("a");
        file("b");

        assertEquals(List.of("a MODIFY", "b CREATE"), told(notifier));
    }

    @Test
    void everythingBelowIsToldByItsPath() throws Exception {
        folder("f/g");
        file("f/g/old");
        Notifier notifier = world.watch(dir, Scope.TREE);

        file("f/g/a");
        Files.delete(dir.resolve("f/g/old"));
        file("b");

        assertEquals(List.of("f/g/a CREATE MODIFY", "f/g/old DELETE", "b CREATE MODIFY"), told(notifier));
    }

    @Test
    void aNewDirectoryIsWatchedWithWhatWasInItAlready() throws Exception {
        Notifier notifier = world.watch(dir, Scope.TREE);
        folder("f/g");
        file("f/g/a");

        assertEquals(List.of("f CREATE", "f/g CREATE", "f/g/a CREATE"), told(notifier));
        file("f/g/b");
        assertEquals(List.of("f/g/b CREATE MODIFY"), told(notifier));
    }

    @Test
    void aRenamedDirectoryIsWatchedUnderItsNewName() throws Exception {
        folder("f/g");
        folder("h");
        file("f/g/a");
        Notifier notifier = world.watch(dir, Scope.TREE);

        Files.move(dir.resolve("f/g"), dir.resolve("h/i"));
        assertEquals(List.of("f/g DELETE (now h/i)", "h/i CREATE (was f/g)"), told(notifier));
        file("h/i/b");
        assertEquals(List.of("h/i/b CREATE MODIFY"), told(notifier));
    }

    @Test
    void aDirectoryThatGoesElsewhereIsWatchedNoMore() throws Exception {
        folder("in/f/g");
        Notifier notifier = world.watch(folder("in"), Scope.TREE);
        Files.move(dir.resolve("in/f"), dir.resolve("out"));
        assertEquals(List.of("f DELETE", "f/g DELETE"), told(notifier));

        file("out/a");
        file("out/g/a");

        assertEquals(List.of(), told(notifier));
    }

    @Test
    void aDirectoryThatComesFromElsewhereIsWatchedWithAllBelow() throws Exception {
        folder("out/g");
        file("out/g/a");
        Notifier notifier = world.watch(folder("in"), Scope.TREE);
        Files.move(dir.resolve("out"), dir.resolve("in/f"));

        assertEquals(List.of("f CREATE", "f/g CREATE", "f/g/a CREATE"), told(notifier));
        file("in/f/g/b");
        assertEquals(List.of("f/g/b CREATE MODIFY"), told(notifier));
    }

    @Test
    void aRemovedTreeIsToldEntryByEntryAndMayComeBack() throws Exception {
        folder("f/g");
        Notifier notifier = world.watch(dir, Scope.TREE);
        Files.delete(dir.resolve("f/g"));
        Files.delete(dir.resolve("f"));
        assertEquals(Set.of("f/g DELETE", "f DELETE"), Set.copyOf(told(notifier)));

        folder("f");
        assertEquals(List.of("f CREATE"), told(notifier));
        file("f/a");
        assertEquals(List.of("f/a CREATE MODIFY"), told(notifier));
    }

    @Test
    void symbolicLinksAreNotFollowedBelow() throws Exception {
        folder("out");
        Notifier notifier = world.watch(folder("in"), Scope.TREE);
        Files.createSymbolicLink(dir.resolve("in/link"), dir.resolve("out"));
        assertEquals(List.of("link CREATE"), told(notifier));

        file("out/a");

        assertEquals(List.of(), told(notifier));
    }

    @Test
    void limitOfWatchesIsToldAndTheRestGoesOn() throws Exception {
        Notifier notifier = world.watch(dir, Scope.TREE);
        world.script.refuse("ENOSPC");
        folder("f");
        assertEquals("f CREATE", notifier.get().orElseThrow().toString());

        assertEquals(
                "ENOSPC",
                assertThrows(ErrnoException.class, () -> notifier.get(Duration.ZERO))
                        .name());

        file("a");
        assertEquals(List.of("a CREATE MODIFY"), told(notifier));
    }

    @Test
    void directoryBelowThatMustNotBeReadIsRevoked() throws Exception {
        Notifier notifier = world.watch(dir, Scope.TREE);
        world.script.refuse("EACCES");
        folder("f");

        assertEquals(List.of("f CREATE REVOKE"), told(notifier));
    }

    // What the kernel has lost.

    @Test
    void overflowIsToldAndFollowedByTheDifference() throws Exception {
        file("same");
        file("gone");
        Files.setLastModifiedTime(dir.resolve("same"), java.nio.file.attribute.FileTime.fromMillis(0));
        Notifier notifier = world.watch(dir, Scope.ENTRIES);
        Files.delete(dir.resolve("gone"));
        file("come");
        world.script.overflow();

        List<String> told = told(notifier);

        assertEquals(". OVERFLOW", told.get(0));
        assertTrue(told.contains("gone DELETE"), told.toString());
        assertTrue(told.contains("come CREATE"), told.toString());
    }

    @Test
    void overflowTellsWhatMayHaveChanged() throws Exception {
        file("changed");
        Notifier notifier = world.watch(dir, Scope.ENTRIES);
        file("changed");
        world.script.overflow();

        assertEquals(List.of(". OVERFLOW", "changed MODIFY"), told(notifier));
    }

    @Test
    void overflowTellsOfNamesOnly() throws Exception {
        file("gone");
        Notifier notifier =
                world.watch(dir, Scope.NAMES).add("gone").add("come").add("never");
        Files.delete(dir.resolve("gone"));
        file("come");
        file("other");
        world.script.overflow();

        assertEquals(Set.of(". MODIFY OVERFLOW", "gone DELETE", "come CREATE"), Set.copyOf(told(notifier)));
    }

    @Test
    void overflowOfATreeFindsWhatWasRenamedAndWhatIsNew() throws Exception {
        folder("a/b");
        file("a/b/c");
        Notifier notifier = world.watch(dir, Scope.TREE);
        Files.move(dir.resolve("a/b"), dir.resolve("d"));
        folder("e/f");
        world.script.overflow();

        Set<String> told = Set.copyOf(told(notifier));
        assertTrue(
                told.containsAll(
                        Set.of(". OVERFLOW", "a/b DELETE (now d)", "d CREATE (was a/b)", "e CREATE", "e/f CREATE")),
                told.toString());

        file("d/x");
        file("e/f/y");
        assertEquals(List.of("d/x CREATE MODIFY", "e/f/y CREATE MODIFY"), told(notifier));
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void comparisonThatFailsIsMadeUpForWhenItIsPossible(Scope scope) throws Exception {
        Notifier notifier = world.watch(dir, scope).add("a");
        file("a");
        world.script.overflow();
        world.script.refuse("EMFILE");
        for (int i = 0; i < 2; i++) {
            assertEquals(i == 0 ? ". OVERFLOW" : "EMFILE", toldOrRefused(notifier));
            assertTrue(world.controllers.poll(notifier, Duration.ZERO).contains(notifier), "it is to be asked again");
        }
        world.script.refuse("");

        assertEquals(
                scope == Scope.NAMES ? Set.of("a CREATE", ". MODIFY") : Set.of("a CREATE"), Set.copyOf(told(notifier)));
        assertTrue(world.controllers.poll(notifier, Duration.ZERO).timedOut());
    }

    private static String toldOrRefused(Notifier notifier) throws IOException {
        try {
            return notifier.get().orElseThrow().toString();
        } catch (ErrnoException e) {
            return e.name();
        }
    }

    @Test
    void whoPollsIsWokenForAnOverflowAlthoughTheComparisonFails() throws Exception {
        Notifier notifier = world.watch(dir, Scope.ENTRIES);
        List<String> told = new ArrayList<>();
        world.run(() -> told.add(world.controllers.poll(notifier).contains(notifier) ? "polled" : "not polled"), () -> {
            world.settle();
            world.script.overflow();
            world.script.refuse("EMFILE");
            told.add(toldOrRefused(notifier));
            world.settle();
        });

        assertEquals(List.of(". OVERFLOW", "polled"), told);
    }

    @Test
    void directoriesBelowAreLookedThroughOnceThereAreDescriptorsAgain() throws Exception {
        folder("f");
        Notifier notifier = world.watch(dir, Scope.TREE);
        folder("g");
        file("g/x");
        try (DescriptorLimit limit = new DescriptorLimit(world.kernel, 0)) {
            assertEquals(0, limit.free());
            assertEquals("g CREATE", notifier.get().orElseThrow().toString());
            assertThrows(FileSystemException.class, notifier::get);
        }

        assertEquals(List.of("g/x CREATE"), told(notifier));
    }

    @Test
    void overflowTellsWhatIsGoneWithADirectoryThatAnotherEntryHasReplaced() throws Exception {
        // The old one stays, so that its number is not the new one's.
        folder("a/s");
        file("a/s/x");
        file("a/both");
        folder("f");
        file("f/x");
        Notifier notifier = world.watch(dir, Scope.TREE);
        Files.move(dir.resolve("a"), other.resolve("a"));
        folder("a");
        file("a/both");
        file("a/y");
        Files.delete(dir.resolve("f/x"));
        Files.delete(dir.resolve("f"));
        file("f");
        world.script.overflow();

        Map<String, Boolean> told = existence(notifier);

        assertEquals(
                Map.of(
                        "a", true, "a/s", false, "a/s/x", false, "a/both", true, "a/y", true, "f", true, "f/x", false,
                        ".", true),
                told);
        file("a/z");
        assertEquals(List.of("a/z CREATE MODIFY"), told(notifier));
    }

    private static Map<String, Boolean> existence(Notifier notifier) throws IOException {
        Map<String, Boolean> told = new HashMap<>();
        for (Optional<Change> change = notifier.get(Duration.ZERO);
                change.isPresent();
                change = notifier.get(Duration.ZERO)) {
            told.put(change.get().name(), change.get().exists());
        }
        return told;
    }

    @Test
    void whatIsBelowADirectoryThatGoesElsewhereIsToldEvenIfAnotherHasItsName() throws Exception {
        folder("in/f");
        file("in/f/x");
        file("in/f/both");
        Notifier notifier = world.watch(folder("in"), Scope.TREE);
        Files.move(dir.resolve("in/f"), dir.resolve("out"));
        folder("in/f");
        file("in/f/both");

        assertEquals(List.of("f CREATE DELETE", "f/both CREATE", "f/x DELETE"), told(notifier));
    }

    @Test
    void endThatWasLostIsFoundOut() throws Exception {
        Path below = folder("below");
        Notifier gone = world.watch(below, Scope.ENTRIES);
        Files.delete(below);
        world.script.overflow();
        assertEquals(List.of(". DELETE OVERFLOW"), told(gone));
        assertTrue(gone.isEnded());

        folder("below");
        Notifier replaced = world.watch(below, Scope.ENTRIES);
        Files.move(below, dir.resolve("moved"));
        folder("below");
        world.script.overflow();
        assertEquals(List.of(". DELETE OVERFLOW"), told(replaced));
        assertTrue(replaced.isEnded());
    }

    @Test
    void whatIsToldTwiceIsStillRight() throws Exception {
        Notifier notifier = world.watch(dir, Scope.ENTRIES);
        file("a");
        world.script.overflow();
        assertTrue(told(notifier).contains("a CREATE"));
        file("a");
        Files.delete(dir.resolve("a"));

        Change change = notifier.get().orElseThrow();

        assertTrue(change.has(Flag.DELETE));
        assertFalse(change.exists());
    }
}
