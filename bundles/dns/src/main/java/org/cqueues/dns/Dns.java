package org.cqueues.dns;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.cqueues.controller.Method;
import org.cqueues.dns.impl.DnsService;
import org.osgi.annotation.versioning.ProviderType;

/** The service that makes what DNS is done with. Any thread. Guide 3.2.7 to 3.2.12. */
@ProviderType
public interface Dns {
    /** {@return DNS for programs without a framework} */
    static Dns open() {
        return DnsService.open();
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
     * {@return a new configuration with what the system's {@code resolv.conf} and {@code nsswitch.conf} say, as far as they exist. Guide: {@code config.stub}}
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
     * Adds or replaces a method of every object of a kind, those that exist and those to come. Guide: {@code packet.interpose} and so on.
     *
     * <p>The names are those of the kind's methods, {@code toString} among them, with their documented arguments; where one is overloaded the form with the most
     * general argument is called. A method of a new name is called with {@link #call}.
     *
     * @param kind {@link Packet}, {@link Config}, {@link Hosts} or {@link Hints}
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
