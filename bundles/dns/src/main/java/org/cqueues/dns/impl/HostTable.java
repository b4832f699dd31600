package org.cqueues.dns.impl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of hosts: value.
 *
 * @param names of each address its names in lower case, in order
 * @param canonical of each address its canonical name, if it has one
 * @param addresses of each name its addresses, in order: names the other way round
 */
record HostTable(
        Map<Endpoint, Set<String>> names, Map<Endpoint, String> canonical, Map<String, List<InetAddress>> addresses) {
    /** Longest file in bytes: lists of what is to be blocked have some hundred thousand lines. */
    static final int MAX_FILE = 64 << 20;

    static final HostTable EMPTY = new HostTable(Map.of(), Map.of(), Map.of());

    /** {@return a table of names and canonical names, which are its own from now on} */
    static HostTable of(Map<Endpoint, Set<String>> names, Map<Endpoint, String> canonical) {
        Map<String, List<InetAddress>> addresses = new HashMap<>();
        names.forEach((address, some) -> some.forEach(name ->
                addresses.computeIfAbsent(name, ignored -> new ArrayList<>(1)).add(address.address())));
        return new HostTable(names, canonical, addresses);
    }

    List<InetAddress> addresses(String name) {
        return List.copyOf(addresses.getOrDefault(RecordFormat.qualified(name).toLowerCase(Locale.ROOT), List.of()));
    }

    Optional<String> name(InetAddress address) {
        return Optional.ofNullable(canonical.get(Endpoint.of(address)));
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

    private static void line(StringBuilder text, Endpoint address, String name) {
        text.append(String.format(Locale.ROOT, "%-16s %s", Addresses.text(address.address()), name))
                .append('\n');
    }
}
