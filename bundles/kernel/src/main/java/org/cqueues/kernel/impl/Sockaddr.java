package org.cqueues.kernel.impl;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An address of any family: facade over {@link SockaddrIn} and {@link SockaddrIn6}. Each begins with
 * <pre>
 * struct sockaddr {
 *     sa_family_t sa_family;  // 0, two bytes on Linux; on the BSDs a length byte comes before it
 *     ...
 * };
 * </pre>
 */
final class Sockaddr {
    /** Bytes that hold any address: {@code struct sockaddr_storage}. */
    static final int MAX_SIZE = 128;

    private Sockaddr() {}

    /** {@return bytes written for an address in the form of its own family} */
    static int put(ByteBuffer bytes, InetSocketAddress address) {
        byte[] host = host(address).getAddress();
        if (host.length == 4) {
            SockaddrIn.put(bytes, 0, host, address.getPort());
            return SockaddrIn.SIZE;
        }
        return putIn6(bytes, address);
    }

    /** {@return bytes written for an address as an {@code AF_INET6} socket takes it} */
    static int putIn6(ByteBuffer bytes, InetSocketAddress address) {
        InetAddress host = host(address);
        int scope = host instanceof Inet6Address scoped ? scoped.getScopeId() : 0;
        SockaddrIn6.put(bytes, 0, host.getAddress(), scope, address.getPort());
        return SockaddrIn6.SIZE;
    }

    /** {@return the address, or empty if it is of no Internet family} */
    static Optional<InetSocketAddress> get(ByteBuffer bytes) {
        try {
            return switch (bytes.getShort(0)) {
                case Platform.AF_INET -> Optional.of(SockaddrIn.get(bytes, 0));
                case Platform.AF_INET6 -> Optional.of(SockaddrIn6.get(bytes, 0));
                default -> Optional.empty();
            };
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    private static InetAddress host(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the address is not resolved: " + address);
        }
        return address.getAddress();
    }
}
