package org.cqueues.shell.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.notify.Notifiers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is noticed of a path whose way goes through links and folders. The system queues a change while it is made, so nothing waits. */
@Timeout(value = 10, threadMode = SEPARATE_THREAD)
class WatchedPathTest {
    @TempDir
    Path given;

    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Notifiers notifiers = Notifiers.open(kernel, controllers);
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
    private Path work;

    @BeforeEach
    void resolve() throws IOException {
        work = given.toRealPath();
        Files.writeString(Files.createDirectory(work.resolve("a")).resolve("file"), "a");
        Files.writeString(Files.createDirectory(work.resolve("b")).resolve("file"), "b");
    }

    @AfterEach
    void close() {
        notifiers.close();
        controllers.close();
        kernel.close();
    }

    private WatchedPath watch(Path path) {
        return WatchedPath.open(List.of(path), notifiers, new Report("test", err, err));
    }

    private Path link(String name, String target) throws IOException {
        return Files.createSymbolicLink(work.resolve(name), Path.of(target));
    }

    private void swap(String name, String target) throws IOException {
        Files.move(link("next", target), work.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private String told() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    @Test
    void nothingIsNoticedOfOtherFilesInTheSameFolders() throws IOException {
        link("current", "a");
        try (WatchedPath watched = watch(work.resolve("current/file"))) {
            Files.writeString(work.resolve("a/other"), "x");
            Files.writeString(work.resolve("other"), "x");
            link("another", "b");

            assertFalse(watched.hasChanged());
            assertEquals("", told());
        }
    }

    @Test
    void fileBehindALinkIsNoticedAndSoIsTheLink() throws IOException {
        link("current", "a");
        try (WatchedPath watched = watch(work.resolve("current/file"))) {
            Files.writeString(work.resolve("a/file"), "x");
            assertTrue(watched.hasChanged());
            assertFalse(watched.hasChanged());

            swap("current", "b");
            assertTrue(watched.hasChanged());
        }
    }

    @Test
    void everyLinkOfAChainIsNoticed() throws IOException {
        link("third", work.resolve("a").toString());
        link("a/second", "../third/file");
        link("first", "b/../a/./second");
        for (String name : new String[] {"third", "a/second", "first"}) {
            try (WatchedPath watched = watch(work.resolve("first"))) {
                Files.delete(work.resolve(name));
                assertTrue(watched.hasChanged(), name);
            }
        }
        assertEquals("", told());
    }

    @Test
    void whatIsMissingIsNoticedWhenItComes() throws IOException {
        try (WatchedPath watched = watch(work.resolve("c/d/file"))) {
            assertFalse(watched.hasChanged());
            Files.createDirectory(work.resolve("c"));
            assertTrue(watched.hasChanged());
            assertEquals("", told());
        }
    }

    @Test
    void linksInACircleAreNotFollowedForEver() throws IOException {
        link("one", "two");
        link("two", "one");
        try (WatchedPath watched = watch(work.resolve("one"))) {
            swap("two", "a/file");
            assertTrue(watched.hasChanged());
        }
    }

    @Test
    void folderThatGoesIsNoticed() throws IOException {
        try (WatchedPath watched = watch(work.resolve("a/file"))) {
            Files.move(work.resolve("a"), work.resolve("c"));
            assertTrue(watched.hasChanged());
        }
    }

    @Test
    void folderFurtherUpThatIsSwappedIsNoticed() throws IOException {
        for (String name : new String[] {"app", "app.new"}) {
            Files.writeString(
                    Files.createDirectories(work.resolve(name + "/conf")).resolve("file"), name);
        }
        try (WatchedPath watched = watch(work.resolve("app/conf/file"))) {
            Files.move(work.resolve("app"), work.resolve("app.old"));
            Files.move(work.resolve("app.new"), work.resolve("app"));
            assertTrue(watched.hasChanged());
        }
    }

    @Test
    void foldersOfSeveralPathsAreWatchedOnce() throws IOException {
        try (WatchedPath one = watch(work.resolve("a/file"));
                WatchedPath both = WatchedPath.open(
                        List.of(work.resolve("a/file"), work.resolve("a/key")),
                        notifiers,
                        new Report("test", err, err))) {
            Files.writeString(work.resolve("a/key"), "x");
            assertTrue(both.hasChanged());
            assertFalse(one.hasChanged());
            assertEquals(one.changes().size(), both.changes().size());
        }
    }

    @Test
    void rootOfTheFileSystemIsNoFileToWatch() {
        try (WatchedPath watched = watch(Path.of("/"));
                WatchedPath roundabout = watch(Path.of("/tmp/.."))) {
            assertFalse(watched.hasChanged());
            assertFalse(roundabout.hasChanged());
        }
    }

    @Test
    void whatCannotBeWatchedIsToldAndTheRestIsWatched() throws IOException {
        link("current", "a");
        Notifiers partly = (Notifiers) Proxy.newProxyInstance(
                Notifiers.class.getClassLoader(), new Class<?>[] {Notifiers.class}, (self, method, arguments) -> {
                    if (arguments[0].equals(work.resolve("a").toString())) {
                        throw new IOException("refused");
                    }
                    return method.invoke(notifiers, arguments);
                });
        try (WatchedPath watched =
                WatchedPath.open(List.of(work.resolve("current/file")), partly, new Report("test", err, err))) {
            Path refused = work.resolve("a/file");
            assertEquals(
                    "cqueues: test: changes of " + refused + " are not noticed, only SIGHUP is: refused\n", told());
            swap("current", "b");
            assertTrue(watched.hasChanged());
        }
    }
}
