package org.cqueues.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.PollResult;
import org.cqueues.kernel.DirectoryWatcher.Event;
import org.cqueues.kernel.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guide 3.2.6, in the scope that it has: files by name. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD) // an interrupt cannot end a native wait
class NotifierTest {
    static final Duration NO_WAIT = Duration.ZERO;

    @TempDir
    Path dir;

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private Notifier watch() throws Exception {
        return world.watch(dir, Scope.NAMES);
    }

    private static List<String> told(Notifier notifier) throws IOException {
        List<String> told = new ArrayList<>();
        for (Optional<Change> change = notifier.get(NO_WAIT); change.isPresent(); change = notifier.get(NO_WAIT)) {
            told.add(change.get().toString());
        }
        return told;
    }

    private Path file(String name) throws IOException {
        return Files.writeString(dir.resolve(name), "x");
    }

    @Test
    void changesOfAnAddedNameAreTold() throws Exception {
        Notifier notifier = watch().add("a");

        file("a");
        assertEquals(List.of("a CREATE MODIFY", ". MODIFY"), told(notifier));
        file("a");
        assertEquals(List.of("a MODIFY"), told(notifier));
        dir.resolve("a").toFile().setReadOnly();
        assertEquals(List.of("a ATTRIB"), told(notifier));
        Files.delete(dir.resolve("a"));
        assertEquals(List.of("a DELETE", ". MODIFY"), told(notifier));
    }

    @Test
    void otherNamesAreToldOnlyAsAChangeOfTheDirectory() throws Exception {
        Notifier notifier = watch().add("a");

        file("b");
        file("b");

        assertEquals(List.of(". MODIFY"), told(notifier));
    }

    @Test
    void changesOfTheDirectoryAreLimitedToThoseAskedFor() throws Exception {
        Notifier notifier = world.notifiers.opendir(dir.toString(), EnumSet.of(Flag.ATTRIB));
        file("b");
        assertEquals(List.of(), told(notifier));

        dir.toFile().setReadOnly();

        assertEquals(List.of(". ATTRIB"), told(notifier));
        dir.toFile().setWritable(true);
    }

    @Test
    void changesOfANameAreLimitedToThoseAskedFor() throws Exception {
        Notifier notifier = world.notifiers
                .opendir(dir.toString(), EnumSet.noneOf(Flag.class))
                .add("a", Set.of(Flag.CREATE));

        file("a");
        Files.delete(dir.resolve("a"));
        Change change = notifier.get(NO_WAIT).orElseThrow();

        assertEquals("a CREATE", change.toString());
        assertFalse(change.exists(), "it is gone, although nobody asked to be told");
        assertEquals(List.of(), told(notifier));
    }

    @Test
    void aNameAddedAgainIsToldOfWhatTheLastOneAsksFor() throws Exception {
        Notifier notifier = watch().add("a", Set.of(Flag.DELETE)).add("a", Set.of(Flag.MODIFY));

        file("a");
        Files.delete(dir.resolve("a"));

        assertEquals(List.of(". MODIFY", "a MODIFY"), told(notifier));
    }

    @Test
    void aRemovedNameIsToldNoMore() throws Exception {
        Notifier notifier = watch().add("a");
        file("a");
        assertTrue(world.controllers.poll(notifier).contains(notifier));

        assertTrue(notifier.remove("a"));
        assertFalse(notifier.remove("a"));

        assertEquals(List.of(". MODIFY"), told(notifier));
    }

    @Test
    void changesOfOneFileAreToldTogetherUntilTheyAreTaken() throws Exception {
        Notifier notifier = watch().add("a").add("b");
        file("a");
        file("b");
        Files.delete(dir.resolve("a"));

        Change first = notifier.get().orElseThrow();

        assertEquals("a", first.name());
        assertEquals(EnumSet.of(Flag.CREATE, Flag.MODIFY, Flag.DELETE), first.flags());
        assertFalse(first.exists());
        assertEquals(List.of(". MODIFY", "b CREATE MODIFY"), told(notifier));
    }

