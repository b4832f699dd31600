package org.cqueues.dns.impl;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Entries that are added to hosts: worker. */
final class HostChanges implements Changes<HostTable> {
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final Map<Endpoint, Set<String>> names = new LinkedHashMap<>();
    private final Map<Endpoint, String> canonical = new LinkedHashMap<>();
    private final Set<Endpoint> replaced = new HashSet<>(); // whose canonical name counts even if there was one before

    /** Adds a name, as canonical if its address has no canonical name yet. */
    void insert(InetAddress address, String name) {
        Endpoint key = Endpoint.of(address);
        canonical.putIfAbsent(key, added(key, name));
    }

    /** Adds a name, as canonical in place of what was, or as alias. */
    void insert(InetAddress address, String name, boolean isCanonical) {
        Endpoint key = Endpoint.of(address);
        String lower = added(key, name);
        if (isCanonical) {
            canonical.put(key, lower);
            replaced.add(key);
        }
    }

    private String added(Endpoint address, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        names.computeIfAbsent(address, ignored -> new LinkedHashSet<>()).add(lower);
        return lower;
    }

    void parse(List<String> lines) {
        for (String line : lines) {
            String[] words = BLANKS.split(line.replaceFirst("(?s)[#;].*", "").trim());
            Addresses.parse(words[0]).ifPresent(address -> {
                for (int i = 1; i < words.length; i++) {
                    if (RecordFormat.isName(words[i])) {
                        insert(address, RecordFormat.qualified(words[i]));
                    }
                }
            });
        }
    }

    @Override
    public HostTable applied(HostTable before) {
        Map<Endpoint, Set<String>> all = new LinkedHashMap<>();
        before.names().forEach((address, some) -> all.put(address, new LinkedHashSet<>(some)));
        names.forEach((address, some) ->
                all.computeIfAbsent(address, ignored -> new LinkedHashSet<>()).addAll(some));
        Map<Endpoint, String> firsts = new LinkedHashMap<>(before.canonical());
        canonical.forEach((address, name) -> {
            if (replaced.contains(address)) {
                firsts.put(address, name);
            } else {
                firsts.putIfAbsent(address, name);
            }
        });
        return HostTable.of(all, firsts);
    }
}
