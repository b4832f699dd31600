package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.cqueues.condition.Conditions;
import org.cqueues.controller.Controllers;
import org.cqueues.shell.Command;
import org.cqueues.socket.Sockets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs {@link ChatServer} until the component goes. */
@Component(
        service = Command.class,
        property = {"osgi.command.scope=cqueues", "osgi.command.function=chat"})
public final class ChatCommand extends Program {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Controllers controllers;
    private final Sockets sockets;
    private final Conditions conditions;

    @Activate
    public ChatCommand(
            @Reference Controllers controllers, @Reference Sockets sockets, @Reference Conditions conditions) {
        super(
                "chat",
                "[--host 127.0.0.1] [--port 7000] [--idle 600]  a chat; who is silent for so many seconds leaves");
        this.controllers = controllers;
        this.sockets = sockets;
        this.conditions = conditions;
    }

    @Override
    void start(List<String> arguments, PrintStream out, PrintStream err) throws UsageException, IOException {
        Options options = Options.parse(arguments, Set.of("host", "port", "idle"));
        int port = options.port("port", 7000);
        Duration idle = options.seconds("idle", 600);
        String host = InetAddress.getByName(options.text("host", "127.0.0.1")).getHostAddress();
        run(
                new ChatServer(controllers, sockets, conditions, idle, PATIENCE),
                server -> server.serve(host, port, bound -> tell(out, bound), err));
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
    public int chat(String... arguments) {
        return run(List.of(arguments), System.out, System.err);
    }
}
