package org.cqueues.socket.impl;

import java.net.IDN;
import java.util.regex.Pattern;

/** Reads names of hosts as programs write them. Pure. */
public final class HostName {
    private static final int LONGEST = 253;
    private static final Pattern LABEL = Pattern.compile("[0-9A-Za-z_-]{1,63}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9A-Fa-f]*");

    private HostName() {}

    /**
     * {@return a name as it is sent, in ASCII; a trailing dot stays}
     *
     * @throws IllegalArgumentException if it is no name, nor could a part of it be taken for an old way to write an address, as in {@code 127.1}
     */
    public static String ascii(String host) {
        String ascii = toAscii(host);
        String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        String[] labels = name.split("\\.", -1);
        for (String label : labels) {
            require(host, LABEL.matcher(label).matches());
        }
        require(host, name.length() <= LONGEST);
        require(host, !NUMBER.matcher(labels[labels.length - 1]).matches());
        return ascii;
    }

    private static String toAscii(String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return host;
        }
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException('"' + host + "\" is no name of a host: " + e.getMessage(), e);
        }
    }

    private static void require(String host, boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException('"' + host + "\" is neither an IP address nor the name of a host");
        }
    }
}
