package org.cqueues.dns.impl;

import java.nio.file.Path;
import org.cqueues.dns.Dns;

/** DNS without a network and without a system's files. */
public final class Unplugged {
    private static final Path NONE = Path.of("/nonexistent");

    private Unplugged() {}

    /** {@return the service} */
    public static Dns dns() {
        return dns(new SystemFiles(NONE, NONE, NONE, NONE));
    }

    static Dns dns(SystemFiles files) {
        return new DnsService(new DnsContext(new DnsHome(System::getProperty), null, null, null), files);
    }
}
