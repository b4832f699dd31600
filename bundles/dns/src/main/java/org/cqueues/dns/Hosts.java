package org.cqueues.dns;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Names and addresses that need no server. Any thread. Guide 3.2.10. {@link Dns} makes them. A host that has addresses of one family here has none of the other, for resolvers that look here.
 *
 * <p>An address has at most one canonical name, which answers for it in reverse; its other names are aliases.
 */
@ProviderType
public interface Hosts {
    /**
     * Inserts a name, as canonical if the address has no canonical name yet: as a file's lines do.
     *
     * @param address IPv4 or IPv6 literal
     * @param name name; a dot at its end is added where it is missing
     * @return this
     * @throws IllegalArgumentException if it is no literal, or no name
     */
    Hosts insert(String address, String name);

    /**
     * Inserts a name. Guide: {@code hosts:insert}.
     *
     * @param address IPv4 or IPv6 literal
     * @param name name; a dot at its end is added where it is missing
     * @param canonical whether it answers for the address in reverse, in place of the name that did so before; the guide's {@code alias}
     * @return this
     * @throws IllegalArgumentException if it is no literal, or no name
     */
    Hosts insert(String address, String name, boolean canonical);

    /**
     * Reads entries in the syntax of {@code /etc/hosts}. What is not understood is skipped.
     *
     * @param file read to its end, but not closed; at most 64 MiB
     * @return this
     * @throws IOException if it cannot be read
     */
    Hosts loadfile(InputStream file) throws IOException;

    /**
     * Reads entries in the syntax of {@code /etc/hosts}, now and whenever {@link #refresh} finds that the file has changed.
     *
     * @param path file of at most 64 MiB
     * @return this
     * @throws IOException if it cannot be read
     */
    Hosts loadpath(Path path) throws IOException;

    /**
     * Reads the files again that were loaded by path, as {@link Config#refresh} does.
     *
     * @return whether anything was read
     */
    boolean refresh();

    /**
     * {@return the addresses of a name, in the order in which they were inserted}
     *
     * @param name name in any case
     */
    List<InetAddress> addresses(String name);

    /**
     * {@return the canonical name of an address}
     *
     * @param address any address
     */
    Optional<String> name(InetAddress address);

    /** {@return the entries in the syntax of {@code /etc/hosts}, one name a line} */
    @Override
    String toString();
}
