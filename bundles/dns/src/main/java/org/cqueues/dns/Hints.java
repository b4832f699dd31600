package org.cqueues.dns;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Which servers to ask first, by zone. Any thread. Guide 3.2.11. {@link Dns} makes them. */
@ProviderType
public interface Hints {
    /** Most servers of a zone. */
    int MAX_SERVERS = 64;

    /**
     * Inserts a server with priority 1.
     *
     * @param zone name of the zone, such as {@code .}; a dot at its end is added where it is missing
     * @param address IPv4 or IPv6 literal, in brackets with a port if that is not 53; with a name after a #, such as {@code 192.0.2.1#dns.example}, a server that is asked over TLS only, at port 853
     *     unless given, whose certificate must be for that name
     * @return this
     * @throws IllegalArgumentException if it is no address, or a name is none
     * @throws IllegalStateException if the zone has {@link #MAX_SERVERS} already
     */
    Hints insert(String zone, String address);

    /**
     * Inserts a server, or changes its priority.
     *
     * @param zone name of the zone, such as {@code .}; a dot at its end is added where it is missing
     * @param address IPv4 or IPv6 literal, in brackets with a port if that is not 53; with a name after a #, such as {@code 192.0.2.1#dns.example}, a server that is asked over TLS only, at port 853
     *     unless given, whose certificate must be for that name
     * @param priority lower ones are asked first, at least 1; less counts as 1
     * @return this
     * @throws IllegalArgumentException if it is no address, or a name is none
     * @throws IllegalStateException if the zone has {@link #MAX_SERVERS} already
     */
    Hints insert(String zone, String address, int priority);

    /**
     * Inserts the servers of a configuration, the first with priority 1, the next with 2 and so on; all with 1 if it rotates. Those that it asks over TLS are asked so.
     *
     * @param zone name of the zone
     * @param config its servers as of now
     * @return this
     * @throws IllegalArgumentException if it is no name
     */
    Hints insert(String zone, Config config);

    /**
     * Inserts the servers of a configuration. Those that it asks over TLS are asked so.
     *
     * @param zone name of the zone
     * @param config its servers as of now
     * @param priority of all of them, at least 1; less counts as 1
     * @return this
     * @throws IllegalArgumentException if it is no name
     */
    Hints insert(String zone, Config config, int priority);

    /**
     * {@return the servers of a zone by priority, in random order among those of the same}
     *
     * @param zone name of the zone in any case
     */
    List<InetSocketAddress> grep(String zone);

    /**
     * {@return of the servers of a zone that are asked over TLS, the names that their certificates must be for}
     *
     * @param zone name of the zone in any case
     */
    Map<InetSocketAddress, String> tls(String zone);

    /**
     * {@return the zones that have servers and that a name is in, the closest first}
     *
     * @param name name in any case, fully qualified
     */
    List<String> zones(String name);

    /**
     * Reads what {@link #toString} wrote.
     *
     * @param file read to its end, but not closed; at most 1 MiB
     * @return this
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if a line is not understood
     */
    Hints loadfile(InputStream file) throws IOException;

    /** {@return the zones with their servers and priorities, one a line} */
    @Override
    String toString();
}
