package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A run of Debian's openssl, which {@code build/test-peers} installs. Ended with the test. */
final class Openssl implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final StringBuilder heard = new StringBuilder();

    private Openssl(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Skips the test where the program is missing; fails it where the build requires peers. */
    static void require() {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl")));
        String missing = "openssl is not installed; build/test-peers installs it";
        assertTrue(found || !Boolean.parseBoolean(System.getenv("CQUEUES_PEERS_REQUIRED")), missing);
        assumeTrue(found, missing);
    }

    static Openssl run(String... arguments) throws IOException {
        return new Openssl(List.of(arguments));
    }

    /** {@return a file with a key of the tests and its certificates, as openssl reads them} */
    static String pem(Path directory, String name) throws Exception {
        Path file = directory.resolve(name + ".pem");
        Path store = Path.of(Openssl.class.getResource("/tls/" + name + ".p12").toURI());
        try (Openssl converter =
                run("pkcs12", "-in", store.toString(), "-passin", "pass:secret", "-nodes", "-out", file.toString())) {
            converter.end();
        }
        return file.toString();
    }

    /** Writes to its standard input. */
    Openssl say(String text) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(text).flush();
        return this;
    }

    /** Ends its standard input. */
    Openssl hush() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).close();
        return this;
    }

    /** {@return the next line of its output that has a part; what it says before is kept for messages} */
    String hear(String part) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            heard.append(line).append('\n');
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("openssl did not say \"" + part + "\" but\n" + heard);
    }

    /** {@return the port that a server of its waits at} */
    int port() throws IOException {
        String line = hear("ACCEPT");
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    /** {@return its status, once it has ended by itself} */
    int end() throws IOException, InterruptedException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            heard.append(line).append('\n');
        }
        return process.waitFor();
    }

    @Override
    public String toString() {
        return heard.toString();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
