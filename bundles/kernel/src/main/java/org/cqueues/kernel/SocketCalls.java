package org.cqueues.kernel;

import org.osgi.annotation.versioning.ProviderType;

/** System calls on sockets. Each returns at least 0, or a negative errno, where it does not say otherwise; none blocks. */
@ProviderType
public interface SocketCalls {
    /** Address families. */
    enum Family {
        /** {@code AF_UNSPEC}, any or none. */
        UNSPEC,
        /** {@code AF_UNIX}. */
        UNIX,
        /** {@code AF_INET}. */
        INET,
        /** {@code AF_INET6}. */
        INET6;

        /**
         * {@return a family by its name}
         *
         * @param name such as {@code AF_INET6}
         * @throws IllegalArgumentException if there is none of this name
         */
        public static Family named(String name) {
            return find(values(), "AF_", name);
        }
    }

    /** Socket types. */
    enum Type {
        /** {@code SOCK_STREAM}. */
        STREAM,
        /** {@code SOCK_DGRAM}. */
        DGRAM,
        /** {@code SOCK_SEQPACKET}. */
        SEQPACKET;

        /**
         * {@return a type by its name}
         *
         * @param name such as {@code SOCK_DGRAM}
         * @throws IllegalArgumentException if there is none of this name
         */
        public static Type named(String name) {
            return find(values(), "SOCK_", name);
        }
    }

    private static <E extends Enum<E>> E find(E[] all, String prefix, String name) {
        for (E each : all) {
            if (name.equals(prefix + each.name())) {
                return each;
            }
        }
        throw new IllegalArgumentException("there is no " + name + " here");
    }

    /** Value of {@link Option#SO_LINGER} that turns it off. */
    int NO_LINGER = Integer.MAX_VALUE;

    /** Integer options of {@code setsockopt(2)} and {@code getsockopt(2)}; flags are 0 or 1, sizes are bytes. */
    enum Option {
        /** A listener may take an address whose old connections linger. */
        SO_REUSEADDR,
        /** Several listeners may share an address. */
        SO_REUSEPORT,
        /** The kernel probes an idle connection. */
        SO_KEEPALIVE,
        /** The pending error, read and cleared; only to get. */
        SO_ERROR,
        /** Size of the send buffer. */
        SO_SNDBUF,
        /** Size of the receive buffer. */
        SO_RCVBUF,
        /** Datagrams may be sent to a broadcast address. */
        SO_BROADCAST,
        /** Urgent data stays in its place among the rest. */
        SO_OOBINLINE,
        /** Seconds for which a close waits to have everything sent; 0 resets the connection, {@link #NO_LINGER} is off. */
        SO_LINGER,
        /** The {@link Family}, as its ordinal; only to get. {@code -EAFNOSUPPORT} for any other. */
        SO_DOMAIN,
        /** The {@link Type}, as its ordinal; only to get. {@code -EPROTONOSUPPORT} for any other. */
        SO_TYPE,
        /** The socket listens; only to get. */
        SO_ACCEPTCONN,
        /** An IPv6 socket takes no IPv4. */
        IPV6_V6ONLY,
        /** Small writes are sent at once. */
        TCP_NODELAY,
        /** Segments that are not full are held back. */
        TCP_CORK,
        /** Seconds for which a listener keeps back a client that has sent nothing. */
        TCP_DEFER_ACCEPT
    }

    /**
     * {@return a close-on-exec, non-blocking socket, or a negative errno}
     *
     * @param family address family
     * @param type socket type
     * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
     */
    int socket(Family family, Type type);

    /**
     * {@return 0 or a negative errno}
     *
     * @param type socket type
     * @param fds receives the two connected {@code AF_UNIX} descriptors, close-on-exec and non-blocking; at least two long
     * @see <a href="https://man7.org/linux/man-pages/man2/socketpair.2.html">socketpair(2)</a>
     */
    int socketpair(Type type, int[] fds);

    /**
     * {@return 0 or a negative errno}
     *
     * @param fd socket
     * @param address local address
     * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
     */
    int bind(int fd, SocketName address);

