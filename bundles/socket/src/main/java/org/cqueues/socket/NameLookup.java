package org.cqueues.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.socket.impl.SystemLookup;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds the addresses of hosts: what sockets ask of a name service. In OSGi the service of this type with the highest ranking is asked; where there is none,
 * and for {@link Sockets#open(org.cqueues.kernel.Kernel, org.cqueues.controller.Controllers)}, the system is.
 *
 * <p>The system's own lookup is that of {@link InetAddress#getAllByName}: {@code getaddrinfo(3)} with the local files and the servers that the system is
 * configured with, on a few threads that end when they are idle. What it finds the JDK keeps for as long as the security properties
 * {@code networkaddress.cache.ttl} (30 seconds unless set) and {@code networkaddress.cache.negative.ttl} (10 seconds) say.
 *
 * <p>An address in numbers is never looked up. Methods may be called by any thread.
 */
@FunctionalInterface
@ConsumerType
public interface NameLookup {
    /**
     * Begins to look up the addresses of a host, without waiting for them. What it throws counts as a failure of the lookup.
     *
     * @param host name in ASCII, internationalized labels in their {@code xn--} form; a trailing dot says that it is complete
     * @param family what is wanted; {@link Family#UNSPEC} for both {@link Family#INET} and {@link Family#INET6}
     * @param answers told what is found, now or later, by any thread
     * @return the lookup under way
     */
    Lookup begin(String host, Family family, Answers answers);

    /**
     * {@return a lookup that asks the system, as sockets do without another one}
     *
     * <p>It needs no closing: its threads are daemons, at most four, which end when they have had nothing to do for five seconds.
     */
    static NameLookup system() {
        return SystemLookup.open();
    }

    /** A lookup under way. */
    @FunctionalInterface
    @ConsumerType
    interface Lookup {
        /** Nobody needs the rest. Any thread, also after the last answer; must not wait. */
        void cancel();
    }

    /** Who has asked: is told the addresses of the two families together or, as <a href="https://www.rfc-editor.org/rfc/rfc8305#section-3">RFC 8305</a> wants it, each as it comes. Any thread. */
    @ProviderType
    interface Answers {
        /**
         * Tells what was found, once for a family. Later answers for it, or any after {@link Lookup#cancel}, are of no effect.
         *
         * @param family of the answer; {@link Family#UNSPEC} for all that was asked for and is not answered yet
         * @param addresses in the order of preference, copied; empty if there are none
         */
        void found(Family family, List<InetAddress> addresses);

        /**
         * Tells that a lookup has failed, in place of {@link #found}.
         *
         * @param family that could not be looked up; {@link Family#UNSPEC} for all that was asked for and is not answered yet
         * @param reason becomes the cause of the {@link java.net.UnknownHostException} that the socket's operations throw if there is no address at all
         */
        void failed(Family family, IOException reason);
    }
}
