package org.cqueues.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the distribution, on the JDK that runs the tests, with temporary files of its own. */
final class Run implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    private final Process process;
    private final BufferedReader out;
    private final Path errors;
    private final Path temporary;

    /** Starts a command of a distribution. */
    Run(Path home, Path work, String... arguments) throws IOException {
        this(home, work, List.of(), arguments);
    }

    /** Starts a command of a distribution with options for the JVM. */
    Run(Path home, Path work, List<String> options, String... arguments) throws IOException {
        this(List.of(), home, work, options, arguments);
    }

    /** Starts a command that may not take ports below 1024, also where the tests are root's. */
    static Run withoutLowPorts(Path home, Path work, String... arguments) throws IOException {
        List<String> drop = List.of("setpriv", "--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service");
        return new Run(
                System.getProperty("user.name").equals("root") ? drop : List.of(), home, work, List.of(), arguments);
    }

    /** Starts a command whose errors are among the lines of its output, in the order in which it wrote them. */
    static Run withErrorsAmongOutput(Path home, Path work, String... arguments) throws IOException {
        return new Run(List.of("sh", "-c", "exec \"$@\" 2>&1", "run"), home, work, List.of(), arguments);
    }

    private Run(List<String> prefix, Path home, Path work, List<String> options, String... arguments)
            throws IOException {
        temporary = Files.createTempDirectory(work, "tmp");
        errors = Files.createTempFile(work, "run", ".err");
        // A shell that starts the build in the background has its children ignore SIGINT.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM"));
        command.addAll(prefix);
        command.add(home.resolve("bin/cqueues").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("CQUEUES_JAVA", System.getProperty("java.home"));
        builder.environment()
                .put("CQUEUES_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary + " " + String.join(" ", options));
        process = builder.start();
        process.getOutputStream().close();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next line of its output; null at the end. */
    String line() throws IOException {
        return out.readLine();
    }

    /** The port of the line that says where it listens. */
    int port() throws IOException {
        String line = line();
        if (line == null || !line.startsWith("listening on 127.0.0.1:")) {
            throw new IOException("printed " + line + "; " + errors());
        }
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    /** Sends it a signal, such as TERM. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Its number, for who sends it many signals. */
    long pid() {
        return process.pid();
    }

    /** Waits for its end and returns its status. */
    int status() throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("no end after " + LIMIT_SECONDS + " s");
        }
        return process.exitValue();
    }

    /** The rest of its output. */
    List<String> rest() {
        return out.lines().toList();
    }

    /** Reads no more: what it writes from now on fails. */
    void closeOutput() throws IOException {
        out.close();
    }

    /** What it wrote as errors. */
    List<String> errors() throws IOException {
        return Files.readAllLines(errors);
    }

    /** The temporary files that it has left. */
    List<String> leftovers() {
        return List.of(temporary.toFile().list());
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        out.close();
    }
}
