package org.cqueues.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listening in a process that was started with signals blocked, and so takes them through a signalfd. */
@Timeout(120)
class SignalfdListenerTest {
    private static final List<String> NAMES = List.of("HUP", "TERM", "USR1", "WINCH", "RTMIN+1");

    private Process process;
    private BufferedReader out;

    /** Starts a JVM as {@code cqueues --block} does. */
    private void start(Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env"));
        for (String name : NAMES) {
            command.add("--block-signal=" + name);
        }
        command.add("--ignore-signal=HUP"); // which the JVM would unblock
        command.add("--ignore-signal=TERM");
        command.addAll(OtherJvm.command(main, arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @AfterEach
    void end() throws IOException {
        process.destroyForcibly();
        out.close();
    }

    @Test
    void everyListenerGetsEachAndNoneIsLost() throws Exception {
        start(BlockedProcess.class, NAMES);
        for (String line = out.readLine(); !line.equals("ready"); line = out.readLine()) {
            assertTrue(line.endsWith(" signalfd"), line);
        }
        for (String name : List.of("HUP", "USR1", "WINCH")) {
            for (int i = 0; i < 20; i++) {
                send(name, 1);
                assertEquals(Set.of("one SIG" + name, "two SIG" + name), Set.of(out.readLine(), out.readLine()));
            }
        }
        // The kernel queues each real-time signal.
        send("RTMIN+1", 1_000);
        for (int i = 0; i < 2_000; i++) {
            assertTrue(out.readLine().endsWith(" SIGRTMIN+1"));
        }
        send("TERM", 1);
        assertEquals(Set.of("one SIGTERM", "two SIGTERM"), Set.of(out.readLine(), out.readLine()));
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }

    /** See the change log: what was read once nobody listened any more was sent again, and read again, for ever, and the last listener's close waited for that. */
    @Test
    void theLastListenerClosesWhileSignalsArrive() throws Exception {
        start(FloodedProcess.class, List.of("RTMIN+1"));

        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it still closes");

        assertEquals("signalfd: closed 20", out.readLine());
        assertEquals(0, process.exitValue());
    }

    private void send(String name, int times) throws Exception {
        Kill.send(process.pid(), name, times);
    }
}
