package org.cqueues.socket;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.impl.SocketService;
import org.osgi.annotation.versioning.ProviderType;

/** The service that makes sockets. Any thread. Closing it closes the sockets it made. Guide 3.2.2. */
@ProviderType
public interface Sockets extends AutoCloseable {
    /**
     * {@return sockets for programs without a framework}
     *
     * @param kernel the system to call; stays the caller's
     * @param controllers whose coroutines wait; stays the caller's, and is closed after the sockets
     */
    static Sockets open(Kernel kernel, Controllers controllers) {
        return SocketService.open(kernel, controllers);
    }

    /**
     * Makes a listening socket. Nothing is asked of the system before it is needed: {@link Socket#listen()} forces it.
     *
     * @param host address to bind, an IPv4 or IPv6 literal
     * @param port port to bind, 0 to 65535; 0 lets the system choose, see {@link Socket#localname()}
     * @return a new socket
     * @throws IllegalArgumentException if the host is no literal or the port out of range
     * @throws IllegalStateException if the service is closed
     */
    Socket listen(String host, int port);

    /**
     * Makes a listening socket. Nothing is asked of the system before it is needed: {@link Socket#listen()} forces it.
     *
     * @param address address to bind, resolved
     * @return a new socket
     * @throws IllegalArgumentException if the address is unresolved
     * @throws IllegalStateException if the service is closed
     */
    Socket listen(InetSocketAddress address);

    /**
     * Makes a socket that connects when it is first used. {@link Socket#connect()} forces it.
     *
     * @param host address of the peer, an IPv4 or IPv6 literal
     * @param port port of the peer, 0 to 65535
     * @return a new socket
     * @throws IllegalArgumentException if the host is no literal or the port out of range
     * @throws IllegalStateException if the service is closed
     */
    Socket connect(String host, int port);

    /**
     * Makes a socket that connects when it is first used. {@link Socket#connect()} forces it.
     *
     * @param address address of the peer, resolved
     * @return a new socket
     * @throws IllegalArgumentException if the address is unresolved
     * @throws IllegalStateException if the service is closed
     */
    Socket connect(InetSocketAddress address);

    /**
     * {@return {@code "socket"} or {@code "closed socket"}; empty for any other object}
     *
     * @param object anything
     */
    Optional<String> type(Object object);

    /**
     * Adds or replaces a method of every socket, those that exist and those to come. Guide: {@code socket.interpose}.
     *
     * <p>The names are those of {@link Socket}'s methods with their documented arguments, and always run in a coroutine. Where one is overloaded the
     * longest form is called, with a null for each absent argument; {@code read} and {@code lines} get a {@link Format}. The methods of
     * {@link org.cqueues.controller.Pollable} cannot be replaced. A method of a new name is called with {@link #call}.
     *
     * @param name method name
     * @param method what to run from now on
     * @return what ran until now; empty if there was no such method
     */
    Optional<Method<Socket>> interpose(String name, Method<Socket> method);

    /**
     * Calls a method by name, also one that was added.
     *
     * @param self socket to call it on
     * @param name method name
     * @param arguments its arguments
     * @return its result
     * @throws IllegalArgumentException if there is no such method
     * @throws Exception what the method throws
     */
    Object call(Socket self, String name, Object... arguments) throws Exception;

    /** Closes every socket that was made here, accepted ones included. Idempotent. */
    @Override
    void close();
}
