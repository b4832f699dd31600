package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes of files as the distribution prints them. */
@Timeout(120)
class WatchIT {
    @TempDir
    Path work;

    private Path dir;

    @BeforeEach
    void makeDirectory() throws IOException {
        dir = Files.createDirectory(work.resolve("watched"));
    }

    private Run watch(String... arguments) throws IOException {
        Run run = new Run(Installation.HOME, work, arguments);
        String line = run.line();
        assertEquals("watching " + dir, line, run.errors().toString());
        return run;
    }

    @Test
    void everyChangeIsALineUntilTheDirectoryIsGone() throws Exception {
        try (Run run = watch("watch", dir.toString())) {
            Files.createFile(dir.resolve("a"));
            assertEquals("a CREATE", run.line());
            Files.move(dir.resolve("a"), dir.resolve("b"));
            assertEquals("a DELETE (now b)", run.line());
            assertEquals("b CREATE (was a)", run.line());
            Files.delete(dir.resolve("b"));
            assertEquals("b DELETE", run.line());
            Files.delete(dir);

            List<String> rest = run.rest();
            assertEquals(1, rest.size(), rest.toString());
            assertTrue(rest.get(0).matches("[.] (ATTRIB )?DELETE"), rest.get(0));
            assertEquals(0, run.status());
            assertEquals(List.of(), run.errors());
            assertEquals(List.of(), run.leftovers());
        }
    }

    @Test
    void onlyNamesThatWereGivenAreToldAndTheDirectory() throws Exception {
        try (Run run = watch("watch", dir.toString(), "a")) {
            Files.createFile(dir.resolve("b"));
            assertEquals(". MODIFY", run.line());
            Files.createFile(dir.resolve("a"));
            assertEquals("a CREATE", run.line());
            run.signal("TERM");

            assertEquals(0, run.status());
            assertEquals(List.of(), run.errors());
        }
    }

    @Test
    void aTreeIsToldByPaths() throws Exception {
        try (Run run = watch("watch", "--tree", dir.toString())) {
            Files.createDirectory(dir.resolve("d"));
            assertEquals("d CREATE", run.line());
            Files.createFile(dir.resolve("d/a"));
            assertEquals("d/a CREATE", run.line());
            run.signal("INT");

            assertEquals(0, run.status());
        }
    }

    @Test
    void nameThatIsNoneIsOneLineAndStatus2() throws Exception {
        try (Run run = new Run(Installation.HOME, work, "watch", dir.toString(), "a/b")) {
            assertEquals(List.of(), run.rest());
            assertEquals(2, run.status());
            assertEquals(1, run.errors().size());
            assertTrue(
                    run.errors().get(0).startsWith("cqueues: watch: "),
                    run.errors().get(0));
        }
    }

    @Test
    void outputThatIsGoneEndsItWithTheNextChange() throws Exception {
        try (Run run = watch("watch", dir.toString())) {
            run.closeOutput();
            Files.createFile(dir.resolve("a"));

            assertEquals(1, run.status());
            assertEquals(List.of("cqueues: watch: the output takes no more"), run.errors());
        }
    }

    @Test
    void directoryThatIsNoneIsOneLineAndStatus1() throws Exception {
        try (Run run = new Run(Installation.HOME, work, "watch", dir + "/nowhere")) {
            assertEquals(List.of(), run.rest());
            assertEquals(1, run.status());
            assertEquals(1, run.errors().size());
            assertTrue(run.errors().get(0).matches("cqueues: watch: inotify_add_watch .*nowhere.*ENOENT.*"));
        }
    }
}
