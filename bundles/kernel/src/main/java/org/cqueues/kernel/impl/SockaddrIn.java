package org.cqueues.kernel.impl;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv4 address and port: facade over
 * <pre>
 * struct sockaddr_in {
 *     sa_family_t    sin_family;   // 0, AF_INET
 *     in_port_t      sin_port;     // 2, network byte order
 *     struct in_addr sin_addr;     // 4, network byte order
 *     unsigned char  sin_zero[8];  // 8
 * };
 * </pre>
 */
final class SockaddrIn {
    static final int SIZE = 16;

    private SockaddrIn() {}

    static void put(ByteBuffer bytes, int at, byte[] address, int port) {
        bytes.putShort(at, (short) Platform.AF_INET);
        bytes.put(at + 2, (byte) (port >> 8)).put(at + 3, (byte) port);
        bytes.put(at + 4, address);
        bytes.putLong(at + 8, 0);
    }

    static InetSocketAddress get(ByteBuffer bytes, int at) throws UnknownHostException {
        byte[] address = new byte[4];
        bytes.get(at + 4, address);
        return new InetSocketAddress(InetAddress.getByAddress(address), port(bytes, at + 2));
    }

    /** {@return a port, which is in network byte order whatever the buffer's order is} */
    static int port(ByteBuffer bytes, int at) {
        return (bytes.get(at) & 0xff) << 8 | bytes.get(at + 1) & 0xff;
    }
}
