package org.cqueues.socket.impl;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;

/**
 * The order in which to try addresses, by what the system would send from: RFC 6724, section 6. Of its rules those are left out that need what no program can
 * know (3, 4, 7), and rule 9, which would undo the rotation of a name server's answers. Pure; equal ones stay in the order of the name service.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6724#section-6">RFC 6724</a>
 */
final class DestinationOrder implements Comparator<DestinationOrder.Destination> {
    static final DestinationOrder INSTANCE = new DestinationOrder();

    /** The policy table of section 2.1: the bytes of a prefix, its length in bits, precedence, label. Longest prefixes first. */
    private record Policy(byte[] prefix, int length, int precedence, int label) {
        boolean covers(byte[] address) {
            int whole = length / 8;
            for (int i = 0; i < whole; i++) {
                if (prefix[i] != address[i]) {
                    return false;
                }
            }
            int rest = length % 8;
            return rest == 0 || (prefix[whole] ^ address[whole]) >> (8 - rest) == 0;
        }
    }

    private static final Policy[] POLICIES = {
        policy("00000000000000000000000000000001", 128, 50, 0), // ::1
        policy("00000000000000000000ffff00000000", 96, 35, 4), // ::ffff:0:0, IPv4
        policy("00000000000000000000000000000000", 96, 1, 3), // ::, IPv4-compatible
        policy("20010000000000000000000000000000", 32, 5, 5), // Teredo
        policy("20020000000000000000000000000000", 16, 30, 2), // 6to4
        policy("3ffe0000000000000000000000000000", 16, 1, 12), // 6bone
        policy("fec00000000000000000000000000000", 10, 1, 11), // site-local
        policy("fc000000000000000000000000000000", 7, 3, 13), // unique local
        policy("00000000000000000000000000000000", 0, 40, 1)
    };

    private static final int LINK_LOCAL = 2;
    private static final int SITE_LOCAL = 5;
    private static final int GLOBAL = 14;

    /**
     * Where to go, and from where.
     *
     * @param address of the peer
     * @param source what the system would send from; null if it has no way there
     */
    record Destination(InetAddress address, InetAddress source) {}

    private DestinationOrder() {}

    private static Policy policy(String hex, int length, int precedence, int label) {
        return new Policy(java.util.HexFormat.of().parseHex(hex), length, precedence, label);
    }

    @Override
    public int compare(Destination one, Destination other) {
        if (one.source == null || other.source == null) { // rule 1
            return Boolean.compare(one.source == null, other.source == null);
        }
        int result = Boolean.compare(hasOtherScope(one), hasOtherScope(other)); // rule 2
        if (result == 0) {
            result = Boolean.compare(hasOtherLabel(one), hasOtherLabel(other)); // rule 5
        }
        if (result == 0) {
            result = of(other.address).precedence - of(one.address).precedence; // rule 6
        }
        return result != 0 ? result : scope(one.address) - scope(other.address); // rule 8
    }

    private static boolean hasOtherScope(Destination destination) {
        return scope(destination.address) != scope(destination.source);
    }

    private static boolean hasOtherLabel(Destination destination) {
        return of(destination.address).label != of(destination.source).label;
    }

    private static Policy of(InetAddress address) {
        byte[] bytes = mapped(address);
        for (Policy policy : POLICIES) {
            if (policy.covers(bytes)) {
                return policy;
            }
        }
        throw new AssertionError("the last prefix covers everything");
    }

    /** {@return an address of 16 bytes: of IPv4 its form {@code ::ffff:a.b.c.d}} */
    private static byte[] mapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xFF;
        mapped[11] = (byte) 0xFF;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }

    /** Section 3.1, and 3.2 for IPv4. */
    private static int scope(InetAddress address) {
        if (address.isMulticastAddress() && !(address instanceof Inet4Address)) {
            return address.getAddress()[1] & 0xF;
        }
        if (address.isLoopbackAddress() || address.isLinkLocalAddress()) {
            return LINK_LOCAL;
        }
        return address.isSiteLocalAddress() && !(address instanceof Inet4Address) ? SITE_LOCAL : GLOBAL;
    }
}
