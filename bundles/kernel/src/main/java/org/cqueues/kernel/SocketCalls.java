package org.cqueues.kernel;

import java.net.InetSocketAddress;
import org.osgi.annotation.versioning.ProviderType;

/** System calls on sockets. Each returns at least 0, or a negative errno, where it does not say otherwise; none blocks. */
@ProviderType
public interface SocketCalls {
    /** Address families. */
    enum Family {
        /** {@code AF_UNIX}. */
        UNIX,
        /** {@code AF_INET}. */
        INET,
        /** {@code AF_INET6}. */
        INET6
    }

    /** Socket types. */
    enum Type {
        /** {@code SOCK_STREAM}. */
        STREAM,
        /** {@code SOCK_DGRAM}. */
        DGRAM,
        /** {@code SOCK_SEQPACKET}. */
        SEQPACKET
    }

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
        /** Small writes are sent at once. */
        TCP_NODELAY
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
     * @param address resolved local address
     * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
     */
    int bind(int fd, InetSocketAddress address);

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
     * @param address resolved address of the peer
     * @see <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>
     */
    int connect(int fd, InetSocketAddress address);

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
     * @param fd socket of family {@code AF_INET} or {@code AF_INET6}
     * @throws ErrnoException {@code EBADF}, {@code ENOTSOCK}, or {@code EAFNOSUPPORT} for another family
     * @see <a href="https://man7.org/linux/man-pages/man2/getsockname.2.html">getsockname(2)</a>
     */
    InetSocketAddress getsockname(int fd) throws ErrnoException;

    /**
     * {@return the address of the socket's peer}
     *
     * @param fd socket of family {@code AF_INET} or {@code AF_INET6}
     * @throws ErrnoException {@code ENOTCONN}, {@code EBADF}, {@code ENOTSOCK}, or {@code EAFNOSUPPORT} for another family
     * @see <a href="https://man7.org/linux/man-pages/man2/getpeername.2.html">getpeername(2)</a>
     */
    InetSocketAddress getpeername(int fd) throws ErrnoException;
}
