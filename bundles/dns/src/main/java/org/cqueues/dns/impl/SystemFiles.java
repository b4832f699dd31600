package org.cqueues.dns.impl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cqueues.dns.Dns;

/**
 * Where the system keeps its configuration: value.
 *
 * @param resolvConf servers and options
 * @param nsswitchConf order of lookups
 * @param hosts names and addresses
 * @param hostname name of this host, whose domain is searched unless a file says otherwise
 */
record SystemFiles(Path resolvConf, Path nsswitchConf, Path hosts, Path hostname) {
    /**
     * {@return the files of this host, or those that settings name in their place}
     *
     * @param settings looks up a setting by name; {@code null} means unset
     */
    static SystemFiles of(UnaryOperator<String> settings) {
        return new SystemFiles(
                file(settings.apply(Dns.RESOLV_CONF_SETTING), "/etc/resolv.conf"),
                file(settings.apply(Dns.NSSWITCH_CONF_SETTING), "/etc/nsswitch.conf"),
                file(settings.apply(Dns.HOSTS_SETTING), "/etc/hosts"),
                Path.of("/proc/sys/kernel/hostname"));
    }

    private static Path file(String setting, String usual) {
        return Path.of(setting == null ? usual : setting);
    }

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
