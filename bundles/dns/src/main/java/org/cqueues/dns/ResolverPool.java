package org.cqueues.dns;

import java.io.IOException;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A bounded number of resolvers with one configuration, which share what they remember of answers and servers, and their connections over TCP and TLS. Any thread;
 * waits suspend a coroutine and block any other thread. {@link Dns} makes them.
 */
@ProviderType
public interface ResolverPool extends AutoCloseable {
    /**
     * Borrows a resolver, queries, and puts it back.
     *
     * @param name as for {@link Resolver#query(String, RecordType, RecordClass, Duration)}
     * @param type what to ask for
     * @param timeout longest duration of the whole, the wait for a resolver included
     * @return the answer
     * @throws IOException as told by {@link #get} and {@link Resolver#query(String, RecordType, RecordClass, Duration)}
     */
    Packet query(String name, RecordType type, Duration timeout) throws IOException;

    /**
     * Borrows a resolver, queries, and puts it back.
     *
     * @param name as for {@link Resolver#query(String, RecordType, RecordClass, Duration)}
     * @param type what to ask for
     * @param recordClass class to ask for
     * @param timeout longest duration of the whole, the wait for a resolver included
     * @return the answer
     * @throws IOException as told by {@link #get} and {@link Resolver#query(String, RecordType, RecordClass, Duration)}
     */
    Packet query(String name, RecordType type, RecordClass recordClass, Duration timeout) throws IOException;

    /**
     * Borrows a resolver. While as many are out as may be, it waits for one to come back, or to be closed.
     *
     * @param timeout longest wait; zero or less does not wait
     * @return a resolver, to be given to {@link #put}; one that its borrower closes makes room for another at once
     * @throws java.net.SocketTimeoutException if none came back in time
     * @throws java.nio.channels.ClosedChannelException if the pool is closed, before or meanwhile
     * @throws IOException otherwise if there is none
     */
    Resolver get(Duration timeout) throws IOException;

    /**
     * Gives a resolver back. One that was closed meanwhile is not lent again; giving it back once is allowed, but not needed.
     *
     * @param resolver one that {@link #get} gave
     * @throws IllegalArgumentException if it is not out
     */
    void put(Resolver resolver);

    /** Closes every resolver, those that are out too, and the connections. Idempotent, any thread. */
    @Override
    void close();
}
