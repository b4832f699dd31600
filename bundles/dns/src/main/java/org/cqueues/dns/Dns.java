package org.cqueues.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.dns.impl.DnsService;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.NameLookup;
import org.cqueues.socket.Sockets;
import org.osgi.annotation.versioning.ProviderType;

/** The service that makes what DNS is done with. Any thread. Guide 3.2.7 to 3.2.12. */
@ProviderType
public interface Dns extends AutoCloseable {
    /** Setting that names the file to read in place of {@code /etc/resolv.conf}: a system property, or in OSGi a framework property too. */
    String RESOLV_CONF_SETTING = "org.cqueues.dns.resolvconf";

    /** Setting that names the file to read in place of {@code /etc/nsswitch.conf}. */
    String NSSWITCH_CONF_SETTING = "org.cqueues.dns.nsswitchconf";

    /** Setting that names the file to read in place of {@code /etc/hosts}. */
    String HOSTS_SETTING = "org.cqueues.dns.hosts";

    /**
     * {@return DNS for programs without a framework}
     *
     * @param kernel whose clock; stays the caller's
     * @param controllers whose coroutines wait; stays the caller's
     * @param sockets what queries go through; stays the caller's, and is closed after this
     */
    static Dns open(Kernel kernel, Controllers controllers, Sockets sockets) {
        return DnsService.open(kernel, controllers, sockets);
    }

    /** {@return a new packet without records, a query that desires no recursion, with room for 65523 bytes of records} */
    Packet packet();

    /**
     * {@return a new packet without records. Guide: {@code packet.new}}
     *
     * @param room bytes of compressed records that can be appended, 0 to 65523; {@link Packet#QUESTION_ROOM} is enough for a question
     * @throws IllegalArgumentException if it is out of range
     */
    Packet packet(int room);

    /**
     * {@return a packet of the wire}
     *
     * @param wire whole message
     * @throws DnsException of kind {@link DnsException.Kind#ILLEGAL} if it is none
     */
    Packet packet(byte[] wire) throws DnsException;

    /** {@return a new configuration with the defaults, {@link Settings#DEFAULT}. Guide: {@code config.new}} */
    Config config();

    /**
     * {@return a new configuration. Guide: {@code config.new{}}}
     *
     * @param values what differs from the defaults, see {@link Config#set(Map)}
     * @throws IllegalArgumentException as {@link Config#set(Map)} does
     */
    Config config(Map<String, ?> values);

    /**
     * {@return a new configuration with what the system's {@code resolv.conf} and {@code nsswitch.conf} say, as far as they exist. Without {@code nsswitch.conf} names are looked
     * up in the hosts first, as the C libraries of today do. Guide: {@code config.stub}}
     *
     * @throws IOException if a file cannot be read
     */
    Config stubConfig() throws IOException;

    /**
     * {@return a new configuration with what the system's files say. Guide: {@code config.stub{}}}
     *
     * @param values what differs from the files, see {@link Config#set(Map)}
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException as {@link Config#set(Map)} does
     */
    Config stubConfig(Map<String, ?> values) throws IOException;

    /**
     * {@return a new configuration of a recursive resolver, with what the system's files say beyond. Guide: {@code config.root}}
     *
     * @throws IOException if a file cannot be read
     */
    Config rootConfig() throws IOException;

    /**
     * {@return a new configuration of a recursive resolver. Guide: {@code config.root{}}}
     *
     * @param values what differs from the files, see {@link Config#set(Map)}
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException as {@link Config#set(Map)} does
     */
    Config rootConfig(Map<String, ?> values) throws IOException;

    /** {@return new hosts without entries. Guide: {@code hosts.new}} */
    Hosts hosts();

    /**
     * {@return new hosts with what the system's file says, if it exists. Guide: {@code hosts.stub}}
     *
     * @throws IOException if the file cannot be read
     */
    Hosts stubHosts() throws IOException;

    /** {@return new hosts for a recursive resolver, which have no entries. Guide: {@code hosts.root}} */
    Hosts rootHosts();

    /** {@return new hints without servers. Guide: {@code hints.new}} */
    Hints hints();

    /**
     * {@return new hints with the servers of the system's {@code resolv.conf} for all zones. Guide: {@code hints.stub}}
     *
     * @throws IOException if the file cannot be read
     */
    Hints stubHints() throws IOException;

    /**
     * {@return new hints with the servers of a configuration for all zones. Guide: {@code hints.stub}}
     *
     * @param config its servers as of now
     */
    Hints stubHints(Config config);

    /** {@return new hints with the servers of the root zone. Guide: {@code hints.root}} */
    Hints rootHints();

    /**
     * {@return a new resolver that asks the configured servers, with the system's hosts; or the root servers, without hosts, if the configuration recurses. Guide: {@code resolver.new}}
     *
     * @param config how it asks; changes take effect with the next query
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the service is closed
     */
    Resolver resolver(Config config) throws IOException;

    /**
     * {@return a new resolver. Guide: {@code resolver.new}}
     *
     * @param config how it asks; changes take effect with the next query
     * @param hosts what it knows without servers
     * @throws IllegalStateException if the service is closed
     */
    Resolver resolver(Config config, Hosts hosts);

