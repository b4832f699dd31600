package org.cqueues.shell.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DocumentRootTest {
    private static final Instant LONG_AGO = Instant.parse("2020-02-03T04:05:06Z");

    @TempDir
    Path work;

    private Path folder;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private DocumentRoot root;

    @BeforeEach
    void create() throws IOException {
        folder = Files.createDirectory(work.resolve("root"));
        root = new DocumentRoot(folder, () -> now);
    }

    private void write(String name, String content, Instant modified) throws IOException {
        Files.writeString(folder.resolve(name), content);
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(modified));
    }

    private String content(String path) throws HttpException {
        return root.find(path).content().orElseThrow();
    }

    private HttpStatus refusal(String path) {
        return assertThrows(HttpException.class, () -> root.find(path)).status();
    }

    @Test
    void fileIsReadOnceUntilItChanges() throws IOException {
        write("a", "one", LONG_AGO);
        Document first = root.find("/a");
        now = now.plusMillis(1);
        assertSame(first, root.find("/a"));

        write("a", "two", LONG_AGO.plusNanos(1_000));

        assertSame(first, root.find("/a"), "it was looked at in this millisecond");
        now = now.plusMillis(1);
        assertEquals("two", content("/a"));
    }

    @Test
    void otherFileOfTheSameSizeAndTimeIsAnotherFile() throws IOException {
        write("a", "one", LONG_AGO);
        write("b", "two", LONG_AGO);
        assertEquals("one", content("/a"));

        Files.move(folder.resolve("b"), folder.resolve("a"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        now = now.plusMillis(1);

        assertEquals("two", content("/a"));
    }

    @Test
    void fileThatWasJustChangedIsReadEachTime() throws IOException {
        write("a", "one", now.minus(Duration.ofSeconds(2)));
        assertEquals("one", content("/a"));

        write("a", "two", now.minus(Duration.ofSeconds(2)));

        assertEquals("two", content("/a"));
    }

    @Test
    void fileThatIsGoneIsNotFound() throws IOException {
        write("a", "one", LONG_AGO);
        assertEquals("one", content("/a"));

        Files.delete(folder.resolve("a"));
        now = now.plusMillis(1);

        assertEquals(HttpStatus.NOT_FOUND, refusal("/a"));
    }

    @Test
    void fileWhosePermissionsChangeIsLookedAtAnew() throws IOException {
        write("a", "one", LONG_AGO);
        Document first = root.find("/a");

        Files.setPosixFilePermissions(folder.resolve("a"), PosixFilePermissions.fromString("r--------"));
        now = now.plusMillis(1);

        assertNotSame(first, root.find("/a"));
    }

    @Test
    void largeFileIsNotHeldInMemory() throws IOException {
        write("a", "a".repeat(DocumentRoot.LARGEST_KEPT), LONG_AGO);
        write("b", "b".repeat(DocumentRoot.LARGEST_KEPT + 1), LONG_AGO);

        assertEquals(DocumentRoot.LARGEST_KEPT, content("/a").length());
        assertEquals(false, root.find("/b").content().isPresent());
    }

    @Test
    void filesAskedForLongAgoMakeRoom() throws IOException {
        write("first", "first", LONG_AGO);
        write("a", "a".repeat(DocumentRoot.LARGEST_KEPT), LONG_AGO);
        Document first = root.find("/first");
        for (int i = 0; i < 400; i++) {
            root.find("/" + "./".repeat(i) + "a"); // another URL each time
            assertSame(first, root.find("/first"), "asked for all the time");
        }
        for (int i = 0; i < 600; i++) {
            root.find("/" + "./".repeat(i) + "a");
        }

        assertNotSame(first, root.find("/first"));
    }

    @Test
    void linkIsFollowedWithinTheRootOnly() throws IOException {
        write("a", "one", LONG_AGO);
        Files.writeString(work.resolve("secret"), "secret");
        Files.createSymbolicLink(folder.resolve("in"), Path.of("a"));
        Files.createSymbolicLink(folder.resolve("out"), Path.of("../secret"));
        Files.createSymbolicLink(folder.resolve("absolute"), work.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
        Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("nothing"));

        assertEquals("one", content("/in"));
        assertEquals(HttpStatus.FORBIDDEN, refusal("/out"));
        assertEquals(HttpStatus.FORBIDDEN, refusal("/absolute"));
        assertEquals(HttpStatus.FORBIDDEN, refusal("/up/secret"));
        assertEquals(HttpStatus.NOT_FOUND, refusal("/circle"));
        assertEquals(HttpStatus.NOT_FOUND, refusal("/nowhere"));
    }

    @Test
    void folderNextToTheRootWithALongerNameIsOutside() throws IOException {
        Files.createDirectory(work.resolve("root2"));
        Files.writeString(work.resolve("root2/a"), "secret");
        Files.createSymbolicLink(folder.resolve("b"), Path.of("../root2"));

        assertEquals(HttpStatus.FORBIDDEN, refusal("/b/a"));
    }

    @Test
    void linkThatIsTurnedOutwardsIsRefusedFromThenOn() throws IOException {
        write("a", "one", LONG_AGO);
        Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));
        assertEquals("one", content("/link"));

        Files.writeString(work.resolve("secret"), "two");
        Files.delete(folder.resolve("link"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("../secret"));
        now = now.plusMillis(1);

        assertEquals(HttpStatus.FORBIDDEN, refusal("/link"));
    }

    @Test
    @Timeout(10)
    void pipeIsNotOpened() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor());

        assertEquals(HttpStatus.FORBIDDEN, refusal("/pipe"));
    }

    @Test
    void nameThatTheFileSystemCannotHaveIsNotFound() throws IOException {
        write("a", "one", LONG_AGO);

        assertEquals(HttpStatus.NOT_FOUND, refusal("/" + "x".repeat(1_000)));
        assertEquals(HttpStatus.NOT_FOUND, refusal("/a/b"));
    }

    @Test
    void folderIsItsIndex() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        assertEquals(HttpStatus.FORBIDDEN, refusal("/sub/"));
        write("sub/index.html", "index", LONG_AGO);

        assertEquals("index", content("/sub/"));
        assertEquals(HttpStatus.MOVED_PERMANENTLY, refusal("/sub"));
    }

    @Test
    void rootHasToBeAFolder() {
        assertThrows(IOException.class, () -> new DocumentRoot(folder.resolve("nothing"), () -> now));
    }
}
