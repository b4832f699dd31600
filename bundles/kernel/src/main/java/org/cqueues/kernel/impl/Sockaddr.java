package org.cqueues.kernel.impl;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.cqueues.kernel.SocketName;

/**
 * An address of any family: facade over {@link SockaddrIn}, {@link SockaddrIn6} and {@link SockaddrUn}. Each begins with
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
    static int put(ByteBuffer bytes, SocketName name) {
        if (name instanceof SocketName.Unix unix) {
            return SockaddrUn.put(bytes, unix);
        }
        if (name instanceof SocketName.Inet inet) {
            return putInet(bytes, inet.inet());
        }
        bytes.putLong(0, 0).putLong(8, 0); // AF_UNSPEC
        return SockaddrIn.SIZE;
    }

    private static int putInet(ByteBuffer bytes, InetSocketAddress address) {
        byte[] host = address.getAddress().getAddress();
        if (host.length == 4) {
            SockaddrIn.put(bytes, 0, host, address.getPort());
            return SockaddrIn.SIZE;
        }
        return putIn6(bytes, address);
    }

    /** {@return bytes written for an address as an {@code AF_INET6} socket takes it} */
    static int putIn6(ByteBuffer bytes, InetSocketAddress address) {
        InetAddress host = address.getAddress();
        int scope = host instanceof Inet6Address scoped ? scoped.getScopeId() : 0;
        SockaddrIn6.put(bytes, 0, host.getAddress(), scope, address.getPort());
        return SockaddrIn6.SIZE;
    }

    /**
     * {@return the address, or empty if it is of no family that is known}
     *
     * @param length bytes that the kernel wrote; 0 is no address
     */
    static Optional<SocketName> get(ByteBuffer bytes, int length) {
        if (length < Short.BYTES) {
            return Optional.of(SocketName.UNSPECIFIED);
        }
        try {
            return switch (bytes.getShort(0)) {
                case Platform.AF_UNSPEC -> Optional.of(SocketName.UNSPECIFIED);
                case Platform.AF_UNIX -> Optional.of(SockaddrUn.get(bytes, length));
                case Platform.AF_INET -> Optional.of(SocketName.of(SockaddrIn.get(bytes, 0)));
                case Platform.AF_INET6 -> Optional.of(SocketName.of(SockaddrIn6.get(bytes, 0)));
                default -> Optional.empty();
            };
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }
}
