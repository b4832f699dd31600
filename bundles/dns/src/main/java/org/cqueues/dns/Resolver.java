package org.cqueues.dns;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Asks for records. Any number of coroutines and threads at a time; a query suspends its coroutine, and blocks any other thread. Guide 3.2.12. {@link Dns} makes
 * them.
 *
 * <p>An answer need not have what was asked for: its rcode may be {@link Rcode#NXDOMAIN}, or it has no records. It is what the servers said, or hosts, or the cache.
 */
@ProviderType
public interface Resolver extends AutoCloseable {
    /**
     * Asks for the IPv4 addresses of a name. There is no timeout of the whole, only those that the configuration has for each server and round.
     *
     * @param name as for {@link #query(String, RecordType, RecordClass, Duration)}
     * @return the answer
     * @throws IOException as told by {@link #query(String, RecordType, RecordClass, Duration)}
     */
    Packet query(String name) throws IOException;

    /**
     * Asks for records. There is no timeout of the whole, only those that the configuration has for each server and round.
     *
     * @param name as for {@link #query(String, RecordType, RecordClass, Duration)}
     * @param type what to ask for
     * @return the answer
     * @throws IOException as told by {@link #query(String, RecordType, RecordClass, Duration)}
     */
    Packet query(String name, RecordType type) throws IOException;

    /**
     * Asks for records.
     *
     * @param name as for {@link #query(String, RecordType, RecordClass, Duration)}
     * @param type what to ask for
     * @param timeout longest duration of the whole
     * @return the answer
     * @throws IOException as told by {@link #query(String, RecordType, RecordClass, Duration)}
     */
    Packet query(String name, RecordType type, Duration timeout) throws IOException;

    /**
     * Asks for records. Guide: {@code resolver:query}.
     *
     * @param name fully qualified with a dot at its end; else the configuration's suffixes are tried, see {@link Config#search}: if servers
     *     fail for one and have none of the others, the answer is the failure
     * @param type what to ask for
     * @param recordClass class to ask for
     * @param timeout longest duration of the whole, whatever the configuration's {@code timeout} and {@code attempts} are; zero or less answers from hosts and
     *     cache only
     * @return the answer, the caller's
     * @throws java.net.SocketTimeoutException if the timeout is over, and hosts and cache do not have the answer where the configuration looks there after the servers
     * @throws DnsException of kind {@link DnsException.Kind#FAIL} if no server gave an answer, which tells each server's reason, or a chain of canonical names has no
     *     end
     * @throws java.nio.channels.ClosedChannelException if the resolver is closed, before or meanwhile
     * @throws org.cqueues.kernel.ErrnoException if the system has no descriptor or memory left
     * @throws IOException if a file cannot be read, or the wait was cancelled
     * @throws IllegalArgumentException if it is no name
     */
    Packet query(String name, RecordType type, RecordClass recordClass, Duration timeout) throws IOException;

    /**
     * Sets which authorities are trusted that vouch for servers over TLS, for questions that this resolver asks from now on. Unless set, those of {@link Dns#settls}. What resolvers of a pool know
     * they know together, whoever was trusted to tell it.
     *
     * @param context of any provider, with TLS 1.2 or 1.3; connections and sessions are used again by those with the same one
     * @return this
     */
    Resolver settls(SSLContext context);

    /** {@return what has been sent and received so far} */
    ResolverStat stat();

    /** {@return the configuration in use; changes take effect with the next query. With other servers, {@code recurse} or {@code local}, what was remembered of answers is forgotten} */
    Config config();

    /** Closes every descriptor. Queries under way end with a {@link java.nio.channels.ClosedChannelException}. Idempotent, any thread. */
    @Override
    void close();
}
