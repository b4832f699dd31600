package org.cqueues.kernel.impl;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv6 address and port: facade over
 * <pre>
 * struct sockaddr_in6 {
 *     sa_family_t     sin6_family;    // 0, AF_INET6
 *     in_port_t       sin6_port;      // 2, network byte order
 *     uint32_t        sin6_flowinfo;  // 4
 *     struct in6_addr sin6_addr;      // 8, network byte order
 *     uint32_t        sin6_scope_id;  // 24, number of the interface of a link-local address
 * };
 * </pre>
 */
final class SockaddrIn6 {
    static final int SIZE = 28;

    private SockaddrIn6() {}

    /** Writes an address of 16 bytes, or one of 4 bytes as its IPv4-mapped form {@code ::ffff:a.b.c.d}. */
    static void put(ByteBuffer bytes, int at, byte[] address, int scope, int port) {
        bytes.putShort(at, (short) Platform.AF_INET6);
        bytes.put(at + 2, (byte) (port >> 8)).put(at + 3, (byte) port);
        bytes.putInt(at + 4, 0);
        bytes.putLong(at + 8, 0).putLong(at + 16, 0);
        if (address.length == 4) {
            bytes.put(at + 18, (byte) 0xff).put(at + 19, (byte) 0xff);
        }
        bytes.put(at + 24 - address.length, address);
        bytes.putInt(at + 24, scope);
    }

    /** {@return the address and port; an IPv4-mapped one comes back as the IPv4 address it stands for} */
    static InetSocketAddress get(ByteBuffer bytes, int at) throws UnknownHostException {
        byte[] address = new byte[16];
        bytes.get(at + 8, address);
        int scope = bytes.getInt(at + 24);
        InetAddress host =
                scope == 0 ? InetAddress.getByAddress(address) : Inet6Address.getByAddress(null, address, scope);
        return new InetSocketAddress(host, SockaddrIn.port(bytes, at + 2));
    }
}
