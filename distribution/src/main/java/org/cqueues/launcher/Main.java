package org.cqueues.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts the framework with the bundles beside it, runs one command and ends the process with its status. A signal stops the services in order, which
 * ends the command; what it then returns is the status of the process, for only the command knows whether that was all that it was asked for.
 */
public final class Main {
    /** How long a command may take to return once its services are gone: a busy machine unwinds thousands of coroutines more slowly than an idle one. */
    private static final long LAST_WORDS_SECONDS = 10;

    private final Distribution distribution;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile int status = 1; // until the command has told another one

    private Main(Distribution distribution) {
        this.distribution = distribution;
    }

    /**
     * Runs a command.
     *
     * @param args its name and its arguments
     */
    public static void main(String[] args) throws Exception {
        Main main = new Main(new Distribution(home()));
        Runtime.getRuntime().addShutdownHook(new Thread(main::end, "cqueues-shutdown"));
        main.run(List.of(args));
        System.exit(main.status);
    }

    private void run(List<String> arguments) {
        try {
            distribution.start();
            status = distribution.run(arguments);
        } catch (StartException e) {
            // What fails because a signal is ending everything is no failure.
            status = ending.get() ? 0 : 1;
            if (status != 0) {
                System.err.println("cqueues: " + e.getMessage());
            }
        } catch (RuntimeException | Error e) { // a defect of ours; the framework's threads would go on for ever
            e.printStackTrace();
        } finally {
            done.countDown();
        }
    }

    /** Halting keeps the JVM from adding 128 to the number of a signal. */
    private void end() {
        ending.set(true);
        distribution.close();
        try {
            done.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // then without its last words
        }
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    /** The folder above {@code lib}, which holds this class's jar. */
    private static Path home() throws Exception {
        Path jar = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return jar.getParent().getParent();
    }
}
