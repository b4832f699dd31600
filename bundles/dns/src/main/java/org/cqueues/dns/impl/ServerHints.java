package org.cqueues.dns.impl;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.dns.Config;
import org.cqueues.dns.Hints;

/** Worker: servers by zone. All guarded by the map of zones. */
final class ServerHints implements Hints {
    private static final Pattern ZONE = Pattern.compile("ZONE \"(.+)\"");
    private static final Pattern SERVER = Pattern.compile("\\t\\((\\d{1,9})\\) (\\S+)");

    private final MethodTable<Hints> methods;
    private final Map<String, Map<Endpoint, Hint>> zones = new LinkedHashMap<>();
    private volatile int changes; // written under the map

    /** How a server is asked. */
    private record Hint(Peer server, int priority) {}

    ServerHints(MethodTable<Hints> methods) {
        this.methods = methods;
    }

    static MethodTable<Hints> table() {
        Map<String, Method<Hints>> originals = Map.of(
                "insert",
                        (self, arguments) ->
                                of(self).plainInsert((String) arguments[0], arguments[1], (Integer) arguments[2]),
                "grep", (self, arguments) -> of(self).plainGrep((String) arguments[0]),
                "tls", (self, arguments) -> of(self).plainTls((String) arguments[0]),
                "zones", (self, arguments) -> of(self).plainZones((String) arguments[0]),
                "loadfile", (self, arguments) -> of(self).plainLoadfile((InputStream) arguments[0]),
                "toString", (self, arguments) -> of(self).plainText());
        return new MethodTable<>(originals);
    }

    private static ServerHints of(Hints self) {
        if (self instanceof ServerHints hints) {
            return hints;
        }
        throw new IllegalArgumentException("not hints of this service: " + self);
    }

    @Override
    public Hints insert(String zone, String address) {
        return insert(zone, address, 1);
    }

    @Override
    public Hints insert(String zone, String address, int priority) {
        return insertAny(zone, address, priority);
    }

    @Override
    public Hints insert(String zone, Config config) {
        return insertAny(zone, config, null);
    }

    @Override
    public Hints insert(String zone, Config config, int priority) {
        return insertAny(zone, config, priority);
    }

    private Hints insertAny(String zone, Object servers, Integer priority) {
        return methods.isPlain()
                ? plainInsert(zone, servers, priority)
                : (Hints) methods.call(this, "insert", zone, servers, priority);
    }

    private Hints plainInsert(String zone, Object servers, Integer priority) {
        String key = key(zone);
        if (servers instanceof String address) {
            put(key, Peer.parse(address), priority == null ? 1 : priority);
            return this;
        }
        Config config = (Config) servers;
        boolean rotate = config.settings().rotate();
        int next = 1;
        for (InetSocketAddress server : config.settings().nameserver()) {
            put(key, Peer.of(server, config.settings().tls()), priority == null ? next : priority);
            next += rotate ? 0 : 1;
        }
        return this;
    }

    private void put(String zone, Peer server, int priority) {
        synchronized (zones) {
            Map<Endpoint, Hint> servers = zones.computeIfAbsent(zone, ignored -> new LinkedHashMap<>());
            Endpoint endpoint = Endpoint.of(server.address());
            if (servers.size() >= MAX_SERVERS && !servers.containsKey(endpoint)) {
                throw new IllegalStateException("the hints of a zone are at most " + MAX_SERVERS + " servers, \"" + zone
                        + "\" has them already");
            }
            Hint hint = new Hint(server, Math.max(1, priority));
            changes += hint.equals(servers.put(endpoint, hint)) ? 0 : 1;
        }
    }

    /** {@return how often servers were inserted, or became others} */
    int changes() {
        return changes;
    }

    /** {@return the hints of a zone, mostly under the very name that {@link #zones} told} */
    private Map<Endpoint, Hint> at(String zone) {
        Map<Endpoint, Hint> hints = zones.get(zone);
        return hints != null ? hints : zones.getOrDefault(key(zone), Map.of());
    }

    private static String key(String zone) {
        return RecordFormat.qualified(zone).toLowerCase(Locale.ROOT);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<InetSocketAddress> grep(String zone) {
        return methods.isPlain() ? plainGrep(zone) : (List<InetSocketAddress>) methods.call(this, "grep", zone);
    }

    private List<InetSocketAddress> plainGrep(String zone) {
        synchronized (zones) {
            List<Hint> hinted = new ArrayList<>(at(zone).values());
            if (hinted.size() > 1) {
                Collections.shuffle(hinted); // those of the same priority
                hinted.sort(Comparator.comparing(Hint::priority));
            }
            return new ArrayList<>(
                    hinted.stream().map(hint -> hint.server().address()).toList());
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<InetSocketAddress, String> tls(String zone) {
        return methods.isPlain() ? plainTls(zone) : (Map<InetSocketAddress, String>) methods.call(this, "tls", zone);
    }

    private Map<InetSocketAddress, String> plainTls(String zone) {
        Map<InetSocketAddress, String> names = Map.of();
        synchronized (zones) {
            for (Hint hint : at(zone).values()) {
                if (hint.server().name().isPresent()) {
                    names = names.isEmpty() ? new LinkedHashMap<>() : names;
                    names.put(hint.server().address(), hint.server().name().get());
                }
            }
        }
        return names;
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<String> zones(String name) {
        return methods.isPlain() ? plainZones(name) : (List<String>) methods.call(this, "zones", name);
    }

    private List<String> plainZones(String name) {
        List<String> found = new ArrayList<>(1); // mostly there is one
        synchronized (zones) {
            for (String zone = key(name); !zone.isEmpty(); zone = above(zone)) {
                if (zones.containsKey(zone)) {
                    found.add(zone);
                }
            }
        }
        return found;
    }

    /** {@return the name without its first label; empty above the root} */
    private static String above(String name) {
        int dot = 0;
        while (name.charAt(dot) != '.') {
            dot += name.charAt(dot) == '\\' ? 2 : 1; // what is escaped may be a dot
        }
        return dot == 0 || dot < name.length() - 1 ? name.substring(dot + 1) : ".";
    }

    @Override
    public Hints loadfile(InputStream file) throws IOException {
        return methods.isPlain() ? plainLoadfile(file) : (Hints) methods.call(this, "loadfile", file);
    }

    private Hints plainLoadfile(InputStream file) throws IOException {
        String zone = null;
        for (String line : Replay.lines(file, Replay.MAX_FILE)) {
            Matcher begin = ZONE.matcher(line);
            Matcher server = SERVER.matcher(line);
            if (begin.matches()) {
                zone = begin.group(1);
            } else if (zone != null && server.matches()) {
                insert(zone, server.group(2), Integer.parseInt(server.group(1)));
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException(
                        "hints are lines such as ZONE \".\" and, after a tab, (1) [192.0.2.1]:53, not \"" + line + '"');
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return methods.isPlain() ? plainText() : (String) methods.call(this, "toString");
    }

    private String plainText() {
        StringBuilder text = new StringBuilder();
        synchronized (zones) {
            zones.forEach((zone, servers) -> {
                text.append("ZONE \"").append(zone).append("\"\n");
                servers.values().stream()
                        .sorted(Comparator.comparingInt(Hint::priority))
                        .forEach(hint -> text.append("\t(")
                                .append(hint.priority())
                                .append(") ")
                                .append(hint.server())
                                .append('\n'));
            });
        }
        return text.toString();
    }
}
