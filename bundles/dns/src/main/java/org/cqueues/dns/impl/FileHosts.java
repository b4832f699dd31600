package org.cqueues.dns.impl;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.dns.Hosts;

/** Facade: hosts, with their entries in a {@link Replay}. */
final class FileHosts implements Hosts {
    private final MethodTable<Hosts> methods;
    private final Replay<HostTable, HostChanges> table =
            new Replay<>(HostTable.EMPTY, HostChanges::new, HostTable.MAX_FILE);

    FileHosts(MethodTable<Hosts> methods) {
        this.methods = methods;
    }

    static MethodTable<Hosts> table() {
        Map<String, Method<Hosts>> originals = Map.of(
                "insert",
                        (self, arguments) -> of(self).plainInsert(
                                        (String) arguments[0], (String) arguments[1], (Boolean) arguments[2]),
                "loadfile", (self, arguments) -> of(self).plainLoadfile((InputStream) arguments[0]),
                "loadpath", (self, arguments) -> of(self).plainLoadpath((Path) arguments[0]),
                "refresh", (self, arguments) -> of(self).table.refresh(),
                "addresses", (self, arguments) -> of(self).table.now().addresses((String) arguments[0]),
                "name", (self, arguments) -> of(self).table.now().name((InetAddress) arguments[0]),
                "toString", (self, arguments) -> of(self).table.now().text());
        return new MethodTable<>(originals);
    }

    private static FileHosts of(Hosts self) {
        if (self instanceof FileHosts hosts) {
            return hosts;
        }
        throw new IllegalArgumentException("not hosts of this service: " + self);
    }

    @Override
    public Hosts insert(String address, String name) {
        return insertAny(address, name, null);
    }

    @Override
    public Hosts insert(String address, String name, boolean canonical) {
        return insertAny(address, name, canonical);
    }

    private Hosts insertAny(String address, String name, Boolean canonical) {
        return methods.isPlain()
                ? plainInsert(address, name, canonical)
                : (Hosts) methods.call(this, "insert", address, name, canonical);
    }

    private Hosts plainInsert(String literal, String name, Boolean canonical) {
        InetAddress address = Addresses.parse(literal, 0).getAddress();
        String qualified = RecordFormat.qualified(name);
        table.change(changes -> {
            if (canonical == null) {
                changes.insert(address, qualified);
            } else {
                changes.insert(address, qualified, canonical);
            }
        });
        return this;
    }

    @Override
    public Hosts loadfile(InputStream file) throws IOException {
        return methods.isPlain() ? plainLoadfile(file) : (Hosts) methods.call(this, "loadfile", file);
    }

    private Hosts plainLoadfile(InputStream file) throws IOException {
        List<String> lines = Replay.lines(file, HostTable.MAX_FILE);
        table.change(changes -> changes.parse(lines));
        return this;
    }

    @Override
    public Hosts loadpath(Path path) throws IOException {
        return methods.isPlain() ? plainLoadpath(path) : (Hosts) methods.call(this, "loadpath", path);
    }

    private Hosts plainLoadpath(Path path) throws IOException {
        table.load(path, false, HostChanges::parse);
        return this;
    }

    /** Reads a file that may be missing. */
    void loadSystem(Path path) throws IOException {
        table.load(path, true, HostChanges::parse);
    }

    @Override
    public boolean refresh() {
        return methods.isPlain() ? table.refresh() : (Boolean) methods.call(this, "refresh");
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<InetAddress> addresses(String name) {
        return methods.isPlain()
                ? table.now().addresses(name)
                : (List<InetAddress>) methods.call(this, "addresses", name);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<String> name(InetAddress address) {
        return methods.isPlain() ? table.now().name(address) : (Optional<String>) methods.call(this, "name", address);
    }

    @Override
    public String toString() {
        return methods.isPlain() ? table.now().text() : (String) methods.call(this, "toString");
    }
}
