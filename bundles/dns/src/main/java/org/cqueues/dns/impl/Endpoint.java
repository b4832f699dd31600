package org.cqueues.dns.impl;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An address as a key: value. Link-local addresses of different interfaces are different ones, which the JDK's {@code equals} does not see (RFC 4007).
 *
 * @param address with its scope, which does not count in comparing
 * @param scope number of the interface; 0 if the address has none
 * @param port port, or 0
 */
record Endpoint(InetAddress address, int scope, int port) {
    static Endpoint of(InetSocketAddress server) {
        return new Endpoint(server.getAddress(), scope(server.getAddress()), server.getPort());
    }

    static Endpoint of(InetAddress address) {
        return new Endpoint(address, scope(address), 0);
    }

    private static int scope(InetAddress address) {
        return address instanceof Inet6Address six ? six.getScopeId() : 0;
    }

    @Override
    public String toString() {
        return new InetSocketAddress(address, port).toString();
    }
}
