package org.cqueues.socket.impl;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Reads addresses in numbers. Pure: it never asks a name service. */
public final class IpLiteral {
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*(%[\\w.-]+)?");

    private IpLiteral() {}

    /**
     * {@return the address of a host in numbers}
     *
     * @throws IllegalArgumentException if it is no IPv4 or IPv6 literal, or the port is out of range
     */
    public static InetSocketAddress address(String host, int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
        if (!isLiteral(host)) {
            throw new IllegalArgumentException('"' + host + "\" is no IPv4 or IPv6 literal");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + host + "\" is no IPv6 literal", e);
        }
    }

    /** {@return whether a host is written as an address: only then does it reach getByName, which looks up everything else} */
    public static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0
                ? V6.matcher(host).matches()
                : V4.matcher(host).matches() && octets(host);
    }

    private static boolean octets(String host) {
        for (String octet : host.split("\\.")) {
            if (Integer.parseInt(octet) > 255) {
                return false;
            }
        }
        return true;
    }
}
