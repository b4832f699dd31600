package org.cqueues.dns.impl;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cqueues.kernel.SocketCalls.Family;

/** Addresses in text, both ways. Pure: a name service is never asked. */
final class Addresses {
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*(%[\\w.-]+)?");

    private Addresses() {}

    static Family family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address ? Family.INET6 : Family.INET;
    }

    /** {@return where a server is reached: the wildcard address stands for this host} */
    static InetSocketAddress reachable(InetSocketAddress server) {
        if (!server.getAddress().isAnyLocalAddress()) {
            return server;
        }
        return parse(family(server) == Family.INET6 ? "[::1]" : "127.0.0.1", server.getPort());
    }

    /** {@return the address of a literal; empty if it is none} */
    static Optional<InetAddress> parse(String literal) {
        boolean isLiteral = literal.indexOf(':') >= 0
                ? V6.matcher(literal).matches()
                : V4.matcher(literal).matches() && octets(literal);
        if (!isLiteral) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(literal)); // a literal: nothing is looked up
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static boolean octets(String literal) {
        for (String octet : literal.split("\\.")) {
            if (Integer.parseInt(octet) > 255) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return the address of a literal that may have a port: {@code 192.0.2.1}, {@code [192.0.2.1]:53}, {@code 2001:db8::1}, {@code [2001:db8::1]:53}}
     *
     * @throws IllegalArgumentException if it is none
     */
    static InetSocketAddress parse(String text, int defaultPort) {
        String host = text;
        int port = defaultPort;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            host = end < 0 ? "" : text.substring(1, end);
            String rest = end < 0 ? "" : text.substring(end + 1);
            if (!rest.isEmpty()) {
                port = rest.startsWith(":") ? port(text, rest.substring(1)) : port(text, rest);
            }
        }
        InetAddress address = parse(host)
                .orElseThrow(() -> new IllegalArgumentException(
                        "an address is an IPv4 or IPv6 literal, or one in brackets with a port, not \"" + text + '"'));
        return new InetSocketAddress(address, port);
    }

    private static int port(String text, String digits) {
        if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > 65535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not as in \"" + text + '"');
        }
        return Integer.parseInt(digits);
    }

    /** {@return the address whose name in reverse this is, such as {@code 1.2.0.192.in-addr.arpa.}; empty if it is no such name} */
    static Optional<InetAddress> ofReverse(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String[] labels = lower.split("\\.");
        StringBuilder literal = new StringBuilder();
        if (lower.endsWith(".in-addr.arpa.") && labels.length == 6) {
            for (int i = 3; i >= 0; i--) {
                literal.append(labels[i]).append(i > 0 ? "." : "");
            }
        } else if (lower.endsWith(".ip6.arpa.") && labels.length == 34) {
            for (int i = 31; i >= 0; i--) {
                literal.append(labels[i].length() == 1 ? labels[i] : "x").append(i > 0 && i % 4 == 0 ? ":" : "");
            }
        }
        return parse(literal.toString());
    }

    /** {@return an address with its port, as {@link #parse(String, int)} reads it; without the port if that is the default} */
    static String text(InetSocketAddress address, int defaultPort) {
        String host = text(address.getAddress());
        return address.getPort() == defaultPort ? host : "[" + host + "]:" + address.getPort();
    }

    /** {@return an address in numbers; of IPv6 the shortest form, RFC 5952} */
    static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        String full = address.getHostAddress();
        int zone = full.indexOf('%');
        return (isMapped(bytes) ? mapped(bytes) : compressed(bytes)) + (zone < 0 ? "" : full.substring(zone));
    }

    /** {@return whether it is an IPv6 address that stands for one of IPv4} */
    static boolean isMapped(InetAddress address) {
        return address instanceof Inet6Address && isMapped(address.getAddress());
    }

    /** {@return whether it stands for all hosts of the link} */
    static boolean isBroadcast(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3]) == -1;
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    private static String mapped(byte[] bytes) {
        return "::ffff:" + (bytes[12] & 255) + '.' + (bytes[13] & 255) + '.' + (bytes[14] & 255) + '.'
                + (bytes[15] & 255);
    }

    private static String compressed(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 255) << 8 | bytes[2 * i + 1] & 255;
        }
        int begin = -1; // of the longest run of zeros
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                begin = i;
                length = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == begin) {
                text.append("::");
                i += length - 1;
            } else {
                boolean first = text.length() == 0 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
