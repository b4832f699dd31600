package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.xbill.DNS.Name;

/**
 * Who has told something: value.
 *
 * @param server a server
 * @param zone of which it is one; null for a server that recurses for us
 */
record Source(InetSocketAddress server, Name zone) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Source that
                && Endpoint.of(server).equals(Endpoint.of(that.server))
                && Objects.equals(zone, that.zone);
    }

    @Override
    public int hashCode() {
        return Objects.hash(server, zone);
    }
}
