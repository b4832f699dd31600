package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real signals of another process to the distribution, which takes them in either way. */
@Timeout(180)
class SignalIT {
    private static final int TIMES = 1_000;
    private static final List<String> NAMES = List.of("HUP", "USR1", "WINCH");

    @TempDir
    Path work;

    /** A process that sends signals to another one. */
    private static final class Sender implements AutoCloseable {
        private final Process shell;
        private final OutputStream names;

        Sender(Run run) throws IOException {
            shell = new ProcessBuilder("sh", "-c", "while read -r name; do kill -s \"$name\" " + run.pid() + "; done")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            names = shell.getOutputStream();
        }

        void send(String name) throws IOException {
            names.write((name + "\n").getBytes(StandardCharsets.US_ASCII));
            names.flush();
        }

        @Override
        public void close() throws IOException {
            names.close();
            try {
                shell.waitFor(); // what it has read is sent
            } catch (InterruptedException e) {
                shell.destroy();
                Thread.currentThread().interrupt();
            }
        }
    }

    private Run run(String... arguments) throws IOException {
        return new Run(Installation.HOME, work, arguments);
    }

    /** How each signal is taken, as the command tells before it is ready. */
    private static Map<String, String> ways(Run run) throws IOException {
        Map<String, String> ways = new TreeMap<>();
        for (String line = run.line(); !"ready".equals(line); line = run.line()) {
            if (line == null) {
                throw new IOException("it ended: " + run.errors());
            }
            String[] words = line.split(" ");
            ways.put(words[2], words[4]);
        }
        return ways;
    }

    @ParameterizedTest
    @CsvSource({"handler, ''", "signalfd, 'HUP,USR1,WINCH,TERM'"})
    void aThousandInARowAreAllTaken(String way, String blocked) throws Exception {
        List<String> arguments = new ArrayList<>(blocked.isEmpty() ? List.of() : List.of("--block", blocked));
        arguments.add("signals");
        arguments.addAll(NAMES);
        try (Run run = run(arguments.toArray(new String[0]))) {
            ways(run).forEach((name, taken) -> assertEquals(way, taken, name));
            try (Sender sender = new Sender(run)) {
                // Each is answered before the next is sent, so the kernel never makes one of two.
                for (int i = 0; i < TIMES; i++) {
                    String name = NAMES.get(i % NAMES.size());
                    sender.send(name);
                    assertTrue(run.line().startsWith("SIG" + name + " "));
                }
                sender.send("TERM");
                assertTrue(run.line().startsWith("SIGTERM "));
            }
            assertEquals(List.of(), run.rest());
            assertEquals(0, run.status());
            assertEquals(List.of(), run.errors());
            assertEquals(List.of(), run.leftovers());
        }
    }

    @Test
    void realTimeSignalsAreQueuedByTheKernelAndAllTaken() throws Exception {
        try (Run run = run("--block=RTMIN+1,RTMAX", "signals", "RTMIN+1", "RTMAX")) {
            Map<String, String> ways = ways(run);
            assertEquals("signalfd", ways.get("SIGRTMIN+1"));
            assertEquals("signalfd", ways.get("SIGRTMAX"));
            assertEquals("handler", ways.get("SIGTERM"));
            try (Sender sender = new Sender(run)) {
                for (int i = 0; i < TIMES; i++) {
                    sender.send("RTMIN+1");
                }
                for (int i = 0; i < TIMES; i++) {
                    assertTrue(run.line().startsWith("SIGRTMIN+1 "));
                }
                sender.send("RTMAX");
                assertTrue(run.line().startsWith("SIGRTMAX "));
                sender.send("TERM");
            }
            assertEquals(0, run.status());
        }
    }

    @Test
    void whatIsBlockedIsListenedForUnlessNamesAreGiven() throws Exception {
        try (Run run = run("--block", "sigrtmin+2,hup", "signals")) {
            Map<String, String> ways = ways(run);

            assertEquals("signalfd", ways.get("SIGRTMIN+2"));
            assertEquals("signalfd", ways.get("SIGHUP"));
            assertEquals("handler", ways.get("SIGUSR1"));
            run.signal("TERM");
            assertEquals(0, run.status());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--block, cqueues: option --block needs a value, 2",
        "--block NONE info, 'cqueues: option --block takes names of signals, not NONE', 2",
        "--block HUP;true info, 'cqueues: option --block takes names of signals, not HUP;TRUE', 2",
        "signals NONE, cqueues: signals: no signal is called \"NONE\" here, 2",
        "signals SEGV, cqueues: signals: SIGSEGV cannot be listened for: the JVM's compiled code needs it, 2",
    })
    void wrongUseIsOneLineAndAStatus(String arguments, String error, int status) throws Exception {
        try (Run run = run(arguments.split(" "))) {
            assertEquals(List.of(), run.rest());
            assertEquals(status, run.status());
            assertEquals(List.of(error), run.errors());
        }
    }

    @Test
    void realTimeSignalThatIsNotBlockedIsOneLineWithTheReason() throws Exception {
        try (Run run = run("signals", "RTMIN+1")) {
            assertEquals(List.of(), run.rest());
            assertEquals(1, run.status());
            assertEquals(1, run.errors().size());
            assertTrue(
                    run.errors()
                            .get(0)
                            .matches("cqueues: signals: SIGRTMIN\\+1 cannot be listened for: .*not blocked.*"),
                    run.errors().get(0));
        }
    }
}
