package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Settings;
import org.cqueues.dns.Settings.Tcp;
import org.cqueues.kernel.SocketCalls.Family;

/** Reads resolv.conf and nsswitch.conf: worker of one thread, for one file. What it does not understand it skips. */
final class ConfigReader {
    private static final Pattern ANCHOR =
            Pattern.compile("(\\S+)(?:\\s+\\d+)?(?:\\s+IN)?\\s+(DS|DNSKEY)\\s+(.+)", Pattern.CASE_INSENSITIVE);
    private static final int MAX_TIMEOUT_SECONDS = 3600;

    private final Settings.Builder after;
    private final List<Peer> servers = new ArrayList<>();
    private final List<ResourceRecord> anchors = new ArrayList<>();

    private ConfigReader(Settings before) {
        this.after = before.with();
    }

    static ConfigState resolvConf(ConfigState before, List<String> lines) {
        ConfigReader reader = new ConfigReader(before.settings());
        lines.forEach(reader::line);
        return before.with(reader.after.build());
    }

    private void line(String line) {
        List<String> words = words(line);
        if (words.size() < 2) {
            return;
        }
        List<String> values = words.subList(1, words.size());
        switch (words.get(0).toLowerCase(Locale.ROOT)) {
            case "nameserver" -> nameserver(values.get(0));
            case "domain", "search" -> search(values);
            case "lookup" -> LookupWords.read(after, values);
            case "family" -> family(values);
            case "options" -> values.forEach(this::option);
            case "interface" -> local(values);
            case "trust-anchor" -> trustAnchor(String.join(" ", values));
            default -> {}
        }
    }

    private static List<String> words(String line) {
        // After the address of a server there may be its name.
        String comment =
                line.trim().toLowerCase(Locale.ROOT).startsWith("nameserver") ? "(?s)(;|(?<!\\S)#).*" : "(?s)[#;].*";
        String content = line.replaceFirst(comment, "");
        List<String> words = new ArrayList<>(List.of(content.trim().split("[\\s,]+")));
        words.removeIf(String::isEmpty);
        return words;
    }

    /** The first servers of a file replace those that were there. */
    private void nameserver(String address) {
        if (servers.size() < Settings.MAX_NAMESERVERS) {
            address(address).ifPresent(server -> {
                servers.add(server);
                servers(after, servers);
            });
        }
    }

    static void servers(Settings.Builder after, List<Peer> servers) {
        Map<InetSocketAddress, String> names = new HashMap<>();
        servers.forEach(server -> server.name().ifPresent(name -> names.put(server.address(), name)));
        after.nameserver(servers.stream().map(Peer::address).toList());
        after.tls(names);
    }

    private static Optional<Peer> address(String text) {
        try {
            return Optional.of(Peer.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void search(List<String> suffixes) {
        List<String> names = new ArrayList<>();
        for (String suffix : suffixes) {
            if (names.size() < Settings.MAX_SEARCH) {
                name(suffix).ifPresent(names::add);
            }
        }
        after.search(names);
    }

    private static Optional<String> name(String text) {
        try {
            return Optional.of(RecordFormat.qualified(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void family(List<String> words) {
        List<Family> order = words.stream()
                .map(ConfigReader::family)
                .flatMap(Optional::stream)
                .toList();
        if (!order.isEmpty()) {
            after.family(order);
        }
    }

    static Optional<Family> family(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "inet4", "inet" -> Optional.of(Family.INET);
            case "inet6" -> Optional.of(Family.INET6);
            default -> Optional.empty();
        };
    }

    private void option(String option) {
        int colon = option.indexOf(':');
        String name = (colon < 0 ? option : option.substring(0, colon)).toLowerCase(Locale.ROOT);
        String value = colon < 0 ? "" : option.substring(colon + 1).toLowerCase(Locale.ROOT);
        switch (name) {
            case "edns0" -> after.edns0(true);
            case "rotate" -> after.rotate(true);
            case "recurse" -> after.recurse(true);
            case "dnssec" -> after.dnssec(true);
            case "smart" -> after.smart(true);
            case "use-vc" -> after.tcp(Tcp.ONLY);
            case "tcp" -> tcp(value).ifPresent(after::tcp);
            case "ndots" -> number(value, 0, 15).ifPresent(after::ndots);
            case "attempts" -> number(value, 1, 100).ifPresent(after::attempts);
            case "timeout" -> seconds(value).ifPresent(after::timeout);
            default -> {}
        }
    }

    /** The first anchors of a file replace those that were there. */
    private void trustAnchor(String text) {
        try {
            anchors.add(anchor(text));
            after.anchors(anchors);
        } catch (IllegalArgumentException e) {
            return; // skipped, as all that is not understood
        }
    }

    /**
     * {@return a record of its text in a master file, whose TTL and class may be there}
     *
     * @throws IllegalArgumentException if it is of another type than DS and DNSKEY
     */
    static ResourceRecord anchor(String text) {
        Matcher matcher = ANCHOR.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("an anchor is a name, DS or DNSKEY, and data, not \"" + text + '"');
        }
        return ResourceRecord.of(matcher.group(1), RecordType.of(matcher.group(2)), 0, matcher.group(3));
    }

    static Optional<Tcp> tcp(String value) {
        return switch (value) {
            case "enable" -> Optional.of(Tcp.ENABLE);
            case "", "1", "only" -> Optional.of(Tcp.ONLY);
            case "0", "disable" -> Optional.of(Tcp.DISABLE);
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> number(String digits, int least, int most) {
        return digits.matches("\\d{1,9}")
                ? Optional.of(Math.min(most, Math.max(least, Integer.parseInt(digits))))
                : Optional.empty();
    }

    /** Fractions too, down to a millisecond. Nothing is a second, as in glibc. */
    private static Optional<Duration> seconds(String digits) {
        if (!digits.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            return Optional.empty();
        }
        double seconds = Math.min(Double.parseDouble(digits), MAX_TIMEOUT_SECONDS);
        return Optional.of(
                seconds == 0 ? Duration.ofSeconds(1) : Duration.ofMillis(Math.max(1, Math.round(seconds * 1000))));
    }

    private void local(List<String> words) {
        String text = words.size() > 1 ? '[' + words.get(0) + "]:" + words.get(1) : words.get(0);
        try {
            after.local(Addresses.parse(text, 0));
        } catch (IllegalArgumentException e) {
            return; // skipped, as all that is not understood
        }
    }

    static ConfigState nsswitchConf(ConfigState before, List<String> lines) {
        ConfigState after = before;
        for (String line : lines) {
            String content = line.replaceFirst("(?s)#.*", "").trim();
            if (content.toLowerCase(Locale.ROOT).startsWith("hosts:")) {
                after = hostsLine(after, content.substring("hosts:".length()));
            }
        }
        return after;
    }

    private static ConfigState hostsLine(ConfigState before, String line) {
        NsswitchLine hosts = NsswitchLine.of(line);
        return hosts.order().isEmpty() ? before : new ConfigState(hosts.applied(before.settings()), hosts.sources());
    }
}
