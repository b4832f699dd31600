package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.CoroutineException;
import org.cqueues.shell.Command;
import org.cqueues.socket.Sockets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs {@link EchoServer} until the component goes. */
@Component(property = {"osgi.command.scope=cqueues", "osgi.command.function=echo"})
public final class EchoCommand implements Command {
    private static final Set<String> OPTIONS = Set.of("host", "port");

    private final Controllers controllers;
    private final Sockets sockets;
    private final Set<EchoServer> running = ConcurrentHashMap.newKeySet();

    @Activate
    public EchoCommand(@Reference Controllers controllers, @Reference Sockets sockets) {
        this.controllers = controllers;
        this.sockets = sockets;
    }

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public String synopsis() {
        return "[--host 127.0.0.1] [--port 8000]  sends each line back; port 0 takes any that is free";
    }

    @Override
    public int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(arguments, OPTIONS);
            serve(options.text("host", "127.0.0.1"), options.port("port", 8000), out);
            return SUCCESS;
        } catch (UsageException e) {
            err.println("cqueues: echo: " + e.getMessage());
            return USAGE;
        } catch (UnknownHostException e) {
            err.println("cqueues: echo: unknown host " + e.getMessage());
            return FAILURE;
        } catch (IOException | CoroutineException e) {
            err.println("cqueues: echo: " + e.getMessage());
            return FAILURE;
        }
    }

    private void serve(String host, int port, PrintStream out) throws IOException {
        String address = InetAddress.getByName(host).getHostAddress();
        try (EchoServer server = new EchoServer(controllers, sockets)) {
            running.add(server);
            try {
                server.serve(address, port, bound -> {
                    out.println("listening on " + text(bound));
                    out.flush();
                });
            } finally {
                running.remove(server);
            }
        }
    }

    private static String text(InetSocketAddress bound) {
        String host = bound.getAddress().getHostAddress();
        return (bound.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + bound.getPort();
    }

    /** Ends the servers, also those that another thread runs. */
    @Deactivate
    void close() {
        running.forEach(EchoServer::close);
    }

    /**
     * Gogo's way to call it.
     *
     * @param arguments as on the command line
     * @return exit status
     */
    public int echo(String... arguments) {
        return run(List.of(arguments), System.out, System.err);
    }
}
