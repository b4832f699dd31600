package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of somebody else that a test talks to. {@code build/test-peers} installs them all. */
final class Peer implements AutoCloseable {
    /** Set by the build where nothing may be left out. */
    private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("CQUEUES_PEERS_REQUIRED"));

    private static final long LIMIT_SECONDS = 60;

    private final Process process;
    private final BufferedReader output;
    private final Path errors;

    private Peer(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** Skips the test where the program is missing, and says so; where peers are required, fails it. */
    static void require(String program) {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
        require(found, program + " is not installed; build/test-peers installs it");
    }

    /** Skips the test where something else is missing, and says so; where peers are required, fails it. */
    static void require(boolean fulfilled, String missing) {
        if (REQUIRED) {
            assertTrue(fulfilled, missing);
        }
        assumeTrue(fulfilled, missing);
    }

    /** Starts a program that must be there, in the folder. Its errors go to a file of it. */
    static Peer start(Path work, String... command) throws IOException {
        require(command[0]);
        Path errors =
                Files.createTempFile(work, Path.of(command[0]).getFileName().toString(), ".err");
        return new Peer(
                new ProcessBuilder(command)
                        .directory(work.toFile())
                        .redirectError(errors.toFile())
                        .start(),
                errors);
    }

    /** Starts a program that must be there, whose errors are among what it prints, and waits until it says something. */
    static Peer startUntil(String said, Path work, String... command) throws IOException {
        require(command[0]);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Peer peer = new Peer(process, Files.createTempFile(work, command[0], ".err"));
        peer.await(said);
        return peer;
    }

    /** Reads up to a line that has a part. */
    void await(String said) throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line = line(); line != null; line = line()) {
            if (line.contains(said)) {
                return;
            }
            before.append(line).append('\n');
        }
        throw new IOException("it did not say \"" + said + "\" but\n" + before);
    }

    /** Runs a program to its end and returns what it printed; fails if it did not succeed. */
    static String run(Path work, String... command) throws Exception {
        try (Peer peer = start(work, command)) {
            peer.input().close();
            String printed = peer.rest();
            assertTrue(peer.status() == 0, List.of(command) + " ended with " + peer.status() + ": " + peer.errors());
            return printed;
        }
    }

    /** What it reads. */
    OutputStream input() {
        return process.getOutputStream();
    }

    /** The next line that it prints; null at the end. */
    String line() throws IOException {
        return output.readLine();
    }

    /** The rest of what it prints, a character for each byte. */
    String rest() {
        StringBuilder rest = new StringBuilder();
        try {
            for (int c = output.read(); c >= 0; c = output.read()) {
                rest.append((char) c);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rest.toString();
    }

    String errors() throws IOException {
        return Files.readString(errors, StandardCharsets.ISO_8859_1);
    }

    int status() throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("no end after " + LIMIT_SECONDS + " s; " + errors());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }
}
