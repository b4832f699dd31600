package org.cqueues.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
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
        return SocketService.open(kernel, controllers, null, null);
    }

    /**
     * {@return sockets for programs without a framework}
     *
     * @param kernel the system to call; stays the caller's
     * @param controllers whose coroutines wait; stays the caller's, and is closed after the sockets
     * @param lookup what finds the addresses of hosts
     */
    static Sockets open(Kernel kernel, Controllers controllers, NameLookup lookup) {
        return SocketService.open(kernel, controllers, null, Objects.requireNonNull(lookup, "lookup"));
    }

    /**
     * {@return sockets for programs without a framework}
     *
     * @param kernel the system to call; stays the caller's
     * @param controllers whose coroutines wait; stays the caller's, and is closed after the sockets
     * @param tls what makes the TLS contexts of clients that bring none
     * @param lookup what finds the addresses of hosts
     */
    static Sockets open(Kernel kernel, Controllers controllers, TlsDefaults tls, NameLookup lookup) {
        return SocketService.open(
                kernel, controllers, Objects.requireNonNull(tls, "tls"), Objects.requireNonNull(lookup, "lookup"));
    }

    /**
     * {@return sockets for programs without a framework}
     *
     * @param kernel the system to call; stays the caller's
     * @param controllers whose coroutines wait; stays the caller's, and is closed after the sockets
     * @param tls what makes the TLS contexts of clients that bring none
     */
    static Sockets open(Kernel kernel, Controllers controllers, TlsDefaults tls) {
        return SocketService.open(kernel, controllers, Objects.requireNonNull(tls, "tls"), null);
    }

    /**
     * Makes a listening socket. Nothing is asked of the system before it is needed: {@link Socket#listen()} forces it.
     *
     * @param host name to look up, of whose addresses the first that can be bound is taken, those of IPv4 first; or an IPv4 or IPv6 literal
     * @param port port to bind, 0 to 65535; 0 lets the system choose, see {@link Socket#localname()}
     * @return a new socket
     * @throws IllegalArgumentException if the host is neither a name nor a literal, or the port out of range
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
     * @param host name to look up, whose addresses are tried until one is connected, see the package; or an IPv4 or IPv6 literal
     * @param port port of the peer, 0 to 65535
     * @return a new socket
     * @throws IllegalArgumentException if the host is neither a name nor a literal, or the port out of range
     * @throws IllegalStateException if the service is closed
     */
    Socket connect(String host, int port);

    /**
     * Makes a socket that connects when it is first used, as {@link #connect(String, int)} does.
     *
     * @param host name to look up, or an IPv4 or IPv6 literal
     * @param port port of the peer, 0 to 65535
     * @param family what the address must be of; {@link Family#UNSPEC} for any
     * @return a new socket
     * @throws IllegalArgumentException if the host is neither a name nor a literal or is of another family, or the port out of range
     * @throws IllegalStateException if the service is closed
     */
    Socket connect(String host, int port, Family family);

    /**
     * Makes a socket that connects when it is first used, as {@link #connect(String, int)} does.
     *
     * @param host name to look up, or an IPv4 or IPv6 literal
     * @param port port of the peer, 0 to 65535
     * @param family what the address must be of; {@link Family#UNSPEC} for any
     * @param type {@link Type#STREAM} or {@link Type#DGRAM}
     * @return a new socket
     * @throws IllegalArgumentException if the host is neither a name nor a literal or is of another family, or the port out of range
     * @throws IllegalStateException if the service is closed
     */
    Socket connect(String host, int port, Family family, Type type);

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
     * Makes a listening socket. Nothing is asked of the system before it is needed: {@link Socket#listen()} forces it.
     *
     * @param name address to bind
     * @return a new socket
     * @throws IllegalArgumentException if it is unspecified
     * @throws IllegalStateException if the service is closed
     */
    Socket listen(SocketName name);

    /**
     * Makes a listening socket, or one that receives datagrams. Nothing is asked of the system before it is needed: {@link Socket#listen()} forces it. Guide:
     * {@code socket.listen{}}.
     *
     * @param options with the address to bind
     * @return a new socket
     * @throws IllegalArgumentException if they have no address, or a local one beside it
     * @throws IllegalStateException if the service is closed
     */
    Socket listen(SocketOptions options);

    /**
     * Makes a socket that connects when it is first used. {@link Socket#connect()} forces it.
     *
     * @param name address of the peer
     * @return a new socket
     * @throws IllegalArgumentException if it is unspecified
     * @throws IllegalStateException if the service is closed
     */
    Socket connect(SocketName name);

    /**
     * Makes a socket that connects when it is first used. {@link Socket#connect()} forces it. Guide: {@code socket.connect{}}.
     *
     * @param options with the address of the peer
     * @return a new socket
     * @throws IllegalArgumentException if they have no address
     * @throws IllegalStateException if the service is closed
     */
    Socket connect(SocketOptions options);

    /**
     * {@return two stream sockets that are connected to each other}
     *
     * @throws IOException if the system refuses, such as {@code EMFILE}
     * @throws IllegalStateException if the service is closed
     */
    List<Socket> pair() throws IOException;

    /**
     * {@return two sockets that are connected to each other, of family {@code AF_UNIX}. Guide: {@code socket.pair}}
     *
     * @param type of both
     * @throws IOException if the system refuses, such as {@code EMFILE}
     * @throws IllegalStateException if the service is closed
     * @see <a href="https://man7.org/linux/man-pages/man2/socketpair.2.html">socketpair(2)</a>
     */
    List<Socket> pair(Type type) throws IOException;

    /**
     * Makes a socket of a descriptor that comes from elsewhere, such as one that a service manager has passed. What it is, is found out.
     *
     * @param fd open descriptor, of a socket, a pipe or a terminal; the new socket's from then on. It becomes close-on-exec and non-blocking
     * @return a new socket: a listener, a connection, or for messages
     * @throws IOException if the system refuses, such as {@code EBADF}; then the descriptor stays the caller's
     * @throws IllegalStateException if the service is closed
     */
    Socket fdopen(int fd) throws IOException;

    /**
     * Makes a socket of a copy of a descriptor.
     *
     * @param fd open descriptor, of a socket, a pipe or a terminal; stays the caller's, but becomes non-blocking
     * @return a new socket with a descriptor of its own
     * @throws IOException if the system refuses, such as {@code EBADF} or {@code EMFILE}
     * @throws IllegalStateException if the service is closed
     */
    Socket dup(int fd) throws IOException;

    /**
     * Makes another socket of the same connection or listener. Buffers, modes and settings are not shared.
     *
     * @param socket socket of this service, open; it begins to connect if it has not yet
     * @return a new socket with a descriptor of its own
     * @throws IOException if the system refuses, such as {@code EMFILE}; {@code ENOTCONN} if the descriptor was given back already
     * @throws IllegalStateException if the service is closed
     */
    Socket dup(Socket socket) throws IOException;

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
     * longest form is called, with a null for each absent argument; {@code read} and {@code lines} get a {@link Format}; {@code read}
     * also an array of formats, it and {@code xread} also a buffer, and then give what that form gives. The methods of
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

    // What new sockets begin with; those that exist keep theirs, and accepted ones have their listener's.

    /**
     * Sets the modes of new sockets, as {@link Socket#setmode} does for one.
     *
     * @param input flags; empty to leave the input as it is
     * @param output flags; empty to leave the output as it is
     * @return the previous modes
     * @throws IllegalArgumentException if another flag occurs
     */
    Channels<String> setmode(String input, String output);

    /**
     * Sets the buffering of new sockets' output.
     *
     * @param buffering when to hand bytes to the system
     * @return the previous one
     */
    Buffering setvbuf(Buffering buffering);

    /**
     * Sets the buffering of new sockets' output, and the size of its buffer.
     *
     * @param buffering when to hand bytes to the system
     * @param size bytes, at least 1; -1 for no limit
     * @return the previous buffering
     * @throws IllegalArgumentException if the size is out of range
     */
    Buffering setvbuf(Buffering buffering, int size);

    /**
     * Sets the buffer sizes of new sockets, as {@link Socket#setbufsiz} does for one.
     *
     * @param input bytes, at least 1; 0 leaves it as it is
     * @param output bytes, at least 1; 0 leaves it as it is; -1 for no limit
     * @return the previous sizes
     * @throws IllegalArgumentException if a size is out of range
     */
    Channels<Integer> setbufsiz(int input, int output);

    /**
     * Sets the charset of new sockets, as {@link Socket#setcharset} does for one.
     *
     * @param charset one that writes ASCII as it is
     * @return the previous one
     * @throws IllegalArgumentException if it is another, such as UTF-16
     */
    Charset setcharset(Charset charset);

    /**
     * Sets the longest lines of new sockets, as {@link Socket#setmaxline} does for one.
     *
     * @param input bytes, at least 1; 0 leaves it as it is; -1 for no limit
     * @param output bytes, at least 1; 0 leaves it as it is; -1 for no limit
     * @return the previous lengths, {@link Integer#MAX_VALUE} for no limit
     * @throws IllegalArgumentException if a length is out of range
     */
    Channels<Integer> setmaxline(int input, int output);

    /**
     * Sets the timeout of new sockets' operations.
     *
     * @param timeout longest duration of each; zero or less does not wait
     * @return the previous one; empty if operations waited without limit
     */
    Optional<Duration> settimeout(Duration timeout);

    /**
     * Lets new sockets' operations wait without limit, as in the beginning.
     *
     * @return the previous timeout; empty if there was none
     */
    Optional<Duration> settimeout();

    /**
     * Sets who decides about failures of new sockets, accepted ones included.
     *
     * @param handler {@link ErrorHandler#THROW} unless set
     * @return the previous one
     */
    ErrorHandler onerror(ErrorHandler handler);
}
