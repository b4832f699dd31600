package org.cqueues.shell.impl;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cqueues.controller.Controllers;
import org.cqueues.notify.Notifiers;
import org.cqueues.shell.Command;
import org.cqueues.signal.Signals;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;
import org.cqueues.tls.TlsContexts;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs {@link HttpServer} until a signal ends it or the component goes. */
@Component(
        service = Command.class,
        property = {"osgi.command.scope=cqueues", "osgi.command.function=httpd"})
public final class HttpdCommand extends Program {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Controllers controllers;
    private final Sockets sockets;
    private final TlsContexts contexts;
    private final Notifiers notifiers;
    private final Signals signals;

    @Activate
    public HttpdCommand(
            @Reference Controllers controllers,
            @Reference Sockets sockets,
            @Reference TlsContexts contexts,
            @Reference Notifiers notifiers,
            @Reference Signals signals) {
        super(
                "httpd",
                "[--root .] [--host 127.0.0.1] [--port 8080] [--tls [--cert FILE [--key FILE]]] [--config FILE]"
                        + " [--grace 10]  sends the files of a folder over HTTP");
        this.controllers = controllers;
        this.sockets = sockets;
        this.contexts = contexts;
        this.notifiers = notifiers;
        this.signals = signals;
    }

    @Override
    void start(List<String> arguments, PrintStream out, PrintStream err) throws UsageException, IOException {
        Options options = Options.parse(
                arguments,
                Set.of("root", "host", "port", "cert", "key", "config", "grace"),
                Set.of("tls", NO_SIGNALS),
                0);
        int port = options.port("port", options.has("tls") ? 8443 : 8080);
        DocumentRoot root = root(options.path("root").orElse(Path.of("")));
        Optional<KeyFiles> keys = KeyFiles.of(options);
        // Without a certificate of its own the server makes one, which nobody trusts: for trying out.
        Optional<TlsOptions> tls = options.has("tls") && keys.isEmpty()
                ? Optional.of(KeyFiles.tls(contexts, contexts.selfSigned("localhost", "127.0.0.1", "::1")))
                : Optional.empty();
        String host = InetAddress.getByName(options.text("host", "127.0.0.1")).getHostAddress();
        Duration grace = options.seconds("grace", GRACE_SECONDS);
        Optional<Path> config = options.path("config").map(Path::toAbsolutePath);
        Report report = new Report(name(), out, err);
        run(new HttpServer(controllers, sockets, root, tls, PATIENCE), server -> {
            try (Upkeep upkeep = new Upkeep(controllers, grace)) {
                if (!options.has(NO_SIGNALS)) {
                    upkeep.heed(signals, report);
                }
                if (config.isPresent()) {
                    upkeep.heed(settings(config.get(), server, report));
                }
                if (keys.isPresent()) {
                    upkeep.heed(identity(keys.get(), server, report));
                }
                server.serve(host, port, upkeep, bound -> tell(out, bound), err);
            }
        });
    }

    private Reloadable<HttpSettings> settings(Path file, HttpServer server, Report report) throws IOException {
        return Reloadable.open(
                List.of(file),
                () -> SettingsFile.read(file, HttpSettings::parse),
                server::configure,
                notifiers,
                report);
    }

    private Reloadable<TlsOptions> identity(KeyFiles files, HttpServer server, Report report) throws IOException {
        return Reloadable.open(files.paths(), () -> files.read(contexts), server::secure, notifiers, report);
    }

    private static DocumentRoot root(Path folder) throws IOException {
        if (!Files.isDirectory(folder) || !Files.isExecutable(folder)) {
            throw new FileNotFoundException("there is no folder " + folder.toAbsolutePath() + " that can be read");
        }
        return new DocumentRoot(folder, InstantSource.system());
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
    public int httpd(String... arguments) {
        return run(withoutSignals(arguments), System.out, System.err);
    }
}
