package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution as a user sees it: a process with a status, output, errors and signals. */
@Timeout(120)
class DistributionIT {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir
    Path work;

    @Test
    void linesComeBackInOrder() throws Exception {
        try (Run run = run("echo", "--port", "0");
                Socket client = new Socket(HERE, run.port())) {
            send(client, "one\ntwo\n");

            assertEquals("one\ntwo\n", receive(client, 8));
        }
    }

    @Test
    void everyByteComesBackAsItCameAndAlsoALastLineWithoutItsEnd() throws Exception {
        byte[] bytes = new byte[70_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 >> 3);
        }
        try (Run run = run("echo", "--port", "0");
                Socket client = new Socket(HERE, run.port())) {
            client.getOutputStream().write(bytes);
            client.shutdownOutput();

            assertArrayEquals(bytes, client.getInputStream().readAllBytes());
        }
    }

    @Test
    void clientThatResetsHarmsNoOther() throws Exception {
        try (Run run = run("echo", "--port", "0")) {
            int port = run.port();
            try (Socket client = new Socket(HERE, port)) {
                send(client, "one\n");
                assertEquals("one\n", receive(client, 4));
                try (Socket rude = new Socket(HERE, port)) {
                    send(rude, "a\nb\nc");
                    rude.setSoLinger(true, 0);
                }
                send(client, "two\n");

                assertEquals("two\n", receive(client, 4));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void signalEndsItCleanly(String signal) throws Exception {
        try (Run run = run("echo", "--port", "0");
                Socket client = new Socket(HERE, run.port())) {
            send(client, "one\n");
            receive(client, 4);

            run.signal(signal);

            assertEquals(0, run.status(), run.errors().toString());
            assertEquals(List.of(), run.rest());
            assertEquals(List.of(), run.errors());
            assertEquals(List.of(), run.leftovers());
            assertEquals(-1, client.getInputStream().read());
        }
    }

    @Test
    void twoRunSideBySide() throws Exception {
        try (Run first = run("echo", "--port", "0");
                Run second = run("echo", "--port", "0");
                Socket client = new Socket(HERE, second.port())) {
            first.port();
            first.signal("TERM");
            assertEquals(0, first.status());

            send(client, "one\n");

            assertEquals("one\n", receive(client, 4));
        }
    }

    @Test
    void installationIsNeverWrittenTo() throws Exception {
        List<String> before = files(Installation.HOME);
        try (Run run = run("info")) {
            assertEquals(0, run.status());
        }

        assertEquals(before, files(Installation.HOME));
    }

    @Test
    void infoTellsWhatWasChosenAndWhy() throws Exception {
        try (Run run = run("info")) {
            List<String> lines = run.rest();

            assertEquals(0, run.status());
            assertEquals(List.of(), run.errors());
            assertEquals(List.of(), run.leftovers());
            assertEquals(6, lines.size(), lines.toString());
            boolean newer = Runtime.version().feature() >= 24;
            assertStartsWith("version: ", lines.get(0));
            assertStartsWith("java:    " + Runtime.version(), lines.get(1));
            assertStartsWith("system:  ", lines.get(2));
            assertStartsWith("engine:  " + (newer ? "virtual (" : "baton ("), lines.get(3));
            assertStartsWith("backend: epoll (", lines.get(4));
            assertStartsWith("binding: " + (newer ? "foreign (" : "jna ("), lines.get(5));
        }
    }

    @Test
    void helpListsTheCommands() throws Exception {
        try (Run run = run("help")) {
            String lines = String.join("\n", run.rest());

            assertEquals(0, run.status());
            Stream.of("chat", "dig", "echo", "get", "httpd", "info", "signals", "watch", "help")
                    .forEach(name -> assertTrue(lines.contains("\n  " + name), lines));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', cqueues: no command given; try: cqueues help",
        "serve, cqueues: serve: no such command; try: cqueues help",
        "echo 8000, cqueues: echo: unexpected argument 8000",
        "echo --prot 1, cqueues: echo: unknown option --prot",
        "echo --port, cqueues: echo: option --port needs a value",
        "echo --port 65536, 'cqueues: echo: option --port takes a number from 0 to 65535, not 65536'",
        "info now, cqueues: info: unexpected argument now",
        "watch, cqueues: watch: a directory is needed",
        "watch --tree . a, 'cqueues: watch: option --tree is for all files, not for a'",
        "httpd --root, cqueues: httpd: option --root needs a value",
        "httpd --tls=yes, cqueues: httpd: option --tls takes no value",
        "httpd --cert c.pem, cqueues: httpd: options --cert and --key need --tls",
        "httpd --tls --key k.pem, cqueues: httpd: option --key needs --cert",
        "get, cqueues: get: no URL given",
        "get http://a/ http://b/, cqueues: get: unexpected argument http://b/",
        "get -x http://a/, cqueues: get: unknown option -x",
        "get ftp://a/, 'cqueues: get: a URL begins with http:// or https://, not as ftp://a/'",
        "dig, cqueues: dig: a name is needed",
        "dig a A IN b, cqueues: dig: unexpected argument b",
        "dig a NOSUCH, 'cqueues: dig: NOSUCH: unknown DNS type'",
        "dig a..b, 'cqueues: dig: .*a\\.\\.b.*'",
        "dig a +nosuch, cqueues: dig: unknown option +nosuch",
        "dig a --nosuch, cqueues: dig: unknown option --nosuch",
        "dig a -p 0, 'cqueues: dig: option --port takes a number from 1 to 65535, not 0'",
        "dig a -p, cqueues: dig: option --port needs a value",
        "dig a @, cqueues: dig: a name or an address follows @",
        "dig a @b @c, 'cqueues: dig: one server is asked, not @b and @c'",
        "dig a --hints f, cqueues: dig: option --hints needs +recurse",
        "dig a @127.0.0.1 +recurse, 'cqueues: dig: +recurse begins at the root servers, or with --hints, and asks no other server'",
        "chat --idle 0, 'cqueues: chat: option --idle takes a number from 1 to 99999, not 0'",
    })
    void wrongUseIsOneLineAndStatus2(String arguments, String error) throws Exception {
        assertFails(2, error, arguments.isEmpty() ? new String[0] : arguments.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "httpd", "chat"})
    void portInUseIsOneLineAndStatus1(String command) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, HERE)) {
            String port = Integer.toString(other.getLocalPort());

            assertFails(
                    1,
                    "cqueues: " + command + ": .*127\\.0\\.0\\.1:" + port + ".*EADDRINUSE.*",
                    command,
                    "--port",
                    port);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "httpd --root /no/such/folder, cqueues: httpd: there is no folder /no/such/folder that can be read",
        "httpd --tls --cert /no/such/file, cqueues: httpd: there is no file /no/such/file",
        "httpd --tls --cert /dev/null, 'cqueues: httpd: /dev/null: no .*'",
        "get --cacert /no/such/file https://127.0.0.1:1/, cqueues: get: there is no file /no/such/file",
        "get http://127.0.0.1:1/, 'cqueues: get: connect 127.0.0.1:1: .*ECONNREFUSED.*'",
        "get http://[::1]:1/, 'cqueues: get: connect .*:1.*'",
        "get http://no.such.host.invalid/, 'cqueues: get: unknown host no.such.host.invalid.*'",
    })
    void failureIsOneLineAndStatus1(String arguments, String error) throws Exception {
        assertFails(1, error, arguments.split(" "));
    }

    @Test
    void chatGoesBetweenItsClients() throws Exception {
        try (Run run = run("chat", "--port", "0")) {
            int port = run.port();
            try (Socket ann = new Socket(HERE, port);
                    Socket bob = new Socket(HERE, port)) {
                send(ann, "ann\n");
                awaitLine(ann, "* Welcome, ann. /who tells who is here, /quit leaves.");
                send(bob, "bob\nhello\n/quit\n");

                awaitLine(ann, "<bob> hello");
                awaitLine(ann, "* bob goes.");
                awaitLine(bob, "* Good bye.");
            }
            run.signal("INT");
            assertEquals(0, run.status(), run.errors().toString());
            assertEquals(List.of(), run.errors());
        }
    }

    private static void awaitLine(Socket client, String wanted) throws IOException {
        StringBuilder heard = new StringBuilder();
        for (int c = client.getInputStream().read();
                c >= 0;
                c = client.getInputStream().read()) {
            heard.append((char) c);
            if (heard.toString().endsWith(wanted + "\r\n")) {
                return;
            }
        }
        throw new IOException("heard only " + heard);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void downloadThatASignalEndsIsAFailure(String signal) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, HERE);
                Run run = run("get", "http://127.0.0.1:" + server.getLocalPort() + "/");
                Socket client = server.accept()) {
            client.getInputStream().read();
            send(client, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nline\n");
            assertEquals("line", run.line());

            run.signal(signal);

            assertEquals(1, run.status());
            assertEquals(List.of("cqueues: get: interrupted"), run.errors());
            assertEquals(List.of(), run.leftovers());
        }
    }

    @Test
    void addressOfAnotherMachineIsOneLineAndStatus1() throws Exception {
        assertFails(1, "cqueues: echo: .*192\\.0\\.2\\.1.*EADDRNOTAVAIL.*", "echo", "--host", "192.0.2.1");
    }

    @Test
    void unknownHostIsOneLineAndStatus1() throws Exception {
        assertFails(
                1, "cqueues: echo: unknown host .*no\\.such\\.host\\.invalid.*", "echo", "--host=no.such.host.invalid");
    }

    @Test
    void portWithoutPermissionIsOneLineAndStatus1() throws Exception {
        try (Run run = Run.withoutLowPorts(Installation.HOME, work, "echo", "--port", "1")) {
            assertFails(run, 1, "cqueues: echo: .*EACCES.*");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.felix.scr.jar, cqueues: .*",
        "org.cqueues.controller.jar, cqueues: bundle org\\.cqueues\\.\\w+ does not start: .*org\\.cqueues\\.controller.*",
        "org.cqueues.shell.jar, cqueues: the command line does not start",
    })
    void distributionThatLacksABundleIsOneLineAndStatus1(String bundle, String error) throws Exception {
        Path home = copyWithout(bundle);
        try (Run run = new Run(home, work, "info")) {
            assertFails(run, 1, error);
        }
    }

    @ParameterizedTest
    @CsvSource({"org.cqueues.backend, info", "org.cqueues.binding, echo", "org.cqueues.engine, info"})
    void settingThatCannotBeMetIsOneLineAndStatus1(String setting, String command) throws Exception {
        try (Run run = new Run(Installation.HOME, work, List.of("-D" + setting + "=nonesuch"), command)) {
            assertFails(run, 1, "cqueues: " + command + ": cannot start: .*nonesuch.*");
        }
    }

    private Path copyWithout(String bundle) throws IOException {
        Path home = work.resolve("copy");
        for (String file : files(Installation.HOME)) {
            if (!file.equals("bundles/" + bundle)) {
                Path target = home.resolve(file);
                Files.createDirectories(target.getParent());
                Files.copy(Installation.HOME.resolve(file), target);
                target.toFile().setExecutable(Files.isExecutable(Installation.HOME.resolve(file)));
            }
        }
        return home;
    }

    private Run run(String... arguments) throws IOException {
        return new Run(Installation.HOME, work, arguments);
    }

    private void assertFails(int status, String error, String... arguments) throws Exception {
        try (Run run = run(arguments)) {
            assertFails(run, status, error);
        }
    }

    private static void assertFails(Run run, int status, String error) throws Exception {
        assertEquals(List.of(), run.rest());
        assertEquals(status, run.status());
        List<String> errors = run.errors();
        assertEquals(1, errors.size(), errors.toString());
        assertTrue(errors.get(0).equals(error) || errors.get(0).matches(error), errors.get(0));
        assertEquals(List.of(), run.leftovers());
    }

    private static void assertStartsWith(String beginning, String line) {
        assertTrue(line.startsWith(beginning), line);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String receive(Socket client, int length) throws IOException {
        InputStream in = client.getInputStream();
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }
}
