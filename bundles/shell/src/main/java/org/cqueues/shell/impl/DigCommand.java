package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.cqueues.dns.Config;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Packet;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.ResolverStat;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Settings;
import org.cqueues.dns.Settings.Lookup;
import org.cqueues.dns.Settings.Tcp;
import org.cqueues.shell.Command;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.TlsContexts;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Asks for records and prints the answer. What servers say is no failure, whatever it is; that none says anything is. */
@Component(
        service = Command.class,
        property = {"osgi.command.scope=cqueues", "osgi.command.function=dig"})
public final class DigCommand extends Program {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Dns dns;
    private final TlsContexts contexts;

    @Activate
    public DigCommand(@Reference Dns dns, @Reference TlsContexts contexts) {
        super(
                "dig",
                "[@SERVER] [-p PORT] NAME [TYPE [CLASS]] [+tcp] [+edns] [+stat] [--timeout SECONDS]"
                        + " [+recurse [--hints FILE]] [+dnssec [--anchors FILE]] [+tls [--tls-name NAME] [--cacert FILE]]"
                        + "  prints what DNS knows of a name");
        this.dns = dns;
        this.contexts = contexts;
    }

    /** A resolver as a program runs it. */
    private record Digging(Resolver resolver) implements Running {
        @Override
        public void close() {
            resolver.close();
        }
    }

    @Override
    void start(List<String> arguments, PrintStream out, PrintStream err) throws UsageException, IOException {
        DigArguments asked = DigArguments.parse(arguments);
        Duration timeout = asked.timeout().orElse(LONGEST);
        requireName(asked);
        try {
            run(new Digging(resolver(asked)), digging -> print(digging.resolver(), asked, timeout, out));
        } catch (ClosedChannelException e) {
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private void requireName(DigArguments asked) throws UsageException {
        try {
            dns.packet().push(asked.name(), asked.type(), asked.recordClass());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private Resolver resolver(DigArguments asked) throws UsageException, IOException {
        Config config = asked.recurse() ? dns.rootConfig() : dns.stubConfig();
        Settings.Builder settings = config.settings().with().lookup(List.of(Lookup.BIND));
        if (asked.flags().contains("tcp")) {
            settings.tcp(Tcp.ONLY);
        }
        if (asked.flags().contains("edns")) {
            settings.edns0(true);
        }
        if (asked.flags().contains("dnssec")) {
            settings.dnssec(true);
            Optional<Path> anchors = asked.options().path("anchors");
            if (anchors.isPresent()) {
                settings.anchors(TrustAnchors.read(anchors.get()));
            }
        }
        if (!asked.recurse()) {
            List<InetSocketAddress> servers = servers(asked, config.settings());
            settings.nameserver(servers).tls(asked.tls() ? tlsNames(asked, servers) : Map.of());
        }
        Optional<SSLContext> trust =
                asked.tls() ? Optional.of(context(asked.options().path("cacert"))) : Optional.empty();
        Config changed = dns.config().set(settings.build());
        Optional<Path> hints = asked.options().path("hints");
        Resolver resolver = hints.isPresent()
                ? dns.resolver(changed, dns.hosts(), RootHints.read(dns, hints.get()))
                : dns.resolver(changed, dns.hosts());
        trust.ifPresent(resolver::settls);
        return resolver;
    }

    /** The names that the certificates of servers must be for. */
    private static Map<InetSocketAddress, String> tlsNames(DigArguments asked, List<InetSocketAddress> servers)
            throws UsageException {
        String name = asked.options().text("tls-name", asked.server().orElseThrow());
        return servers.stream().collect(Collectors.toMap(server -> server, server -> name));
    }

    private SSLContext context(Optional<Path> authorities) throws UsageException, IOException {
        ClientOptions.Builder trusted = ClientOptions.builder();
        if (authorities.isPresent()) {
            trusted.authorities(contexts.certificates(pem(authorities.get())));
        }
        try {
            return contexts.client(trusted.build());
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private List<InetSocketAddress> servers(DigArguments asked, Settings system) throws UsageException, IOException {
        if (asked.server().isEmpty()) {
            return system.nameserver().stream()
                    .map(server -> asked.options().has("port")
                            ? new InetSocketAddress(server.getAddress(), asked.port())
                            : server)
                    .toList();
        }
        String server = asked.server().get();
        try {
            String address = '[' + server + "]:" + asked.port();
            return dns.config(Map.of("nameserver", List.of(address))).settings().nameserver();
        } catch (IllegalArgumentException e) {
            return addresses(server).stream()
                    .map(address -> new InetSocketAddress(address, asked.port()))
                    .limit(Settings.MAX_NAMESERVERS)
                    .toList();
        }
    }

    /** A server's name is looked up as that of any other host. */
    private List<InetAddress> addresses(String host) throws UsageException, IOException {
        List<InetAddress> addresses = new ArrayList<>();
        try (Resolver resolver = dns.stub()) {
            for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
                for (ResourceRecord record : resolver.query(host, type).grep()) {
                    if (record.data() instanceof Rdata.A four) {
                        addresses.add(four.addr());
                    } else if (record.data() instanceof Rdata.Aaaa six) {
                        addresses.add(six.addr());
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return addresses;
    }

    private static void print(Resolver resolver, DigArguments asked, Duration timeout, PrintStream out)
            throws IOException {
        Packet answer = resolver.query(asked.name(), asked.type(), asked.recordClass(), timeout);
        out.print(answer);
        if (asked.flags().contains("stat")) {
            out.print(text(resolver.stat()));
        }
        requireTaken(out);
    }

    /** Has the form of a packet's text. */
    private static String text(ResolverStat stat) {
        return "\n;; [STATISTICS]\n" + line("queries", stat.queries())
                + lines("udp", stat.udp())
                + lines("tcp", stat.tcp());
    }

    private static String lines(String name, ResolverStat.Transport transport) {
        return line(name + ".sent.count", transport.sent().count())
                + line(name + ".sent.bytes", transport.sent().bytes())
                + line(name + ".rcvd.count", transport.rcvd().count())
                + line(name + ".rcvd.bytes", transport.rcvd().bytes());
    }

    private static String line(String name, long value) {
        return String.format(";; %14s : %d%n", name, value);
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
    public int dig(String... arguments) {
        return run(List.of(arguments), System.out, System.err);
    }
}
