package org.cqueues.dns.impl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The entries of hosts: value.
 *
 * @param names of each address its names in lower case, in order
 * @param canonical of each address its canonical name, if it has one
 * @param addresses of each name its addresses, in order: names the other way round
 */
record HostTable(
        Map<InetAddress, Set<String>> names,
        Map<InetAddress, String> canonical,
        Map<String, List<InetAddress>> addresses) {
    /** Longest file in bytes: lists of what is to be blocked have some hundred thousand lines. */
    static final int MAX_FILE = 64 << 20;

    static final HostTable EMPTY = new HostTable(Map.of(), Map.of(), Map.of());
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** Worker of one thread: a table in the making. */
    private static final class Draft {
        final Map<InetAddress, Set<String>> names = new LinkedHashMap<>();
        final Map<InetAddress, String> canonical = new LinkedHashMap<>();

        Draft(HostTable from) {
            from.names.forEach((address, some) -> names.put(address, new LinkedHashSet<>(some)));
            canonical.putAll(from.canonical);
        }

        void insert(InetAddress address, String name) {
            names.computeIfAbsent(address, ignored -> new LinkedHashSet<>()).add(name.toLowerCase(Locale.ROOT));
        }

        HostTable done() {
            Map<String, List<InetAddress>> addresses = new HashMap<>();
            names.forEach((address, some) -> some.forEach(name -> addresses
                    .computeIfAbsent(name, ignored -> new ArrayList<>(1))
                    .add(address)));
            return new HostTable(names, canonical, addresses);
        }
    }

    static HostTable parse(HostTable before, List<String> lines) {
        Draft draft = new Draft(before);
        for (String line : lines) {
            String[] words = BLANKS.split(line.replaceFirst("(?s)[#;].*", "").trim());
            Addresses.parse(words[0]).ifPresent(address -> {
                for (int i = 1; i < words.length; i++) {
                    if (RecordFormat.isName(words[i])) {
                        String name = RecordFormat.qualified(words[i]);
                        draft.insert(address, name);
                        draft.canonical.putIfAbsent(address, name.toLowerCase(Locale.ROOT));
                    }
                }
            });
        }
        return draft.done();
    }

    HostTable with(InetAddress address, String name, boolean isCanonical) {
        Draft draft = new Draft(this);
        draft.insert(address, name);
        if (isCanonical) {
            draft.canonical.put(address, name.toLowerCase(Locale.ROOT));
        }
        return draft.done();
    }

    List<InetAddress> addresses(String name) {
        return List.copyOf(addresses.getOrDefault(RecordFormat.qualified(name).toLowerCase(Locale.ROOT), List.of()));
    }

    Optional<String> name(InetAddress address) {
        return Optional.ofNullable(canonical.get(address));
    }

    /** The canonical name of an address comes first, so that it is that again when the text is read. */
    String text() {
        StringBuilder text = new StringBuilder();
        names.forEach((address, some) -> {
            String first = canonical.get(address);
            if (first != null) {
                line(text, address, first);
            }
            some.stream().filter(name -> !name.equals(first)).forEach(name -> line(text, address, name));
        });
        return text.toString();
    }

    private static void line(StringBuilder text, InetAddress address, String name) {
        text.append(String.format(Locale.ROOT, "%-16s %s", Addresses.text(address), name))
                .append('\n');
    }
}
