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
import java.util.Set;
import org.cqueues.controller.Controllers;
import org.cqueues.shell.Command;
import org.cqueues.socket.Sockets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs {@link HttpServer} until the component goes. */
@Component(
        service = Command.class,
        property = {"osgi.command.scope=cqueues", "osgi.command.function=httpd"})
public final class HttpdCommand extends Program {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Controllers controllers;
    private final Sockets sockets;

    @Activate
    public HttpdCommand(@Reference Controllers controllers, @Reference Sockets sockets) {
        super("httpd", "[--root .] [--host 127.0.0.1] [--port 8080]  sends the files of a folder over HTTP");
        this.controllers = controllers;
        this.sockets = sockets;
    }

    @Override
    void start(List<String> arguments, PrintStream out, PrintStream err) throws UsageException, IOException {
        Options options = Options.parse(arguments, Set.of("root", "host", "port"));
        int port = options.port("port", 8080);
        DocumentRoot root = root(options.path("root").orElse(Path.of("")));
        String host = InetAddress.getByName(options.text("host", "127.0.0.1")).getHostAddress();
        run(
                new HttpServer(controllers, sockets, root, PATIENCE),
                server -> server.serve(host, port, bound -> tell(out, bound), err));
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
     * Gogo's way to call it.
     *
     * @param arguments as on the command line
     * @return exit status
     */
    public int httpd(String... arguments) {
        return run(List.of(arguments), System.out, System.err);
    }
}
