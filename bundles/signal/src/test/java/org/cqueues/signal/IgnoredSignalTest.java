package org.cqueues.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A signal that is ignored when the JVM starts, as nohup and shells have it. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class IgnoredSignalTest {
    /** See the change log: for a moment the signal was the system's to take, which ended the process. */
    @Test
    void isNeverTheSystemsToTakeWhileListenersComeAndGo() throws Exception {
        List<String> command = new ArrayList<>(List.of("env", "--ignore-signal=HUP"));
        command.addAll(OtherJvm.command(IgnoredProcess.class, List.of()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), "status: 128 and the signal that ended it");
            assertEquals("took 200\n", said);
        } finally {
            process.destroyForcibly();
        }
    }
}
