package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.cqueues.controller.Controllers;
import org.cqueues.shell.Command;
import org.cqueues.socket.Sockets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs {@link HttpGet} for one URL. What the server answers is printed, whatever its status is. */
@Component(
        service = Command.class,
        property = {"osgi.command.scope=cqueues", "osgi.command.function=get"})
public final class GetCommand extends Program {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Controllers controllers;
    private final Sockets sockets;

    @Activate
    public GetCommand(@Reference Controllers controllers, @Reference Sockets sockets) {
        super("get", "URL [-i]  prints what a URL names; -i prints the head before it");
        this.controllers = controllers;
        this.sockets = sockets;
    }

    @Override
    void start(List<String> arguments, PrintStream out, PrintStream err) throws UsageException, IOException {
        Options options = Options.parse(arguments, Set.of(), Set.of("i"), 1);
        if (options.others().isEmpty()) {
            throw new UsageException("no URL given");
        }
        HttpUrl url = HttpUrl.parse(options.others().get(0));
        if (url.secure()) {
            throw new UsageException("https is to come");
        }
        run(new HttpGet(controllers, sockets, url, PATIENCE), get -> get.run(out, options.has("i")));
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
    public int get(String... arguments) {
        return run(List.of(arguments), System.out, System.err);
    }
}
