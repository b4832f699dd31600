package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cqueues.socket.TlsOptions;

/**
 * A server, and how it is spoken to: value.
 *
 * @param address where it is
 * @param name whose certificate it must have over TLS, RFC 8310; empty to speak in clear
 */
public record Peer(InetSocketAddress address, Optional<String> name) {
    /** RFC 7858, section 3.1. */
    static final int TLS_PORT = 853;

    static final int PORT = 53;
    private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*\\.?");
    private static final Pattern V4_PORT = Pattern.compile("(\\d+(?:\\.\\d+){3}):(\\d+)");

    static Peer of(InetSocketAddress address, Map<InetSocketAddress, String> names) {
        return new Peer(address, Optional.ofNullable(names.get(address)));
    }

    /**
     * {@return the server of a text: an address that may have a port, and a name after a #, such as {@code 192.0.2.1#dns.example} or {@code [2001:db8::1]:8853#dns.example}}
     *
     * @throws IllegalArgumentException if it is none
     */
    static Peer parse(String text) {
        int hash = text.indexOf('#');
        if (hash < 0) {
            return new Peer(Addresses.parse(bracketed(text), PORT), Optional.empty());
        }
        String name = text.substring(hash + 1);
        requireName(name);
        return new Peer(Addresses.parse(bracketed(text.substring(0, hash)), TLS_PORT), Optional.of(name));
    }

    private static String bracketed(String text) {
        return V4_PORT.matcher(text).replaceFirst("[$1]:$2");
    }

    /**
     * Refuses what no certificate can be for.
     *
     * @param name name of a host in ASCII, or address
     * @throws IllegalArgumentException if it is neither
     */
    public static void requireName(String name) {
        if (Addresses.parse(name).isEmpty() && !HOST.matcher(name).matches()) {
            throw new IllegalArgumentException("a server's name is a host's, or an address, not \"" + name + '"');
        }
        TlsOptions.builder().serverName(name); // refuses labels that are too long
    }

    /** {@return the text, which reads back the same} */
    String text() {
        return name.map(host -> Addresses.text(address, TLS_PORT) + '#' + host)
                .orElseGet(() -> Addresses.text(address, PORT));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Peer that
                && Endpoint.of(address).equals(Endpoint.of(that.address))
                && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + name.hashCode();
    }

    @Override
    public String toString() {
        return Addresses.text(address, -1) + name.map(host -> '#' + host).orElse("");
    }
}
