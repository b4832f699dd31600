package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cqueues.condition.Conditions;
import org.cqueues.controller.Controllers;
import org.cqueues.notify.Notifiers;
import org.cqueues.shell.Command;
import org.cqueues.signal.Signals;
import org.cqueues.socket.Sockets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs {@link ChatServer} until a signal ends it or the component goes. */
@Component(
        service = Command.class,
        property = {"osgi.command.scope=cqueues", "osgi.command.function=chat"})
public final class ChatCommand extends Program {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Controllers controllers;
    private final Sockets sockets;
    private final Conditions conditions;
    private final Notifiers notifiers;
    private final Signals signals;

    @Activate
    public ChatCommand(
            @Reference Controllers controllers,
            @Reference Sockets sockets,
            @Reference Conditions conditions,
            @Reference Notifiers notifiers,
            @Reference Signals signals) {
        super(
                "chat",
                "[--host 127.0.0.1] [--port 7000] [--idle 600] [--motd FILE] [--grace 10]"
                        + "  a chat; who is silent for so many seconds leaves");
        this.controllers = controllers;
        this.sockets = sockets;
        this.conditions = conditions;
        this.notifiers = notifiers;
        this.signals = signals;
    }

    @Override
    void start(List<String> arguments, PrintStream out, PrintStream err) throws UsageException, IOException {
        Options options =
                Options.parse(arguments, Set.of("host", "port", "idle", "motd", "grace"), Set.of(NO_SIGNALS), 0);
        int port = options.port("port", 7000);
        Duration idle = options.seconds("idle", 600);
        Duration grace = options.seconds("grace", GRACE_SECONDS);
        Optional<Path> motd = options.path("motd");
        String host = InetAddress.getByName(options.text("host", "127.0.0.1")).getHostAddress();
        Report report = new Report(name(), out, err);
        run(new ChatServer(controllers, sockets, conditions, idle, PATIENCE), server -> {
            try (Upkeep upkeep = new Upkeep(controllers, grace)) {
                if (!options.has(NO_SIGNALS)) {
                    upkeep.heed(signals, report);
                }
                if (motd.isPresent()) {
                    Path file = motd.get().toAbsolutePath();
                    upkeep.heed(Reloadable.open(
                            List.of(file),
                            () -> SettingsFile.read(file, Welcome::parse),
                            server::welcome,
                            notifiers,
                            report));
                }
                server.serve(host, port, upkeep, bound -> tell(out, bound), err);
            }
        });
    }

    @Deactivate
    void close() {
        endAll();
    }

    /**
     * Gogo's way to call it. The signals of the process are somebody else's there.
     *
     * @param arguments as on the command line
     * @return exit status
     */
    public int chat(String... arguments) {
        return run(withoutSignals(arguments), System.out, System.err);
    }
}
