package org.cqueues.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.kernel.DirectoryWatcher;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.TestBindings;
import org.cqueues.kernel.impl.DescriptorLimit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What Linux tells of directories, over each binding. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class InotifyWatcherTest {
    @Parameter
    String binding;

    @TempDir
    Path dir;

    private final List<String> told = new ArrayList<>();
    private final List<Integer> cookies = new ArrayList<>();
    private Kernel kernel;
    private DirectoryWatcher watcher;

    @BeforeEach
    void open() throws ErrnoException {
        kernel = TestBindings.open(binding, "epoll");
        watcher = kernel.openDirectoryWatcher();
    }

    @AfterEach
    void close() {
        watcher.close();
        kernel.close();
    }

    private List<String> read() throws ErrnoException {
        told.clear();
        cookies.clear();
        watcher.read((watch, event, folder, cookie, name) -> {
            told.add(event + (folder ? "/" : "") + " " + name);
            cookies.add(cookie);
        });
        return told;
    }

    @Test
    void inotifyIsTakenOnLinux() {
        assertEquals("inotify", kernel.directoryWatching().name());
    }

    @Test
    void everyKindOfChangeIsTold() throws Exception {
        watcher.watch(dir.toString(), true);
        Path file = dir.resolve("a\u00e9.txt");
        assertEquals(List.of(), read());

        Files.createFile(file);
        assertEquals(List.of("CREATE a\u00e9.txt"), read());
        Files.writeString(file, "x");
        assertEquals(List.of("MODIFY a\u00e9.txt"), read());
        file.toFile().setReadOnly();
        assertEquals(List.of("ATTRIB a\u00e9.txt"), read());
        Files.move(file, dir.resolve("b"));
        assertEquals(List.of("MOVED_FROM a\u00e9.txt", "MOVED_TO b"), read());
        assertEquals(cookies.get(0), cookies.get(1));
        Files.delete(dir.resolve("b"));
        assertEquals(List.of("DELETE b"), read());
        Files.createDirectory(dir.resolve("c"));
        assertEquals(List.of("CREATE/ c"), read());
    }

    @Test
    void descriptorIsReadyWhileThereIsSomethingToRead() throws Exception {
        watcher.watch(dir.toString(), true);
        try (Poller poller = kernel.openPoller()) {
            poller.watch(watcher.descriptor(), Readiness.READ);
            assertEquals(0, poller.poll(0, (fd, ready) -> {}));
            Files.createFile(dir.resolve("a"));

            assertEquals(1, poller.poll(Long.MAX_VALUE, (fd, ready) -> {}));
            read();
            assertEquals(0, poller.poll(0, (fd, ready) -> {}));
        }
    }

    @Test
    void endOfTheDirectoryIsTold() throws Exception {
        Path below = Files.createDirectory(dir.resolve("below"));
        int watch = watcher.watch(below.toString(), true);
        Files.delete(below);

        assertEquals(List.of("DELETE_SELF ", "IGNORED "), read());
        watcher.unwatch(watch);
    }

    @Test
    void watchKeepsItsNumberAndCanBeEnded() throws Exception {
        int watch = watcher.watch(dir.toString(), true);
        assertEquals(watch, watcher.watch(dir.toString(), true));

        watcher.unwatch(watch);

        assertEquals(List.of("IGNORED "), read());
        Files.createFile(dir.resolve("a"));
        assertEquals(List.of(), read());
    }

    @Test
    void directoryThatIsNoneIsRefused() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), dir);

        assertEquals("ENOENT", refusal(dir.resolve("nowhere").toString(), true));
        assertEquals("ENOTDIR", refusal(file.toString(), true));
        assertEquals("ENOTDIR", refusal(link.toString(), false));
        assertEquals("ENAMETOOLONG", refusal("/" + "x".repeat(5000), true));
        assertTrue(watcher.watch(link.toString(), true) > 0);
        assertThrows(IllegalArgumentException.class, () -> watcher.watch("a\0b", true));
    }

    private String refusal(String path, boolean follow) {
        return assertThrows(ErrnoException.class, () -> watcher.watch(path, follow))
                .name();
    }

    @Test
    void limitOfDescriptorsIsExplained() {
        try (DescriptorLimit limit = new DescriptorLimit(kernel, 0)) {
            assertEquals(0, limit.free());
            ErrnoException full = assertThrows(ErrnoException.class, kernel::openDirectoryWatcher);

            assertEquals("EMFILE", full.name());
            assertTrue(
                    full.getMessage().matches(".*fs\\.inotify\\.max_user_instances(=[0-9]+)? allows.*"),
                    full.getMessage());
        }
    }

    /** The JDK's ways of reading a whole file got the first digit only. */
    @Test
    void limitIsToldAsTheSystemTellsIt() throws Exception {
        Process cat = new ProcessBuilder("cat", "/proc/sys/fs/inotify/max_queued_events").start();
        String value = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();

        assertEquals("fs.inotify.max_queued_events=" + value + " allows", InotifyWatcher.limit("max_queued_events"));
    }

    @Test
    void closedOneTellsNothing() throws Exception {
        watcher.watch(dir.toString(), true);
        Files.createFile(dir.resolve("a"));
        watcher.close();
        watcher.close();

        assertEquals(List.of(), read());
        assertThrows(IllegalStateException.class, () -> watcher.watch(dir.toString(), true));
        watcher.unwatch(1);
        assertFalse(Files.exists(Path.of("/proc/self/fdinfo/" + watcher.descriptor()))
                && Files.readString(Path.of("/proc/self/fdinfo/" + watcher.descriptor()))
                        .contains("inotify wd"));
    }
}
