package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.cqueues.shell.Command;
import org.cqueues.signal.SignalListener;
import org.cqueues.signal.Signals;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Prints the signals that the process gets, until it gets {@code SIGTERM} or the component goes. */
@Component(
        service = Command.class,
        property = {"osgi.command.scope=cqueues", "osgi.command.function=signals"})
public final class SignalsCommand extends Program {
    private static final String LAST = "SIGTERM";

    /** What is printed unless somebody says otherwise, beside what is blocked: {@code SIGINT} is not, so that a terminal can end the command. */
    private static final List<String> USUAL = List.of("HUP", "USR1", "ALRM", "WINCH");

    private final Signals signals;

    @Activate
    public SignalsCommand(@Reference Signals signals) {
        super("signals", "[NAME]...  prints the signals it gets until SIGTERM; see --block for real-time ones");
        this.signals = signals;
    }

    /** A listener as a program runs it. */
    private record Listening(SignalListener listener) implements Running {
        @Override
        public void close() {
            listener.close();
        }
    }

    @Override
    void start(List<String> arguments, PrintStream out, PrintStream err) throws UsageException, IOException {
        List<String> names =
                Options.parse(arguments, Set.of(), Set.of(), Integer.MAX_VALUE).others();
        run(new Listening(listen(names)), listening -> print(listening.listener(), out));
    }

    private SignalListener listen(List<String> names) throws UsageException, IOException {
        try {
            Set<Integer> chosen = names.isEmpty() ? usual() : new TreeSet<>();
            names.forEach(name -> chosen.add(signals.number(name)));
            chosen.add(signals.number(LAST));
            return signals.listen(chosen.stream().mapToInt(Integer::intValue).toArray());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        } catch (UnsupportedOperationException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Set<Integer> usual() throws IOException {
        Set<Integer> usual = new TreeSet<>();
        USUAL.forEach(name -> usual.add(signals.number(name)));
        for (int signal : signals.numbers().values()) {
            if (signals.features(signal).name().equals("signalfd")) {
                usual.add(signal);
            }
        }
        return usual;
    }

    private void print(SignalListener listener, PrintStream out) throws IOException {
        listener.features()
                .forEach((signal, choice) ->
                        out.println("listening for " + signals.name(signal).orElseThrow() + " by " + choice.name()));
        tell("ready", out);
        try {
            printUntilTheLast(listener, out);
        } catch (ClosedChannelException ended) {
            // The component goes: that is how the command ends otherwise.
        }
    }

    private void printUntilTheLast(SignalListener listener, PrintStream out) throws IOException {
        int last = signals.number(LAST);
        int signal;
        do {
            signal = listener.await();
            print(signal, out);
        } while (signal != last);
        // The lowest comes first, so there may be more that came before.
        for (OptionalInt rest = listener.await(Duration.ZERO); rest.isPresent(); rest = listener.await(Duration.ZERO)) {
            print(rest.getAsInt(), out);
        }
    }

    private void print(int signal, PrintStream out) throws IOException {
        tell(signals.name(signal).orElseThrow() + " " + signals.strsignal(signal), out);
    }

    @Deactivate
    void close() {
        endAll();
    }

    /**
     * Gogo's way to call it.
     *
     * @param arguments as on the command line
     * @return exit status
     */
    public int signals(String... arguments) {
        return run(List.of(arguments), System.out, System.err);
    }
}
