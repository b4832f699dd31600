package org.cqueues.kernel.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.cqueues.kernel.SocketName;
import org.junit.jupiter.api.Test;

class SockaddrTest {
    private final ByteBuffer bytes = ByteBuffer.allocate(Sockaddr.MAX_SIZE).order(ByteOrder.nativeOrder());

    private static byte[] linkLocal() {
        byte[] address = new byte[16];
        address[0] = (byte) 0xfe;
        address[1] = (byte) 0x80;
        address[15] = 1;
        return address;
    }

    @Test
    void keepsAnIpv4AddressAndPort() throws UnknownHostException {
        SocketName address = SocketName.of(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 1, 2, (byte) 200}), 65_535));

        assertEquals(16, Sockaddr.put(bytes, address));
        assertEquals(Optional.of(address), Sockaddr.get(bytes, 28));
    }

    @Test
    void keepsTheScopeOfALinkLocalAddress() throws UnknownHostException {
        SocketName address = SocketName.of(new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal(), 7), 80));

        assertEquals(28, Sockaddr.put(bytes, address));
        assertEquals(Optional.of(address), Sockaddr.get(bytes, 28));
        assertEquals(
                7, ((Inet6Address) Sockaddr.get(bytes, 28).orElseThrow().inet().getAddress()).getScopeId());
    }

    @Test
    void mapsAnIpv4AddressAndBack() throws UnknownHostException {
        SocketName address =
                SocketName.of(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 1));

        assertEquals(28, Sockaddr.putIn6(bytes, address.inet()));
        assertEquals(Platform.AF_INET6, bytes.getShort(0));
        assertEquals(Optional.of(address), Sockaddr.get(bytes, 28));
    }

    @Test
    void knowsNoAddressOfAnotherFamily() {
        bytes.putShort(0, (short) 16); // AF_NETLINK

        assertEquals(Optional.empty(), Sockaddr.get(bytes, 28));
    }
}
