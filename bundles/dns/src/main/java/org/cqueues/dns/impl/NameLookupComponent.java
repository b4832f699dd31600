package org.cqueues.dns.impl;

import java.io.IOException;
import java.time.Duration;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.socket.NameLookup;
import org.cqueues.socket.Sockets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Provider: looks hosts up for all sockets of a framework, as the system's files say. Its own sockets are others than the service's, which waits for this one and
 * which servers' addresses, being in numbers, do not need. It ranks low, so that a lookup that somebody registers without a rank goes before it.
 */
@Component(service = NameLookup.class, property = "service.ranking:Integer=-100")
public final class NameLookupComponent implements NameLookup {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Sockets sockets;
    private final DnsService dns;
    private final NameLookup lookup;

    /**
     * Opens the service.
     *
     * @param kernel whose clock
     * @param controllers whose coroutines wait
     * @param home what all bundles share
     * @throws IOException if a file of the system cannot be read, which leaves lookups to the system
     */
    @Activate
    public NameLookupComponent(@Reference Kernel kernel, @Reference Controllers controllers, @Reference DnsHome home)
            throws IOException {
        sockets = Sockets.open(kernel, controllers);
        dns = new DnsService(new DnsContext(home, kernel, controllers, sockets, Outside.real(kernel)), home.files());
        lookup = dns.lookup(dns.stub(), TIMEOUT);
    }

    @Override
    public Lookup begin(String host, Family family, Answers answers) {
        return lookup.begin(host, family, answers);
    }

    /** Ends what is under way. */
    @Deactivate
    public void close() {
        dns.close();
        sockets.close();
    }
}