    /**
     * {@return 0 or a negative errno}
     *
     * @param fd bound socket
     * @param backlog connections that may wait to be accepted; the kernel caps it
     * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
     */
    int listen(int fd, int backlog);

    /**
     * {@return a close-on-exec, non-blocking connection, or a negative errno}
     *
     * @param fd listening socket
     * @see <a href="https://man7.org/linux/man-pages/man2/accept.2.html">accept(2)</a>
     */
    int accept(int fd);

    /**
     * {@return 0 or a negative errno; {@code -EINPROGRESS} means that writability tells the outcome}
     *
     * @param fd socket
     * @param address address of the peer
     * @see <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>
     */
    int connect(int fd, SocketName address);

    /**
     * {@return 0 or a negative errno}
     *
     * @param fd connected socket
     * @param directions which directions to end; not empty
     * @see <a href="https://man7.org/linux/man-pages/man2/shutdown.2.html">shutdown(2)</a>
     */
    int shutdown(int fd, Readiness directions);

    /**
     * {@return 0 or a negative errno}
     *
     * @param fd socket
     * @param option option
     * @param value its new value
     * @see <a href="https://man7.org/linux/man-pages/man2/setsockopt.2.html">setsockopt(2)</a>
     */
    int setsockopt(int fd, Option option, int value);

    /**
     * {@return the option's value, at least 0, or a negative errno}
     *
     * @param fd socket
     * @param option option
     * @see <a href="https://man7.org/linux/man-pages/man2/getsockopt.2.html">getsockopt(2)</a>
     */
    int getsockopt(int fd, Option option);

    /**
     * {@return the socket's own address}
     *
     * @param fd socket
     * @throws ErrnoException {@code EBADF}, {@code ENOTSOCK}, or {@code EAFNOSUPPORT} for a family without an entry in {@link Family}
     * @see <a href="https://man7.org/linux/man-pages/man2/getsockname.2.html">getsockname(2)</a>
     */
    SocketName getsockname(int fd) throws ErrnoException;

    /**
     * {@return the address of the socket's peer}
     *
     * @param fd socket
     * @throws ErrnoException {@code ENOTCONN}, {@code EBADF}, {@code ENOTSOCK}, or {@code EAFNOSUPPORT} for a family without an entry in {@link Family}
     * @see <a href="https://man7.org/linux/man-pages/man2/getpeername.2.html">getpeername(2)</a>
     */
    SocketName getpeername(int fd) throws ErrnoException;

    /**
     * {@return who was at the other end when the connection was made}
     *
     * @param fd socket of family {@code AF_UNIX}; one of another family has no peer that is known
     * @throws ErrnoException {@code EBADF} or {@code ENOTSOCK}
     * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), SO_PEERCRED</a>
     */
    Credentials peercred(int fd) throws ErrnoException;

    /**
     * Sends one message, with or without descriptors.
     *
     * @param fd socket
     * @param address where the bytes are
     * @param length how many
     * @param to where to; unspecified for the peer of a connected socket
     * @param fds descriptors to pass over a UNIX socket, which stay the caller's; at most {@value #SCM_MAX_FD}
     * @return bytes sent, on a stream possibly fewer than asked for, in which case the descriptors went with them; or a negative errno. No {@code SIGPIPE}
     *     is raised
     * @throws IllegalArgumentException if there are too many descriptors
     * @see <a href="https://man7.org/linux/man-pages/man2/sendmsg.2.html">sendmsg(2)</a>
     */
    long sendmsg(int fd, long address, long length, SocketName to, int... fds);

    /** Most descriptors of one message. */
    int SCM_MAX_FD = 253;

    /**
     * Receives one message with all that comes with it; of a stream, what there is.
     *
     * @param fd socket
     * @param address where to put the bytes
     * @param length room there, in bytes
     * @param arrival is told the rest; unchanged if the call fails
     * @return bytes received; 0 for an empty datagram, or for the end of a stream; or a negative errno
     * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
     */
    long recvmsg(int fd, long address, long length, Arrival arrival);
}
