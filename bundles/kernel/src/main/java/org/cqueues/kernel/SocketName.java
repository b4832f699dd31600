package org.cqueues.kernel;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.cqueues.kernel.SocketCalls.Family;

/** The address of a socket, of any family: value. Guide 3.2.2, {@code socket:peername}. */
public sealed interface SocketName {
    /** Longest path of a UNIX name in bytes of UTF-8, a leading NUL not counted: Linux's {@code sun_path} less its NUL. */
    int UNIX_PATH_MAX = 107;

    /** No address: of a socket that is not bound, or not connected. */
    SocketName UNSPECIFIED = new Unspecified();

    /**
     * {@return the name of an Internet address}
     *
     * @param address IPv4 or IPv6 address and port
     * @throws IllegalArgumentException if it is unresolved
     */
    static SocketName of(InetSocketAddress address) {
        return new Inet(address);
    }

    /**
     * {@return the name of a path}
     *
     * @param path path in the file system; or NUL and an abstract name, which only Linux has
     * @throws IllegalArgumentException if it is empty or too long, or has a NUL elsewhere than at its start
     * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
     */
    static SocketName unix(String path) {
        Unix name = new Unix(path);
        boolean isAbstract = name.isAbstract();
        int length = path.getBytes(StandardCharsets.UTF_8).length - (isAbstract ? 1 : 0);
        if (length <= 0 || length > UNIX_PATH_MAX) {
            throw new IllegalArgumentException(
                    "the path of a socket has 1 to " + UNIX_PATH_MAX + " bytes, not " + length + ": \"" + name + '"');
        }
        if (!isAbstract && path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the path of a socket has no NUL but a leading one: \"" + path + '"');
        }
        return name;
    }

    /** {@return the address family} */
    Family family();

    /**
     * {@return the Internet address}
     *
     * @throws IllegalStateException if the name is of another family
     */
    default InetSocketAddress inet() {
        throw new IllegalStateException("not an Internet address: " + this);
    }

    /**
     * {@return the IP address in numbers, such as {@code ::1}}
     *
     * @throws IllegalStateException if the name is of another family
     */
    default String host() {
        return inet().getAddress().getHostAddress();
    }

    /**
     * {@return the port}
     *
     * @throws IllegalStateException if the name is of another family
     */
    default int port() {
        return inet().getPort();
    }

    /**
     * {@return the path; with a leading NUL if it is abstract, empty if the socket has no name}
     *
     * @throws IllegalStateException if the name is no UNIX name
     */
    default String path() {
        throw new IllegalStateException("not a UNIX name: " + this);
    }

    /**
     * An Internet address.
     *
     * @param inet address and port
     */
    record Inet(InetSocketAddress inet) implements SocketName {
        /**
         * Makes a name.
         *
         * @param inet address and port
         * @throws IllegalArgumentException if it is unresolved
         */
        public Inet {
            if (inet.isUnresolved()) {
                throw new IllegalArgumentException("the address is not resolved: " + inet);
            }
        }

        @Override
        public Family family() {
            return inet.getAddress() instanceof Inet6Address ? Family.INET6 : Family.INET;
        }

        /** {@return the address in numbers with its port, such as {@code 127.0.0.1:80} or {@code [::1]:80}} */
        @Override
        public String toString() {
            InetAddress address = inet.getAddress();
            String host = address.getHostAddress();
            return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + inet.getPort();
        }
    }

    /**
     * A UNIX name. The kernel's own may be longer than {@link SocketName#unix} takes.
     *
     * @param path path; with a leading NUL if it is abstract, empty if the socket has no name
     */
    record Unix(String path) implements SocketName {
        @Override
        public Family family() {
            return Family.UNIX;
        }

        /** {@return whether it is a name of Linux's abstract name space, which leaves no file} */
        public boolean isAbstract() {
            return path.startsWith("\0");
        }

        /** {@return the path, with an at sign in place of a leading NUL} */
        @Override
        public String toString() {
            return path.isEmpty() ? "unnamed" : isAbstract() ? "@" + path.substring(1) : path;
        }
    }

    /** No address. */
    record Unspecified() implements SocketName {
        @Override
        public Family family() {
            return Family.UNSPEC;
        }

        @Override
        public String toString() {
            return "unspecified";
        }
    }
}
