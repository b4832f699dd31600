package org.cqueues.dns.impl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.dns.Config;
import org.cqueues.dns.Settings;

/** Facade: a configuration, with its state in a {@link Replay}. */
final class FileConfig implements Config {
    private final MethodTable<Config> methods;
    private final Replay<ConfigState, ConfigChanges> state;

    FileConfig(MethodTable<Config> methods, Settings settings) {
        this.methods = methods;
        this.state = new Replay<>(new ConfigState(settings, List.of()), ConfigChanges::new, Replay.MAX_FILE);
    }

    static MethodTable<Config> table() {
        Map<String, Method<Config>> originals = Map.of(
                "settings", (self, arguments) -> of(self).state.now().settings(),
                "get", (self, arguments) -> ConfigMap.of(of(self).state.now().settings()),
                "set", (self, arguments) -> of(self).plainSet(arguments[0]),
                "loadfile",
                        (self, arguments) -> of(self).plainLoadfile((InputStream) arguments[0], (Syntax) arguments[1]),
                "loadpath", (self, arguments) -> of(self).plainLoadpath((Path) arguments[0], (Syntax) arguments[1]),
                "refresh", (self, arguments) -> of(self).state.refresh(),
                "search", (self, arguments) -> of(self).plainSearch((String) arguments[0]),
                "toString", (self, arguments) -> ConfigText.of(of(self).state.now()));
        return new MethodTable<>(originals);
    }

    private static FileConfig of(Config self) {
        if (self instanceof FileConfig config) {
            return config;
        }
        throw new IllegalArgumentException("not a config of this service: " + self);
    }

    @Override
    public Settings settings() {
        return methods.isPlain() ? state.now().settings() : (Settings) methods.call(this, "settings");
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<String, Object> get() {
        return methods.isPlain()
                ? ConfigMap.of(state.now().settings())
                : (Map<String, Object>) methods.call(this, "get");
    }

    @Override
    public Config set(Settings settings) {
        return methods.isPlain() ? plainSet(settings) : (Config) methods.call(this, "set", settings);
    }

    @Override
    public Config set(Map<String, ?> values) {
        return methods.isPlain() ? plainSet(values) : (Config) methods.call(this, "set", values);
    }

    private Config plainSet(Object what) {
        Objects.requireNonNull(what, "settings");
        if (what instanceof Settings settings) {
            state.begin(before -> before.with(settings));
        } else {
            Map<String, Object> values = new LinkedHashMap<>();
            ((Map<?, ?>) what).forEach((key, value) -> values.put(String.valueOf(key), value));
            state.change(changes -> changes.add(before -> before.with(ConfigMap.apply(before.settings(), values))));
        }
        return this;
    }

    @Override
    public Config loadfile(InputStream file) throws IOException {
        return loadfile(file, Syntax.RESOLV_CONF);
    }

    @Override
    public Config loadfile(InputStream file, Syntax syntax) throws IOException {
        return methods.isPlain() ? plainLoadfile(file, syntax) : (Config) methods.call(this, "loadfile", file, syntax);
    }

    private Config plainLoadfile(InputStream file, Syntax syntax) throws IOException {
        List<String> lines = Replay.lines(file, Replay.MAX_FILE);
        state.change(changes -> parser(syntax).accept(changes, lines));
        return this;
    }

    @Override
    public Config loadpath(Path path) throws IOException {
        return loadpath(path, Syntax.RESOLV_CONF);
    }

    @Override
    public Config loadpath(Path path, Syntax syntax) throws IOException {
        return methods.isPlain() ? plainLoadpath(path, syntax) : (Config) methods.call(this, "loadpath", path, syntax);
    }

    private Config plainLoadpath(Path path, Syntax syntax) throws IOException {
        state.load(path, false, parser(syntax));
        return this;
    }

    /** Reads a file that may be missing, as many a system has none. */
    void loadSystem(Path path, Syntax syntax) throws IOException {
        state.load(path, true, parser(syntax));
    }

    private static BiConsumer<ConfigChanges, List<String>> parser(Syntax syntax) {
        return switch (syntax) {
            case RESOLV_CONF -> (changes, lines) -> changes.add(before -> ConfigReader.resolvConf(before, lines));
            case NSSWITCH_CONF -> (changes, lines) -> changes.add(before -> ConfigReader.nsswitchConf(before, lines));
        };
    }

    @Override
    public boolean refresh() {
        return methods.isPlain() ? state.refresh() : (Boolean) methods.call(this, "refresh");
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<String> search(String name) {
        return methods.isPlain() ? plainSearch(name) : (List<String>) methods.call(this, "search", name);
    }

    private List<String> plainSearch(String name) {
        Settings settings = state.now().settings();
        String itself = RecordFormat.qualified(name);
        boolean complete = name.endsWith(".") && !name.endsWith("\\.");
        if (complete || SpecialName.isThisHost(itself) || SpecialName.isNowhere(itself)) {
            return List.of(itself);
        }
        List<String> candidates = new ArrayList<>();
        for (String suffix : settings.search()) {
            String candidate = suffix.equals(".") ? itself : itself + suffix;
            if (RecordFormat.isName(candidate)) {
                candidates.add(candidate);
            }
        }
        boolean itselfFirst = name.chars().filter(c -> c == '.').count() >= settings.ndots();
        candidates.remove(itself);
        candidates.add(itselfFirst ? 0 : candidates.size(), itself);
        return List.copyOf(candidates);
    }

    @Override
    public String toString() {
        return methods.isPlain() ? ConfigText.of(state.now()) : (String) methods.call(this, "toString");
    }
}
