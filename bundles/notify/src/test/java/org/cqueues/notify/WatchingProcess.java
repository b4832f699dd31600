package org.cqueues.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.cqueues.kernel.ErrnoException;

/**
 * A process that watches, with mounts or a user of its own. A line tells it what to do, {@code watch SCOPE PATH}, {@code tell} what there is to tell, or
 * {@code run COMMAND}; it answers with lines up to an empty one.
 */
final class WatchingProcess implements AutoCloseable {
    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    private WatchingProcess(Process process) {
        this.process = process;
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Where the classes are that it needs. */
    static String classes() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Starts it through a program that makes it different. */
    static WatchingProcess start(String classes, String... through) throws IOException {
        List<String> command = new ArrayList<>(List.of(through));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(classes);
        command.add(WatchingProcess.class.getName());
        return new WatchingProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Has it do something, and returns what it answers. */
    List<String> ask(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
        List<String> answer = new ArrayList<>();
        for (String said = out.readLine(); !said.isEmpty(); said = out.readLine()) {
            answer.add(said);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IOException("the process that watches goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            out.close();
        }
    }

    // In the process.

    /** Runs it until its input ends. */
    public static void main(String[] none) throws Exception {
        Notifier[] notifier = new Notifier[1];
        try (World world = new World();
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> {
                try {
                    notifier[0] = obey(world, notifier[0], line.split(" ", 3));
                } catch (ErrnoException e) {
                    System.out.println(e.name());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                System.out.println();
                System.out.flush();
            });
        }
    }

    private static Notifier obey(World world, Notifier notifier, String[] words)
            throws IOException, InterruptedException {
        switch (words[0]) {
            case "watch" -> {
                Scope scope = Scope.valueOf(words[1]);
                // Of the directory itself only what is always told, where there are names to tell of.
                EnumSet<Flag> flags = scope == Scope.NAMES ? EnumSet.noneOf(Flag.class) : EnumSet.copyOf(Flag.ALL);
                Notifier opened = world.notifiers.opendir(words[2], flags, scope);
                return scope == Scope.NAMES ? opened.add("a") : opened;
            }
            case "tell" -> tell(notifier);
            default ->
                new ProcessBuilder("sh", "-ec", words[1] + " " + words[2])
                        .inheritIO()
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
        }
        return notifier;
    }

    private static void tell(Notifier notifier) throws IOException {
        for (Optional<Change> each = notifier.get(Duration.ZERO);
                each.isPresent();
                each = notifier.get(Duration.ZERO)) {
            System.out.println(each.get());
        }
        if (notifier.isEnded()) {
            System.out.println("ended");
        }
    }
}
