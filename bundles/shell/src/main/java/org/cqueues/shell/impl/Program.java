package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.cqueues.controller.CoroutineException;
import org.cqueues.shell.Command;
import org.cqueues.tls.Pem;

/** A command that runs until it has ended or its component goes, and tells each failure in one line. */
abstract class Program implements Command {
    /** Flag of servers that are not to heed the signals of the process. */
    static final String NO_SIGNALS = "no-signals";

    /** How long a server that ends lets its clients go on, unless told otherwise. */
    static final int GRACE_SECONDS = 10;

    private final String name;
    private final String synopsis;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    Program(String name, String synopsis) {
        this.name = name;
        this.synopsis = synopsis;
    }

    /** What runs, and can be ended by another thread. */
    interface Running extends AutoCloseable {
        @Override
        void close();
    }

    /** What to do with it while it is open. */
    interface Work<T> {
        void with(T running) throws IOException;
    }

    /**
     * Does what the arguments say.
     *
     * @throws UsageException if they are wrong
     * @throws IOException if it fails
     */
    abstract void start(List<String> arguments, PrintStream out, PrintStream err) throws UsageException, IOException;

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String synopsis() {
        return synopsis;
    }

    @Override
    public final int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            start(arguments, out, err);
            return SUCCESS;
        } catch (UsageException e) {
            err.println("cqueues: " + name + ": " + e.getMessage());
            return USAGE;
        } catch (UnknownHostException e) {
            err.println("cqueues: " + name + ": unknown host " + e.getMessage());
            return FAILURE;
        } catch (IOException | CoroutineException e) {
            err.println("cqueues: " + name + ": " + e.getMessage());
            return FAILURE;
        } catch (RuntimeException e) { // a defect of ours
            err.println("cqueues: " + name + ": unexpected " + e);
            return FAILURE;
        }
    }

    /** Keeps what runs at hand for {@link #endAll}, and closes it after its work. */
    final <T extends Running> void run(T started, Work<T> work) throws IOException {
        try (started) {
            running.add(started);
            work.with(started);
        } finally {
            running.remove(started);
        }
    }

    /** Ends what runs, also what other threads run. */
    final void endAll() {
        running.forEach(Running::close);
    }

    /**
     * Prints a line at once.
     *
     * @throws IOException if nobody takes it
     */
    static void tell(String line, PrintStream out) throws IOException {
        out.println(line);
        requireTaken(out);
    }

    /** A print stream keeps a failure for itself until it is asked. */
    static void requireTaken(PrintStream out) throws IOException {
        if (out.checkError()) { // which flushes it too
            throw new IOException("the output takes no more");
        }
    }

    /** {@return arguments with the flag that leaves signals alone} */
    static List<String> withoutSignals(String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of("--" + NO_SIGNALS)).toList();
    }

    /** {@return what a file holds; that it cannot be read is told with its name} */
    static Pem pem(Path file) throws IOException {
        try {
            return Pem.read(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " cannot be read", e);
        }
    }

    /** Tells where a server listens: the address and the port. */
    static void tell(PrintStream out, InetSocketAddress bound) {
        String host = bound.getAddress().getHostAddress();
        out.println("listening on " + (bound.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":"
                + bound.getPort());
        out.flush();
    }
}
