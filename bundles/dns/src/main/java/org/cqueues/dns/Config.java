package org.cqueues.dns;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** How a resolver is configured. Any thread. Guide 3.2.9. {@link Dns} makes them. */
@ProviderType
public interface Config {
    /** Syntax of a file. Guide 3.2.9, {@code config[]}. */
    enum Syntax {
        /** Of {@code /etc/resolv.conf}. */
        RESOLV_CONF,
        /** Of {@code /etc/nsswitch.conf}, of which the line {@code hosts} counts. */
        NSSWITCH_CONF
    }

    /** {@return the settings as of now} */
    Settings settings();

    /**
     * Replaces all settings. What was set, and the files that were loaded, before do not count any more; so {@link #refresh} does not read those files.
     *
     * @param settings what to set
     * @return this
     */
    Config set(Settings settings);

    /**
     * {@return the settings as of now in the guide's structure; the caller's}
     *
     * <p>{@code nameserver} and {@code search} are lists of strings, a server that is asked over TLS with its name as in {@code 192.0.2.1#dns.example}, {@code lookup} one of {@code file}, {@code bind} and {@code cache}, after {@code bind} words such as {@code [NOTFOUND=return]} too where there are {@link Settings#bindReturns}; {@code family} one of
     * {@code inet4} and {@code inet6}; {@code options} is a map of {@code edns0}, {@code rotate}, {@code recurse}, {@code smart} and {@code dnssec} (booleans), {@code ndots} and
     * {@code attempts} (integers), {@code timeout} (a {@link java.time.Duration}) and {@code tcp} (a {@link Settings.Tcp}); {@code interface} is a string, absent if the
     * system chooses. {@code anchors} is a list of strings such as {@code example. DS 12345 13 2 ab...}.
     */
    Map<String, Object> get();

    /**
     * Sets what a map in the guide's structure has; the rest stays.
     *
     * @param values as {@link #get} gives them. Options may stand outside of {@code options} too, {@code timeout} may be a number of seconds and {@code tcp} a word
     * @return this
     * @throws IllegalArgumentException if a key is unknown or a value is of the wrong type or out of its range; then nothing has changed
     */
    Config set(Map<String, ?> values);

    /**
     * Reads settings in the syntax of {@code resolv.conf}; what is not mentioned stays, what is not understood is skipped.
     *
     * @param file read to its end, but not closed; at most 1 MiB
     * @return this
     * @throws IOException if it cannot be read
     */
    Config loadfile(InputStream file) throws IOException;

    /**
     * Reads settings; what is not mentioned stays, what is not understood is skipped.
     *
     * @param file read to its end, but not closed; at most 1 MiB
     * @param syntax its syntax
     * @return this
     * @throws IOException if it cannot be read
     */
    Config loadfile(InputStream file, Syntax syntax) throws IOException;

    /**
     * Reads settings in the syntax of {@code resolv.conf}, now and whenever {@link #refresh} finds that the file has changed.
     *
     * @param path file of at most 1 MiB
     * @return this
     * @throws IOException if it cannot be read
     */
    Config loadpath(Path path) throws IOException;

    /**
     * Reads settings, now and whenever {@link #refresh} finds that the file has changed.
     *
     * @param path file of at most 1 MiB
     * @param syntax its syntax
     * @return this
     * @throws IOException if it cannot be read
     */
    Config loadpath(Path path, Syntax syntax) throws IOException;

    /**
     * Reads the files again that were loaded by path, if one of them has changed, and repeats in order what was set before and after. A resolver does so
     * by itself, at most once a second. A file that is gone counts as empty; while one cannot be read, everything stays as it is.
     *
     * @return whether anything was read
     */
    boolean refresh();

    /**
     * {@return the fully qualified names to try for a name, in order}
     *
     * @param name with a dot at its end only itself; with at least {@code ndots} dots itself first, else the suffixes first. Names of which no server is asked have no suffixes:
     *     {@code localhost}, {@code invalid} and {@code onion}, and what is below (RFC 6761, RFC 7686)
     * @throws IllegalArgumentException if it is no name
     */
    List<String> search(String name);

    /** {@return the settings in the syntax of {@code resolv.conf}, that of {@code nsswitch.conf} as a comment} */
    @Override
    String toString();
}