    /**
     * {@return a new resolver. Guide: {@code resolver.new}}
     *
     * @param config how it asks; changes take effect with the next query
     * @param hosts what it knows without servers
     * @param hints the servers to ask, those of the closest zone first, in place of the configuration's; where it recurses, those to begin with, in place of the root's
     * @throws IllegalStateException if the service is closed
     */
    Resolver resolver(Config config, Hosts hosts, Hints hints);

    /**
     * {@return a new resolver as the system's files configure it, which are read again when they change. Guide: {@code resolver.stub}}
     *
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the service is closed
     */
    Resolver stub() throws IOException;

    /**
     * {@return a new resolver as the system's files configure it. Guide: {@code resolver.stub{}}}
     *
     * @param values what differs from the files, see {@link Config#set(Map)}
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException as {@link Config#set(Map)} does
     * @throws IllegalStateException if the service is closed
     */
    Resolver stub(Map<String, ?> values) throws IOException;

    /**
     * {@return a new resolver that asks from the root servers down. Guide: {@code resolver.root}}
     *
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the service is closed
     */
    Resolver root() throws IOException;

    /**
     * {@return a new resolver that asks from the root servers down. Guide: {@code resolver.root{}}}
     *
     * @param values what differs from the files, see {@link Config#set(Map)}
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException as {@link Config#set(Map)} does
     * @throws IllegalStateException if the service is closed
     */
    Resolver root(Map<String, ?> values) throws IOException;

    /**
     * {@return a new pool of resolvers}
     *
     * @param config how they ask
     * @param hosts what they know without servers
     * @param options its limits
     * @throws IllegalStateException if the service is closed
     */
    ResolverPool pool(Config config, Hosts hosts, PoolOptions options);

    /**
     * {@return a new pool of resolvers}
     *
     * @param config how they ask
     * @param hosts what they know without servers
     * @param hints the servers to ask, those of the closest zone first, in place of the configuration's; where they recurse, those to begin with, in place of the root's
     * @param options its limits
     * @throws IllegalStateException if the service is closed
     */
    ResolverPool pool(Config config, Hosts hosts, Hints hints, PoolOptions options);

    /**
     * Sets which authorities are trusted that vouch for servers over TLS, for questions that resolvers of this service ask from now on, unless they have their own, see {@link Resolver#settls}. Unless
     * set, the JDK's default ones.
     *
     * @param context of any provider, with TLS 1.2 or 1.3; connections and sessions are used again by those with the same one
     * @return this
     */
    Dns settls(SSLContext context);

    /**
     * {@return the pool that {@link #query} borrows from: of stub resolvers as the system's files configure them, made when it is first needed, unless another one was set}
     *
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the service is closed
     */
    ResolverPool pool() throws IOException;

    /**
     * Sets the pool that {@link #query} borrows from.
     *
     * @param pool stays the caller's, who closes it, but not before the last query; the one before is not closed
     * @return this
     */
    Dns setpool(ResolverPool pool);

    /**
     * Asks for records with a resolver of {@link #pool()}.
     *
     * @param name as for {@link Resolver#query(String, RecordType, RecordClass, Duration)}
     * @param type what to ask for
     * @param recordClass class to ask for
     * @param timeout longest duration of the whole, the wait for a resolver included
     * @return the answer
     * @throws IOException as told by {@link ResolverPool#query(String, RecordType, RecordClass, Duration)} and {@link #pool()}
     */
    Packet query(String name, RecordType type, RecordClass recordClass, Duration timeout) throws IOException;

    /**
     * {@return what finds the addresses of hosts for sockets: see {@link Sockets#open(Kernel, Controllers, NameLookup)}}
     *
     * <p>Each lookup asks for the families that the resolver's configuration has, in coroutines of the controller whose coroutine asks. For a thread that is no
     * coroutine a daemon thread of this service does so, which ends when it has had nothing to do for five seconds.
     *
     * @param resolver whom to ask; stays the caller's
     * @param timeout longest duration of a lookup
     */
    NameLookup lookup(Resolver resolver, Duration timeout);

    /** Closes every resolver and pool that was made here. Idempotent. */
    @Override
    void close();

    /**
     * Adds or replaces a method of every object of a kind, those that exist and those to come. Guide: {@code packet.interpose} and so on.
     *
     * <p>The names are those of the kind's methods, {@code toString} among them, with their documented arguments; where one is overloaded the form with the most
     * general argument is called. A method of a new name is called with {@link #call}.
     *
     * @param kind {@link Packet}, {@link Config}, {@link Hosts}, {@link Hints} or {@link Resolver}
     * @param name method name
     * @param method what to run from now on
     * @param <S> the kind
     * @return what ran until now; empty if there was no such method
     * @throws IllegalArgumentException if there is no such kind
     */
    <S> Optional<Method<S>> interpose(Class<S> kind, String name, Method<S> method);

    /**
     * Calls a method by name, also one that was added.
     *
     * @param kind as for {@link #interpose}
     * @param self object to call it on
     * @param name method name
     * @param arguments its arguments
     * @param <S> the kind
     * @return its result
     * @throws IllegalArgumentException if there is no such kind or method
     * @throws Exception what the method throws
     */
    <S> Object call(Class<S> kind, S self, String name, Object... arguments) throws Exception;
}
