package org.cqueues.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts the framework with the bundles beside it, runs one command and ends the process with its status. A signal ends the command, stops the
 * services in order and ends the process with status 0.
 */
public final class Main {
    private static final int RUNNING = -1;

    private Main() {}

    /**
     * Runs a command.
     *
     * @param args its name and its arguments
     */
    public static void main(String[] args) throws Exception {
        AtomicInteger status = new AtomicInteger(RUNNING);
        Distribution distribution = new Distribution(home());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(distribution, status), "cqueues-shutdown"));
        String failure = "";
        int result;
        try {
            distribution.start();
            result = distribution.run(List.of(args));
        } catch (StartException e) {
            failure = e.getMessage();
            result = 1;
        }
        // What fails because a signal is ending everything is no failure.
        if (status.compareAndSet(RUNNING, result) && !failure.isEmpty()) {
            System.err.println("cqueues: " + failure);
        }
        System.exit(result);
    }

    /** Without a result yet it was a signal that ended the command, as asked. Halting keeps the JVM from adding 128 to its number. */
    private static void end(Distribution distribution, AtomicInteger status) {
        status.compareAndSet(RUNNING, 0);
        distribution.close();
        System.out.flush();
        Runtime.getRuntime().halt(status.get());
    }

    /** The folder above {@code lib}, which holds this class's jar. */
    private static Path home() throws Exception {
        Path jar = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return jar.getParent().getParent();
    }
}
