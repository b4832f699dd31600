package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cqueues.controller.Controllers;
import org.cqueues.shell.Command;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.TlsContexts;
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
    private final TlsContexts contexts;

    @Activate
    public GetCommand(@Reference Controllers controllers, @Reference Sockets sockets, @Reference TlsContexts contexts) {
        super("get", "URL [-i] [--cacert FILE] [--insecure]  prints what a URL names; -i prints the head before it");
        this.controllers = controllers;
        this.sockets = sockets;
        this.contexts = contexts;
    }

    @Override
    void start(List<String> arguments, PrintStream out, PrintStream err) throws UsageException, IOException {
        Options options = Options.parse(arguments, Set.of("cacert"), Set.of("i", "insecure"), 1);
        if (options.others().isEmpty()) {
            throw new UsageException("no URL given");
        }
        HttpUrl url = HttpUrl.parse(options.others().get(0));
        run(new HttpGet(controllers, sockets, url, tls(options, url), PATIENCE), get -> get.run(out, options.has("i")));
    }

    /** Bouncy Castle takes a moment to load: not for what goes in clear. */
    private TlsOptions tls(Options options, HttpUrl url) throws UsageException, IOException {
        if (!url.secure()) {
            return TlsOptions.defaults();
        }
        boolean verify = !options.has("insecure");
        ClientOptions.Builder trusted = ClientOptions.builder().verify(verify);
        Optional<Path> authorities = options.path("cacert");
        if (authorities.isPresent()) {
            trusted.authorities(contexts.certificates(pem(authorities.get())));
        }
        try {
            return TlsOptions.builder()
                    .context(contexts.client(trusted.build()))
                    .verify(verify)
                    .alpn("http/1.1")
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
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
    public int get(String... arguments) {
        return run(List.of(arguments), System.out, System.err);
    }
}
