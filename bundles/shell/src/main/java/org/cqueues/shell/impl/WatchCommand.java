package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cqueues.notify.Change;
import org.cqueues.notify.Flag;
import org.cqueues.notify.Notifier;
import org.cqueues.notify.Notifiers;
import org.cqueues.notify.Scope;
import org.cqueues.shell.Command;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Prints the changes of a directory as they come, until it is gone or the component goes. */
@Component(
        service = Command.class,
        property = {"osgi.command.scope=cqueues", "osgi.command.function=watch"})
public final class WatchCommand extends Program {
    private final Notifiers notifiers;

    @Activate
    public WatchCommand(@Reference Notifiers notifiers) {
        super("watch", "[--tree] DIR [NAME]...  prints changes of these files, of all, or of all below, as they come");
        this.notifiers = notifiers;
    }

    /** A notifier as a program runs it. */
    private record Watching(Notifier notifier) implements Running {
        @Override
        public void close() {
            notifier.close();
        }
    }

    @Override
    void start(List<String> arguments, PrintStream out, PrintStream err) throws UsageException, IOException {
        Options options = Options.parse(arguments, Set.of(), Set.of("tree"), Integer.MAX_VALUE);
        if (options.others().isEmpty()) {
            throw new UsageException("a directory is needed");
        }
        String path = options.others().get(0);
        List<String> names = options.others().subList(1, options.others().size());
        boolean tree = options.has("tree");
        if (tree && !names.isEmpty()) {
            throw new UsageException("option --tree is for all files, not for " + names.get(0));
        }
        Scope scope = tree ? Scope.TREE : names.isEmpty() ? Scope.ENTRIES : Scope.NAMES;
        run(new Watching(open(path, scope, names)), watching -> print(watching.notifier(), path, out));
    }

    private Notifier open(String path, Scope scope, List<String> names) throws UsageException, IOException {
        try {
            return adding(names, notifiers.opendir(path, Flag.ALL, scope));
        } catch (UnsupportedOperationException e) {
            throw new IOException(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static Notifier adding(List<String> names, Notifier notifier) {
        try {
            names.forEach(notifier::add);
            return notifier;
        } catch (RuntimeException e) {
            notifier.close();
            throw e;
        }
    }

    private static void print(Notifier notifier, String path, PrintStream out) throws IOException {
        tell("watching " + path, out);
        try {
            for (Optional<Change> change = notifier.get(); change.isPresent(); change = notifier.get()) {
                tell(change.get().toString(), out);
            }
        } catch (ClosedChannelException ended) {
            // The component goes: that is how the command ends.
        }
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
    public int watch(String... arguments) {
        return run(List.of(arguments), System.out, System.err);
    }
}
