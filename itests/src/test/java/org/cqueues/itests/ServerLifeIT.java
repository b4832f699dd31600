package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of the distribution that are told to read their file again, or to end, by real signals and changes, whichever way signals are taken. */
@Timeout(120)
class ServerLifeIT {
    private static final String HANDLER = "";
    private static final String SIGNALFD = "HUP,TERM,INT";
    private static final int LARGE = 20_000_000;

    @TempDir
    Path work;

    private Path root;
    private Path file;

    @BeforeEach
    void makeFiles() throws IOException {
        root = Files.createDirectory(work.resolve("root"));
        Files.writeString(root.resolve("index.html"), "index\n");
        Files.writeString(root.resolve("start.html"), "start\n");
        file = Files.createDirectory(work.resolve("etc")).resolve("file");
    }

    private Run run(String blocked, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(blocked.isEmpty() ? List.of() : List.of("--block", blocked));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--port", "0"));
        return Run.withErrorsAmongOutput(Installation.HOME, work, all.toArray(new String[0]));
    }

    private Run httpd(String blocked, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("httpd", "--root", root.toString()));
        all.addAll(List.of(arguments));
        return run(blocked, all.toArray(new String[0]));
    }

    private void replace(String content) throws IOException {
        replace(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts a new file in the place of the old one in one step: one that was written bit by bit might be read in between. */
    private void replace(byte[] content) throws IOException {
        Path other = Files.write(work.resolve("other"), content);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void assertEnded(Run run, String... rest) throws Exception {
        assertEquals(List.of(rest), run.rest());
        assertEquals(0, run.status());
        assertEquals(List.of(), run.leftovers());
    }

    // Reading again.

    @ParameterizedTest
    @ValueSource(strings = {HANDLER, SIGNALFD})
    void settingsOfHttpdAreReadAgainOnChangesAndSighup(String blocked) throws Exception {
        Files.writeString(file, "field = X-State: 1\n");
        try (Run run = httpd(blocked, "--config", file.toString());
                Client client = new Client(run.port())) {
            assertTrue(client.get("/").containsAll(List.of("X-State: 1", "index")));

            replace("# better\nindex = start.html\nfield = X-State: 2\nfield = X-More: yes\n");
            assertEquals("read " + file + " again", run.line());
            assertTrue(client.get("/").containsAll(List.of("X-State: 2", "X-More: yes", "start")));
            assertTrue(client.get("/none").containsAll(List.of("HTTP/1.1 404 Not Found", "X-State: 2")));

            replace("index = start.html\nfields = X-State: 3\n");
            assertEquals(
                    "cqueues: httpd: " + file + ":2: \"index = NAME\" or \"field = NAME: VALUE\" was expected,"
                            + " not \"fields = X-State: 3\"; what it said before stays",
                    run.line());
            assertTrue(client.get("/").containsAll(List.of("X-State: 2", "start")));

            Files.delete(file);
            String gone = "cqueues: httpd: there is no file " + file + "; what it said before stays";
            assertEquals(gone, run.line());
            run.signal("HUP");
            assertEquals(gone, run.line());
            assertTrue(client.get("/").contains("X-State: 2"));

            replace("field = X-State: 4\n");
            assertEquals("read " + file + " again", run.line());
            run.signal("HUP");
            assertEquals("read " + file + " again", run.line());
            assertTrue(client.get("/").containsAll(List.of("X-State: 4", "index")));

            run.signal("TERM");
            assertEnded(run);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HANDLER, SIGNALFD})
    void changeAndSighupAtOnceAreServedTogether(String blocked) throws Exception {
        Files.writeString(file, "");
        try (Run run = httpd(blocked, "--config", file.toString());
                Client client = new Client(run.port())) {
            replace("field = X-State: 1\n");
            run.signal("HUP");

            assertEquals("read " + file + " again", run.line());
            assertTrue(client.get("/").contains("X-State: 1"));
            run.signal("TERM");
            // The signal may be sooner than the news of the change, which then is a reason of its own.
            List<String> rest = run.rest();
            assertTrue(rest.isEmpty() || rest.equals(List.of("read " + file + " again")), rest.toString());
            assertEquals(0, run.status());
        }
    }

    @Test
    void folderThatIsReplacedIsWatchedAnew() throws Exception {
        Files.writeString(file, "field = X-State: 1\n");
        try (Run run = httpd(HANDLER, "--config", file.toString());
                Client client = new Client(run.port())) {
            Path next = Files.createDirectory(work.resolve("next"));
            Files.writeString(next.resolve("file"), "field = X-State: 2\n");
            Files.move(file.getParent(), work.resolve("former"));
            Files.move(next, file.getParent());
            assertEquals("read " + file + " again", run.line());
            assertTrue(client.get("/").contains("X-State: 2"));

            replace("field = X-State: 3\n");
            assertEquals("read " + file + " again", run.line());
            assertTrue(client.get("/").contains("X-State: 3"));
            run.signal("TERM");
            assertEnded(run);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HANDLER, SIGNALFD})
    void chatTellsNewcomersTheMessageOfTheDay(String blocked) throws Exception {
        Files.writeString(file, "Good day.\n");
        try (Run run = run(blocked, "chat", "--motd", file.toString())) {
            int port = run.port();
            try (Client ann = new Client(port);
                    Client bob = new Client(port)) {
                assertEquals(List.of("* What is your name?", welcome("ann"), "* Good day."), introduce(ann, "ann", 3));

                replace("Good night.\n\n  Sleep well.\n");
                assertEquals("read " + file + " again", run.line());
                assertEquals(
                        List.of("* What is your name?", welcome("bob"), "* Good night.", "* ", "*   Sleep well."),
                        introduce(bob, "bob", 5));

                replace(new byte[] {'a', '\n', (byte) 0xFF});
                run.signal("HUP");
                String bad = run.line();
                assertTrue(bad.startsWith("cqueues: chat: " + file + ":2: text in UTF-8 was expected, not "), bad);
                run.signal("TERM");
                run.rest();
                assertEquals(0, run.status());
            }
        }
    }

    private static String welcome(String name) {
        return "* Welcome, " + name + ". /who tells who is here, /quit leaves.";
    }

    private static List<String> introduce(Client client, String name, int lines) throws IOException {
        client.send(name + "\n");
        List<String> heard = new ArrayList<>();
        while (heard.size() < lines) {
            heard.add(client.line());
        }
        return heard;
    }

    @ParameterizedTest
    @ValueSource(strings = {"httpd --config", "chat --motd"})
    void fileThatIsBadFromTheBeginIsOneLineAndStatus1(String command) throws Exception {
        Files.writeString(file, "\u0007\n");
        String[] words = command.split(" ");
        try (Run run = run(HANDLER, words[0], words[1], file.toString())) {
            List<String> lines = run.rest();

            assertEquals(1, lines.size(), lines.toString());
            assertTrue(
                    lines.get(0).matches("cqueues: " + words[0] + ": " + file + ":1: .* expected, not \"\\?\""),
                    lines.get(0));
            assertEquals(1, run.status());
        }
    }

    // The end.

    @ParameterizedTest
    @ValueSource(strings = {HANDLER, SIGNALFD})
    void whatIsUnderWayIsFinishedAfterSigtermAndNobodyElseServed(String blocked) throws Exception {
        Files.write(root.resolve("large"), new byte[LARGE]);
        try (Run run = httpd(blocked, "--grace", "100")) {
            int port = run.port();
            try (Client idle = new Client(port);
                    Client slow = new Client(port);
                    Client deaf = new Client(port)) {
                assertTrue(idle.get("/").contains("index"));
                assertTrue(slow.get("/").contains("index"));
                slow.send("GET /start.html HTTP/1.1\r\nHo");
                deaf.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals("HTTP/1.1 200 OK", deaf.head().get(0));

                run.signal("TERM");

                assertEquals(null, idle.line());
                assertThrows(ConnectException.class, () -> new Client(port).close());
                slow.send("st: x\r\n\r\n");
                assertTrue(slow.head().containsAll(List.of("HTTP/1.1 200 OK", "Connection: close")));
                assertEquals("start", slow.line());
                assertEquals(null, slow.line());
                assertEquals(LARGE, deaf.skip(LARGE));
                assertEquals(null, deaf.line());
            }
            assertEnded(run);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HANDLER, SIGNALFD})
    void clientThatNeverEndsIsCutOffAtTheLimit(String blocked) throws Exception {
        try (Run run = httpd(blocked, "--grace", "1");
                Client slow = new Client(run.port())) {
            assertTrue(slow.get("/").contains("index"));
            slow.send("GET /");

            run.signal("TERM");

            assertEquals(null, slow.line());
            assertEnded(run, "cqueues: clients that had not ended in time were cut off");
        }
    }

    @Test
    void secondSignalWaitsNoLonger() throws Exception {
        try (Run run = httpd(HANDLER, "--grace", "99999")) {
            int port = run.port();
            try (Client idle = new Client(port);
                    Client slow = new Client(port)) {
                assertTrue(idle.get("/").contains("index"));
                slow.send("GET /");

                run.signal("TERM");
                assertEquals(null, idle.line());
                run.signal("HUP"); // which asks for no end
                run.signal("INT");

                assertEquals(null, slow.line());
            }
            assertEnded(run, "cqueues: clients that had not ended in time were cut off");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void chatSaysGoodByeToEverybody(String signal) throws Exception {
        for (String blocked : List.of(HANDLER, SIGNALFD)) {
            try (Run run = run(blocked, "chat")) {
                int port = run.port();
                try (Client ann = new Client(port);
                        Client bob = new Client(port);
                        Client nameless = new Client(port)) {
                    introduce(ann, "ann", 2);
                    introduce(bob, "bob", 2);
                    assertEquals("* bob comes.", ann.line());
                    assertEquals("* What is your name?", nameless.line());

                    run.signal(signal);

                    for (Client each : List.of(ann, bob, nameless)) {
                        assertEquals("* The chat ends. Good bye.", each.line());
                        assertEquals(null, each.line());
                    }
                    assertThrows(ConnectException.class, () -> new Client(port).close());
                }
                assertEnded(run);
            }
        }
    }
}
