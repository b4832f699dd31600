package org.cqueues.dns.impl;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.cqueues.dns.Settings;
import org.cqueues.dns.Settings.Tcp;

/** Settings in the guide's structure, both ways. Pure. */
final class ConfigMap {
    private ConfigMap() {}

    static Map<String, Object> of(Settings settings) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("edns0", settings.edns0());
        options.put("ndots", settings.ndots());
        options.put("timeout", settings.timeout());
        options.put("attempts", settings.attempts());
        options.put("rotate", settings.rotate());
        options.put("recurse", settings.recurse());
        options.put("smart", settings.smart());
        options.put("tcp", settings.tcp());
        options.put("dnssec", settings.dnssec());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("nameserver", words(settings.nameserver(), server -> Peer.of(server, settings.tls())
                .text()));
        map.put("search", settings.search());
        map.put("lookup", LookupWords.of(settings));
        map.put("family", words(settings.family(), ConfigText::word));
        map.put("options", options);
        map.put("anchors", words(settings.anchors(), ConfigText::anchor));
        settings.local().ifPresent(local -> map.put("interface", Addresses.text(local, 0)));
        return map;
    }

    private static <T> List<String> words(List<T> values, Function<T, String> word) {
        return values.stream().map(word).toList();
    }

    static Settings apply(Settings before, Map<String, ?> values) {
        Settings.Builder after = before.with();
        values.forEach((key, value) -> {
            if (key.equals("options") || key.equals("opts")) {
                Map<?, ?> options = typed(key, value, Map.class);
                options.forEach((option, setting) -> set(after, String.valueOf(option), setting));
            } else {
                set(after, key, value);
            }
        });
        return after.build();
    }

    private static void set(Settings.Builder after, String key, Object value) {
        switch (key) {
            case "nameserver" -> ConfigReader.servers(after, list(key, value, Peer::parse));
            case "search" -> after.search(list(key, value, RecordFormat::qualified));
            case "lookup" -> LookupWords.read(after, list(key, value, word -> word), word -> unknown(key, word));
            case "family" -> after.family(list(key, value, word -> known(key, word, ConfigReader.family(word))));
            case "interface" -> after.local(Addresses.parse(typed(key, value, String.class), 0));
            case "edns0" -> after.edns0(typed(key, value, Boolean.class));
            case "rotate" -> after.rotate(typed(key, value, Boolean.class));
            case "recurse" -> after.recurse(typed(key, value, Boolean.class));
            case "smart" -> after.smart(typed(key, value, Boolean.class));
            case "dnssec" -> after.dnssec(typed(key, value, Boolean.class));
            case "anchors" -> after.anchors(list(key, value, ConfigReader::anchor));
            case "ndots" -> after.ndots(typed(key, value, Integer.class));
            case "attempts" -> after.attempts(typed(key, value, Integer.class));
            case "timeout" -> after.timeout(timeout(value));
            case "tcp" -> after.tcp(tcp(value));
            default -> throw new IllegalArgumentException("there is no setting \"" + key + '"');
        }
    }

    private static Duration timeout(Object value) {
        return value instanceof Number seconds
                ? Duration.ofNanos(Math.round(seconds.doubleValue() * 1e9))
                : typed("timeout", value, Duration.class);
    }

    private static Tcp tcp(Object value) {
        if (value instanceof Tcp tcp) {
            return tcp;
        }
        String word = typed("tcp", value, String.class);
        return known("tcp", word, ConfigReader.tcp(word.toLowerCase(Locale.ROOT)));
    }

    private static <T> List<T> list(String key, Object value, Function<String, T> read) {
        Collection<?> words = typed(key, value, Collection.class);
        return words.stream()
                .map(word -> read.apply(typed(key, word, String.class)))
                .toList();
    }

    private static <T> T known(String key, String word, Optional<T> value) {
        return value.orElseThrow(() -> unknown(key, word));
    }

    private static IllegalArgumentException unknown(String key, String word) {
        return new IllegalArgumentException("\"" + word + "\" is no value of " + key);
    }

    private static <T> T typed(String key, Object value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(key + " is a " + type.getSimpleName() + ", not " + value);
        }
        return type.cast(value);
    }
}
