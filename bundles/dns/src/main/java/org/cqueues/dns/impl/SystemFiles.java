package org.cqueues.dns.impl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the system keeps its configuration: value.
 *
 * @param resolvConf servers and options
 * @param nsswitchConf order of lookups
 * @param hosts names and addresses
 * @param hostname name of this host, whose domain is searched unless a file says otherwise
 */
record SystemFiles(Path resolvConf, Path nsswitchConf, Path hosts, Path hostname) {
    static final SystemFiles OF_THIS_HOST = new SystemFiles(
            Path.of("/etc/resolv.conf"),
            Path.of("/etc/nsswitch.conf"),
            Path.of("/etc/hosts"),
            Path.of("/proc/sys/kernel/hostname"));

    /** {@return the part of the host's name after its first dot; nothing if there is none, or no name} */
    List<String> domain() {
        try {
            String name = Files.readString(hostname).trim();
            int dot = name.indexOf('.');
            String domain = dot < 0 ? "" : name.substring(dot + 1);
            return domain.isEmpty() || !RecordFormat.isName(domain) ? List.of() : List.of(domain);
        } catch (IOException e) {
            return List.of(); // a system without that file
        }
    }
}
