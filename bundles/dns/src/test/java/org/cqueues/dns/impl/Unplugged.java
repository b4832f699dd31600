package org.cqueues.dns.impl;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Dns;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;

/** DNS without a network and without a system's files; or in a world of its own. */
public final class Unplugged {
    private static final Path NONE = Path.of("/nonexistent");

    private Unplugged() {}

    /** {@return the service} */
    public static Dns dns() {
        return dns(new SystemFiles(NONE, NONE, NONE, NONE));
    }

    /**
     * {@return the service in a world of its own}
     *
     * @param port port of servers that others refer to
     * @param nanos clock by which memories grow old
     */
    public static Dns dns(Kernel kernel, Controllers controllers, Sockets sockets, int port, LongSupplier nanos) {
        DnsContext context = new DnsContext(
                new DnsHome(System::getProperty), kernel, controllers, sockets, new Outside(port, nanos));
        return new DnsService(context, new SystemFiles(NONE, NONE, NONE, NONE));
    }

    static Dns dns(SystemFiles files) {
        return new DnsService(
                new DnsContext(new DnsHome(System::getProperty), null, null, null, new Outside(53, () -> 0)), files);
    }
}