    @Test
    void bothEndsOfARenameNameTheOther() throws Exception {
        file("a");
        Notifier notifier = watch().add("a").add("b");

        Files.move(dir.resolve("a"), dir.resolve("b"));

        assertEquals(List.of("a DELETE (now b)", ". MODIFY", "b CREATE (was a)"), told(notifier));
    }

    @Test
    void aRenameFromElsewhereHasOneEnd() throws Exception {
        Path other = Files.createDirectory(dir.resolve("other"));
        Path inside = Files.createDirectory(dir.resolve("inside"));
        Files.writeString(other.resolve("a"), "x");
        Notifier notifier = world.watch(inside, Scope.NAMES).add("a");

        Files.move(other.resolve("a"), inside.resolve("a"));
        assertEquals(List.of("a CREATE", ". MODIFY"), told(notifier));
        Files.move(inside.resolve("a"), other.resolve("b"));
        assertEquals(List.of("a DELETE", ". MODIFY"), told(notifier));
    }

    @Test
    void theDirectorysEndIsToldOnceAndEndsTheNotifier() throws Exception {
        Path below = Files.createDirectory(dir.resolve("below"));
        Notifier notifier = world.watch(below, Scope.NAMES);
        List<String> told = new ArrayList<>();
        Files.delete(below);
        Files.createDirectory(below);
        Files.createFile(below.resolve("a"));

        world.run(() -> notifier.changes().forEach(change -> told.add(change.toString())));

        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).matches("[.] (ATTRIB )?DELETE"), told.toString());
        assertTrue(notifier.isEnded());
        assertEquals(Optional.empty(), notifier.get());
        assertEquals(-1, notifier.pollfd());
        assertEquals(Outcome.READY, world.controllers.poll(notifier).outcome(notifier));
    }

    @Test
    void theDirectorysRenameIsItsEnd() throws Exception {
        Path below = Files.createDirectory(dir.resolve("below"));
        Notifier notifier = world.watch(below, Scope.NAMES);

        Files.move(below, dir.resolve("moved"));

        assertEquals(List.of(". DELETE"), told(notifier));
        assertTrue(notifier.isEnded());
    }

    @Test
    void unmountingIsRevokedAndTheEnd() throws Exception {
        Notifier notifier = world.notifiers.opendir(dir.toString(), EnumSet.noneOf(Flag.class));
        world.script.tell(Event.UNMOUNT);
        world.script.tell(Event.IGNORED);

        assertEquals(List.of(". REVOKE"), told(notifier));
        assertTrue(notifier.isEnded());
    }

    @Test
    void permissionLostIsAChangeOfMetadataAndTheWatchingGoesOn() throws Exception {
        Notifier notifier = watch().add("a");
        dir.toFile().setReadable(false);
        assertEquals(List.of(". ATTRIB"), told(notifier));

        file("a");

        assertEquals(List.of("a CREATE MODIFY", ". MODIFY"), told(notifier));
        dir.toFile().setReadable(true);
    }

    @Test
    void permissionLostIsRevokedWhenChangesWereLost() throws Exception {
        Notifier notifier = watch();
        world.script.overflow();
        world.script.refuse("EACCES");

        assertEquals(List.of(". REVOKE OVERFLOW"), told(notifier));
        assertFalse(notifier.isEnded());
    }

    @Test
    void readinessIsForPolls() throws Exception {
        Notifier notifier = watch().add("a");
        world.run(() -> {
            assertTrue(world.controllers.poll(notifier, NO_WAIT).timedOut());
            file("a");
            assertTrue(world.controllers.poll(notifier).contains(notifier));
            assertTrue(notifier.get(NO_WAIT).isPresent());
            assertTrue(world.controllers.poll(notifier).contains(notifier), "there is more that is known");
        });
    }

    @Test
    void aCoroutineWaitsWhileOthersRun() throws Exception {
        Notifier notifier = watch().add("a");
        List<String> log = new ArrayList<>();
        world.run(() -> log.add(notifier.get().orElseThrow().name()), () -> {
            world.settle();
            log.add("creates");
            file("a");
        });

        assertEquals(List.of("creates", "a"), log);
    }

    @Test
    void aTimeoutIsNoChange() throws Exception {
        Notifier notifier = watch();
        world.run(() -> assertEquals(Optional.empty(), notifier.get(Duration.ofMillis(1))));
        assertFalse(notifier.isEnded());
        assertFalse(notifier.changes(Duration.ofMillis(1)).iterator().hasNext());
        assertEquals(Optional.empty(), notifier.get(Duration.ofSeconds(-1)));
    }

    @Test
    void aThreadThatIsNoCoroutineWaitsToo() throws Exception {
        Notifier notifier = watch().add("a");
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<String> get = new FutureTask<>(() -> {
            begun.countDown();
            return notifier.get().orElseThrow().name();
        });
        new Thread(get).start();
        begun.await();

        file("a");

        assertEquals("a", get.get());
    }

    @Test
    void eachChangeIsToldToOneOfThoseWhoWait() throws Exception {
        Notifier notifier = watch().add("a").add("b").add("c");
        List<String> told = new ArrayList<>();
        world.run(
                () -> told.add(notifier.get().orElseThrow().name()),
                () -> told.add(notifier.get().orElseThrow().name()),
                () -> told.add(notifier.get().orElseThrow().name()),
                () -> {
                    world.settle();
                    file("a");
                    file("b");
                });

        assertEquals(List.of("a", ".", "b"), told);
    }

    /** The descriptor has nothing more to tell then. */
    @Test
    void whoPollsOrWaitsIsWokenForWhatSomebodyElseHasReadIn() throws Exception {
        Notifier notifier = watch().add("a").add("b").add("c");
        List<String> told = new ArrayList<>();
        world.run(
                () -> {
                    assertTrue(world.controllers.poll(notifier).contains(notifier));
                    told.add("polled");
                },
                () -> told.add("waited for " + notifier.get().orElseThrow().name()),
                () -> {
                    world.settle();
                    file("a");
                    file("b");
                    told.add("looked at " + notifier.get(NO_WAIT).orElseThrow().name());
                });

        assertEquals(List.of("looked at a", "polled", "waited for ."), told);
        assertEquals(List.of("b CREATE MODIFY"), told(notifier));
        assertTrue(world.controllers.poll(notifier, NO_WAIT).timedOut());
    }

    @Test
    void whoWaitsBehindAnotherIsInTimeAndMayBeCancelled() throws Exception {
        Notifier notifier = watch().add("a");
        List<String> told = new ArrayList<>();
        Coroutine first = world.loop.wrap(() -> told.add("first " + notifier.get()));
        Coroutine second = world.loop.wrap(() -> told.add("second " + notifier.get()));
        world.run(
                () -> told.add("third " + notifier.get(Duration.ofMillis(1))),
                () -> told.add("fourth " + notifier.get().orElseThrow().name()),
                () -> {
                    world.controllers.sleep(0.01);
                    second.cancel();
                    world.settle();
                    first.cancel();
                    world.settle();
                    file("a");
                });

        assertEquals(List.of("third Optional.empty", "fourth a"), told);
    }

    @Test
    void closingWakesEverybodyWhoWaits() throws Exception {
        Notifier notifier = watch();
        List<Object> ends = new ArrayList<>();
        world.run(
                () -> ends.add(assertThrows(ClosedChannelException.class, notifier::get)),
                () -> ends.add(assertThrows(ClosedChannelException.class, notifier::get)),
                () -> {
                    PollResult polled = world.controllers.poll(notifier);
                    ends.add(polled.outcome(notifier));
                },
                () -> {
                    world.settle();
                    notifier.close();
                    notifier.close();
                });

        assertEquals(3, ends.size());
        assertTrue(ends.contains(Outcome.CLOSED));
        assertThrows(ClosedChannelException.class, () -> notifier.get(NO_WAIT));
        assertThrows(IllegalStateException.class, () -> notifier.add("a"));
        assertEquals(Outcome.CLOSED, world.controllers.poll(notifier).outcome(notifier));
        assertEquals(-1, notifier.pollfd());
    }

    @Test
    void closingByAnotherThreadWakesAThreadThatWaits() throws Exception {
        Notifier notifier = watch();
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Exception> get = new FutureTask<>(() -> {
            begun.countDown();
            return assertThrows(ClosedChannelException.class, notifier::get);
        });
        new Thread(get).start();
        begun.await();

        notifier.close();

        assertInstanceOf(ClosedChannelException.class, get.get());
    }

    @Test
    void cancellingTheWaitsForItsDescriptorIsToldApart() throws Exception {
        Notifier notifier = watch();
        world.run(() -> assertThrows(InterruptedIOException.class, notifier::get), () -> {
            world.settle();
            world.controllers.cancel(notifier);
        });
        assertEquals(Optional.empty(), notifier.get(NO_WAIT));
    }

    @Test
    void closingTheServiceClosesWhatItMade() throws Exception {
        Notifier notifier = watch();
        assertEquals(1, openWatchers());

        world.notifiers.close();

        assertEquals(0, openWatchers());
        assertEquals(Optional.of("closed file notifier"), world.notifiers.type(notifier));
        assertThrows(IllegalStateException.class, this::watch);
    }

    /** The JVM opens descriptors of its own now and then, so only these are counted. */
    private static long openWatchers() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.filter(NotifierTest::isWatcher).count();
        }
    }

    private static boolean isWatcher(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString().contains("inotify");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void failedOpenLeavesNothingOpen() throws Exception {
        assertEquals("ENOENT", refusal(dir.resolve("nowhere")));
        assertEquals("ENOTDIR", refusal(file("file")));
        world.script.refuse("EACCES");
        assertEquals("EACCES", refusal(dir));

        assertEquals(0, openWatchers());
    }

    private String refusal(Path path) {
        return assertThrows(ErrnoException.class, () -> world.watch(path, Scope.NAMES))
                .name();
    }

    @Test
    void whatIsNoNameIsRefused() throws Exception {
        Notifier notifier = watch();
        for (String name : List.of("", ".", "..", "a/b", "a\0")) {
            assertThrows(IllegalArgumentException.class, () -> notifier.add(name), name);
        }
        assertThrows(IllegalArgumentException.class, () -> notifier.add("a", Set.of()));
        assertThrows(IllegalArgumentException.class, () -> world.notifiers.opendir(""));
    }

    @Test
    void namesOutsideAsciiAreToldAsTheyAre() throws Exception {
        Notifier notifier = watch().add("gr\u00fc\u00df.txt");
        Process touch = new ProcessBuilder("sh", "-c", "touch \"$(printf 'gr\\303\\274\\303\\237.txt')\"")
                .directory(dir.toFile())
                .start();
        touch.waitFor();

        assertEquals("gr\u00fc\u00df.txt", notifier.get(NO_WAIT).orElseThrow().name());
        touch = new ProcessBuilder("sh", "-c", "rm gr*").directory(dir.toFile()).start();
        touch.waitFor();
    }

    @Test
    void kindsAreTold() throws Exception {
        Notifier notifier = watch();
        assertEquals(Optional.of("file notifier"), world.notifiers.type(notifier));
        assertEquals(Optional.empty(), world.notifiers.type("a"));
        assertEquals("inotify", world.notifiers.features().name());
        assertEquals(dir.toString(), notifier.path());
    }

    @Test
    void aReplacedMethodSeesNotifiersThatExist() throws Exception {
        Notifier notifier = watch();
        List<Object> added = new ArrayList<>();
        var previous = world.notifiers
                .interpose("add", (self, arguments) -> {
                    added.add(arguments[0]);
                    return self;
                })
                .orElseThrow();
        notifier.add("a");
        world.notifiers.interpose("add", previous);
        world.notifiers.interpose("twice", (self, arguments) -> self.add("a").add("b"));
        world.notifiers.call(notifier, "twice");

        file("a");

        assertEquals(List.of("a"), added);
        assertEquals(List.of("a CREATE MODIFY", ". MODIFY"), told(notifier));
        notifier.close();
    }

    @Test
    void aFailureReachesWhoIterates() throws Exception {
        Notifier notifier = watch();
        notifier.close();

        UncheckedIOException failure = assertThrows(
                UncheckedIOException.class, () -> notifier.changes().iterator().hasNext());

        assertInstanceOf(ClosedChannelException.class, failure.getCause());
    }
}
