package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Settings;
import org.cqueues.dns.Settings.Tcp;
import org.cqueues.kernel.SocketCalls.Family;

/** Writes a configuration in the syntax of resolv.conf. Pure. */
final class ConfigText {
    private ConfigText() {}

    static String of(ConfigState state) {
        Settings settings = state.settings();
        StringBuilder text = new StringBuilder();
        for (InetSocketAddress server : settings.nameserver()) {
            text.append("nameserver ")
                    .append(Peer.of(server, settings.tls()).text())
                    .append('\n');
        }
        if (!settings.search().isEmpty()) {
            text.append("search ")
                    .append(join(settings.search(), ConfigText::unbroken))
                    .append('\n');
        }
        text.append("; hosts: ").append(sources(state)).append('\n');
        text.append("lookup ")
                .append(String.join(" ", LookupWords.of(settings)))
                .append('\n');
        if (!settings.family().equals(Settings.DEFAULT.family())) {
            text.append("family ")
                    .append(join(settings.family(), ConfigText::word))
                    .append('\n');
        }
        settings.anchors().forEach(anchor -> text.append("trust-anchor ")
                .append(unbroken(anchor(anchor)))
                .append('\n'));
        options(text, settings);
        InetSocketAddress local = settings.local().orElse(new InetSocketAddress("0.0.0.0", 0));
        text.append("interface ")
                .append(Addresses.text(local.getAddress()))
                .append(' ')
                .append(local.getPort());
        return text.append('\n').toString();
    }

    private static void options(StringBuilder text, Settings settings) {
        text.append("options ndots:").append(settings.ndots());
        text.append(" timeout:").append(seconds(settings.timeout()));
        text.append(" attempts:").append(settings.attempts());
        text.append(settings.edns0() ? " edns0" : "");
        text.append(settings.rotate() ? " rotate" : "");
        text.append(settings.recurse() ? " recurse" : "");
        text.append(settings.smart() ? " smart" : "");
        text.append(settings.dnssec() ? " dnssec" : "");
        text.append(settings.tcp() == Tcp.ONLY ? " tcp" : settings.tcp() == Tcp.DISABLE ? " tcp:disable" : "");
        text.append('\n');
    }

    /** {@return a text in which nothing ends a word or begins a comment that did not before it was a name} */
    private static String unbroken(String text) {
        return text.replace("\\;", "\\059").replace("#", "\\035").replace(",", "\\044");
    }

    static String anchor(ResourceRecord anchor) {
        return anchor.name() + ' ' + anchor.type() + ' ' + anchor;
    }

    private static String seconds(Duration timeout) {
        long millis = timeout.toMillis();
        return millis % 1000 == 0
                ? Long.toString(millis / 1000)
                : millis / 1000 + "." + Long.toString(1000 + millis % 1000).substring(1);
    }

    private static String sources(ConfigState state) {
        if (!state.sources().isEmpty()) {
            return String.join(" ", state.sources());
        }
        return String.join(" ", LookupWords.of(state.settings(), lookup -> switch (lookup) {
            case FILE -> "files";
            case BIND -> "dns";
            case CACHE -> "cache";
        }));
    }

    static String word(Family family) {
        return family == Family.INET6 ? "inet6" : "inet4";
    }

    private static <T> String join(List<T> values, Function<T, String> word) {
        return values.stream().map(word).collect(Collectors.joining(" "));
    }
}
