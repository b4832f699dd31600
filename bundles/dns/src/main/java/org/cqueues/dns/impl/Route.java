package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What two questions must have in common to go over the same connection: value.
 *
 * @param server who is asked
 * @param local where it is asked from; empty to let the system choose
 * @param trust where the authorities come from that vouch for the server over TLS; empty for the JDK's
 */
record Route(Peer server, Optional<InetSocketAddress> local, Optional<SSLContext> trust) {
    @Override
    public String toString() {
        return server.toString();
    }
}
