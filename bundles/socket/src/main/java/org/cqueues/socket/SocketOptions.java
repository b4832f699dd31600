package org.cqueues.socket;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.impl.FileMode;
import org.cqueues.socket.impl.HostName;
import org.cqueues.socket.impl.IpLiteral;

/**
 * What a socket is to be: the named arguments of the guide's {@code socket.connect{}} and {@code socket.listen{}}, and of later versions. Immutable. Guide 3.2.2.
 *
 * <p>{@code nonblock}, {@code cloexec} and {@code nosigpipe} are always on and so are no options.
 */
public final class SocketOptions {
    private static final SocketOptions NONE = builder().build();

    private final SocketName name;
    private final String host; // null: none was given
    private final int port;
    private final Family family;
    private final Duration attemptDelay;
    private final Type type;
    private final SocketName bind;
    private final int fileMode; // -1: as the process's umask has it
    private final boolean unlink;
    private final boolean nodelay;
    private final boolean time;
    private final boolean verify;
    private final boolean sendname;
    private final String serverName; // null: the host
    private final Map<Option, Integer> system;

    private SocketOptions(Builder from, SocketName name, String host) {
        this.name = name;
        this.host = host;
        this.port = from.port;
        this.family = from.anyFamily(name);
        this.attemptDelay = from.attemptDelay;
        this.type = from.type;
        this.bind = from.bind;
        this.fileMode = from.fileMode();
        this.unlink = from.unlink;
        this.nodelay = from.nodelay;
        this.time = from.time;
        this.verify = from.verify;
        this.sendname = from.sendname;
        this.serverName = from.serverName;
        this.system = Collections.unmodifiableMap(new EnumMap<>(from.system));
    }

    /** {@return a builder with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return options without an address and with the defaults} */
    public static SocketOptions none() {
        return NONE;
    }

    /** {@return the address of the peer, or to listen on; unspecified if none was given, and if its {@link #host} has still to be looked up} */
    public SocketName name() {
        return name;
    }

    /** {@return the host, a name in ASCII or an address in numbers as it was given; empty if none was} */
    public Optional<String> host() {
        return Optional.ofNullable(host);
    }

    /** {@return the port beside the {@link #host}; empty if none was given} */
    public OptionalInt port() {
        return port < 0 ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** {@return the family that the address is, or is to be, of; {@link Family#UNSPEC} for any} */
    public Family family() {
        return family;
    }

    /** {@return how long one address of a host is tried alone before the next one is tried beside it} */
    public Duration attemptDelay() {
        return attemptDelay;
    }

    /** {@return the type} */
    public Type type() {
        return type;
    }

    /** {@return the local address of a socket that connects; unspecified to let the system choose} */
    public SocketName bind() {
        return bind;
    }

    /** {@return the permission bits of a UNIX socket's file; empty to leave them to the process's umask} */
    public OptionalInt fileMode() {
        return fileMode < 0 ? OptionalInt.empty() : OptionalInt.of(fileMode);
    }

    /** {@return whether the path is unlinked before it is bound} */
    public boolean unlink() {
        return unlink;
    }

    /** {@return whether small segments are sent at once} */
    public boolean nodelay() {
        return nodelay;
    }

    /** {@return whether a TLS client verifies the server} */
    public boolean verify() {
        return verify;
    }

    /** {@return whether a TLS client tells the server which host it wants} */
    public boolean sendname() {
        return sendname;
    }

    /** {@return the host that a TLS client wants; empty for the one it connects to} */
    public Optional<String> serverName() {
        return Optional.ofNullable(serverName);
    }

    /** {@return whether the time of the last transfer is kept} */
    public boolean time() {
        return time;
    }

    /** {@return the options that were set, with their values, in the order of their application; unmodifiable} */
    public Map<Option, Integer> system() {
        return system;
    }

    @Override
    public String toString() {
        return "options of " + type + " " + (name == SocketName.UNSPECIFIED && host != null ? host + ":" + port : name)
                + " " + system;
    }

    /** Collects options: worker of one thread. {@link #build} checks what must fit together; each setter checks its own value. */
    public static final class Builder {
        private static final Duration LEAST_DELAY = Duration.ofMillis(10);
        private static final Duration MOST_DELAY = Duration.ofSeconds(2);

        private String host; // null: not given
        private String ascii; // the host, as it is looked up
        private int port = -1; // -1: not given
        private SocketName name; // null: not given
        private Family family = Family.UNSPEC;
        private Type type = Type.STREAM;
        private SocketName bind = SocketName.UNSPECIFIED;
        private Duration attemptDelay = Duration.ofMillis(250);
        private int mode = -1; // -1: not given
        private int mask = -1; // -1: not given
        private boolean unlink;
        private boolean nodelay;
        private boolean time = true;
        private boolean verify = true;
        private boolean sendname = true;
        private String serverName; // null: the host
        private final Map<Option, Integer> system = new EnumMap<>(Option.class);

        private Builder() {}

        /**
         * Sets the host, and needs a port too. A name is looked up when the socket is first used, see {@link NameLookup}.
         *
         * @param nameOrLiteral name, or IPv4 or IPv6 address in numbers, such as {@code fe80::1%eth0}
         * @return this
         * @throws IllegalArgumentException if it is neither
         */
        public Builder host(String nameOrLiteral) {
            host = Objects.requireNonNull(nameOrLiteral, "host");
            ascii = IpLiteral.isLiteral(host) ? host : HostName.ascii(host);
            return this;
        }

        /**
         * Sets the port.
         *
         * @param number 0 to 65535; 0 lets the system choose one to listen on
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder port(int number) {
            if (number < 0 || number > 65535) {
                throw new IllegalArgumentException("a port is 0 to 65535, not " + number);
            }
            port = number;
            return this;
        }

        /**
         * Sets the path of a UNIX socket.
         *
         * @param unixPath see {@link SocketName#unix}
         * @return this
         * @throws IllegalArgumentException if it is no such path
         */
        public Builder path(String unixPath) {
            return name(SocketName.unix(unixPath));
        }

        /**
         * Sets the address as a whole.
         *
         * @param address in place of host and port, or of a path
         * @return this
         */
        public Builder name(SocketName address) {
            name = Objects.requireNonNull(address, "name");
            return this;
        }

        /**
         * Sets what family the address must be of. Of a host that has addresses of both, both are looked up unless this says otherwise.
         *
         * @param wanted family; {@link Family#UNSPEC}, the default, for any
         * @return this
         */
        public Builder family(Family wanted) {
            family = Objects.requireNonNull(wanted, "family");
            return this;
        }

        /**
         * Sets the type.
         *
         * @param wanted {@link Type#STREAM} is the default
         * @return this
         */
        public Builder type(Type wanted) {
            type = Objects.requireNonNull(wanted, "type");
            return this;
        }

        /**
         * Sets the permission bits of the UNIX socket that is bound, whatever the process's umask is.
         *
         * @param bits 0 to 0777
         * @return this
         * @throws IllegalArgumentException if they are out of range
         */
        public Builder mode(int bits) {
            mode = FileMode.require(bits);
            return this;
        }

        /**
         * Sets the permission bits of the UNIX socket that is bound, whatever the process's umask is.
         *
         * @param text such as {@code rwxr-x---}, or octal such as {@code 0750}
         * @return this
         * @throws IllegalArgumentException if it is neither
         */
        public Builder mode(String text) {
            return mode(FileMode.parse(text));
        }

        /**
         * Sets which permission bits the UNIX socket that is bound has not. The process's own umask, which other threads rely on, is neither changed nor heeded.
         *
         * @param bits 0 to 0777
         * @return this
         * @throws IllegalArgumentException if they are out of range
         */
        public Builder mask(int bits) {
            mask = FileMode.require(bits);
            return this;
        }

        /**
         * Sets which permission bits the UNIX socket that is bound has not, as {@link #mask(int)} does.
         *
         * @param text such as {@code ---rwxrwx}, or octal such as {@code 077}
         * @return this
         * @throws IllegalArgumentException if it is neither
         */
        public Builder mask(String text) {
            return mask(FileMode.parse(text));
        }

        /**
         * Sets whether what is at the path is unlinked before it is bound.
         *
         * @param on false unless set
         * @return this
         */
        public Builder unlink(boolean on) {
            unlink = on;
            return this;
        }

        /**
         * Sets the local address of a socket that connects.
         *
         * @param local address of the family to connect to
         * @return this
         */
        public Builder bind(SocketName local) {
            bind = Objects.requireNonNull(local, "bind");
            return this;
        }

        /**
         * Sets the local address of a socket that connects.
         *
         * @param literal IPv4 or IPv6 address in numbers
         * @param localPort 0 to 65535; 0 lets the system choose
         * @return this
         * @throws IllegalArgumentException if it is no literal, or the port out of range
         */
        public Builder bind(String literal, int localPort) {
            return bind(SocketName.of(IpLiteral.address(literal, localPort)));
        }

        /**
         * Sets how long one of a host's addresses is tried alone. After that the next one is tried beside it, and the connection that is made first is taken;
         * after a failure the next one is tried at once.
         *
         * @param delay 10 ms to 2 s; 250 ms unless set
         * @return this
         * @throws IllegalArgumentException if it is out of range
         * @see <a href="https://www.rfc-editor.org/rfc/rfc8305#section-8">RFC 8305, Connection Attempt Delay</a>
         */
        public Builder attemptDelay(Duration delay) {
            if (delay.compareTo(LEAST_DELAY) < 0 || delay.compareTo(MOST_DELAY) > 0) {
                throw new IllegalArgumentException("attemptDelay is 10 ms to 2 s, not " + delay);
            }
            attemptDelay = delay;
            return this;
        }

        /**
         * Sets {@code SO_REUSEADDR}.
         *
         * @param on true unless set, for whatever is bound
         * @return this
         */
        public Builder reuseaddr(boolean on) {
            return flag(Option.SO_REUSEADDR, on);
        }

        /**
         * Sets {@code SO_REUSEPORT}: several sockets share an address.
         *
         * @param on false unless set
         * @return this
         */
        public Builder reuseport(boolean on) {
            return flag(Option.SO_REUSEPORT, on);
        }

        /**
         * Sets {@code TCP_NODELAY}, as {@link Socket#nodelay} does.
         *
         * @param on false unless set
         * @return this
         */
        public Builder nodelay(boolean on) {
            nodelay = on;
            return this;
        }

        /**
         * Sets whether a TLS client verifies the server: that its certificate chain is valid, and the certificate for the host. A server asks its clients for
         * certificates with {@link TlsOptions.Builder#clientAuth}.
         *
         * @param on true unless set, unlike in the guide
         * @return this
         */
        public Builder verify(boolean on) {
            verify = on;
            return this;
        }

        /**
         * Sets whether a TLS client tells the server which host it wants (SNI). An address in numbers is never told.
         *
         * @param on true unless set
         * @return this
         */
        public Builder sendname(boolean on) {
            sendname = on;
            return this;
        }

        /**
         * Sets the host that a TLS client tells the server, and whose certificate it must be.
         *
         * @param host name or address; the host to connect to unless set
         * @return this
         * @throws IllegalArgumentException if it can be no host
         */
        public Builder sendname(String host) {
            serverName = TlsOptions.requireHost(host);
            sendname = true;
            return this;
        }

        /**
         * Sets whether {@link Socket#stat} tells when bytes were exchanged last. The clients of a listener have what it has.
         *
         * @param on true unless set
         * @return this
         */
        public Builder time(boolean on) {
            time = on;
            return this;
        }

        /**
         * Sets {@code TCP_CORK}: segments that are not full are held back until {@link Socket#uncork}. Without effect on what is not TCP.
         *
         * @param on false unless set
         * @return this
         */
        public Builder nopush(boolean on) {
            return flag(Option.TCP_CORK, on);
        }

        /**
         * Sets {@code SO_BROADCAST}.
         *
         * @param on false unless set
         * @return this
         */
        public Builder broadcast(boolean on) {
            return flag(Option.SO_BROADCAST, on);
        }

        /**
         * Sets {@code IPV6_V6ONLY}: whether an IPv6 socket refuses IPv4.
         *
         * @param on the system's default unless set
         * @return this
         */
        public Builder v6only(boolean on) {
            return flag(Option.IPV6_V6ONLY, on);
        }

        /**
         * Sets {@code SO_OOBINLINE}: urgent data stays among the rest. Without effect where there is none.
         *
         * @param on false unless set
         * @return this
         */
        public Builder oobinline(boolean on) {
            return flag(Option.SO_OOBINLINE, on);
        }

        /**
         * Sets {@code SO_KEEPALIVE}.
         *
         * @param on false unless set
         * @return this
         */
        public Builder keepalive(boolean on) {
            return flag(Option.SO_KEEPALIVE, on);
        }

        /**
         * Sets {@code SO_LINGER}. The thread that closes the socket waits that long if bytes are unsent, so that only 0, which resets the connection at once, is
         * without risk.
         *
         * @param seconds 0 to 65535; off unless set
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder linger(int seconds) {
            return number(Option.SO_LINGER, "linger", seconds, 0, 65535);
        }

        /**
         * Sets {@code TCP_DEFER_ACCEPT} of a listener: a client is accepted once it has sent something.
         *
         * @param seconds how long it is kept back, 1 to 65535; off unless set
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder deferAccept(int seconds) {
            return number(Option.TCP_DEFER_ACCEPT, "deferAccept", seconds, 1, 65535);
        }

        /**
         * Sets {@code SO_SNDBUF}.
         *
         * @param bytes at least 1; the system rounds and caps it
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder sndbuf(int bytes) {
            return number(Option.SO_SNDBUF, "sndbuf", bytes, 1, Integer.MAX_VALUE);
        }

        /**
         * Sets {@code SO_RCVBUF}.
         *
         * @param bytes at least 1; the system rounds and caps it
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder rcvbuf(int bytes) {
            return number(Option.SO_RCVBUF, "rcvbuf", bytes, 1, Integer.MAX_VALUE);
        }

        private Builder flag(Option option, boolean on) {
            system.put(option, on ? 1 : 0);
            return this;
        }

        private Builder number(Option option, String what, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(what + " is " + least + " to " + most + ", not " + value);
            }
            system.put(option, value);
            return this;
        }

        private int fileMode() {
            if (mode < 0 && mask < 0) {
                return -1;
            }
            return (mode < 0 ? FileMode.ALL : mode) & ~(mask < 0 ? 0 : mask);
        }

        /**
         * {@return the options}
         *
         * @throws IllegalArgumentException if they do not fit together, with the first reason
         */
        public SocketOptions build() {
            SocketName address = address();
            Family found = anyFamily(address);
            String shown = host != null ? host : address.toString();
            require(
                    family == Family.UNSPEC || found == Family.UNSPEC || found == family,
                    "the address " + shown + " is not of family " + family);
            require(
                    bind == SocketName.UNSPECIFIED || found == Family.UNSPEC || bind.family() == found,
                    "the local address " + bind + " is of another family than " + shown);
            require(host == null || found != Family.UNIX, "a host has no address of family " + found + ": " + shown);
            require(
                    type != Type.SEQPACKET || host == null && (found == Family.UNIX || found == Family.UNSPEC),
                    "SEQPACKET is of UNIX sockets, not " + shown);
            boolean hasFile = isFile(address) || isFile(bind);
            require(hasFile || fileMode() < 0 && !unlink, "mode, mask and unlink need the path of a file");
            require(
                    !system.containsKey(Option.IPV6_V6ONLY) || found == Family.INET6 || found == Family.UNSPEC,
                    "v6only is of IPv6, not " + shown);
            return new SocketOptions(this, address, ascii);
        }

        /** {@return the family of an address; of one that is to be looked up, what it must be} */
        private Family anyFamily(SocketName address) {
            if (address.family() != Family.UNSPEC || host == null) {
                return address.family();
            }
            return family != Family.UNSPEC ? family : bind.family();
        }

        private SocketName address() {
            if (host == null && port < 0) {
                return name == null ? SocketName.UNSPECIFIED : name;
            }
            require(name == null, "an address is a path, or a host and a port, not both");
            require(host != null && port >= 0, "an address is a host and a port, not one of them");
            return IpLiteral.isLiteral(host) ? SocketName.of(IpLiteral.address(host, port)) : SocketName.UNSPECIFIED;
        }

        private static boolean isFile(SocketName name) {
            return name instanceof SocketName.Unix unix && !unix.path().isEmpty() && !unix.isAbstract();
        }

        private static void require(boolean fits, String reason) {
            if (!fits) {
                throw new IllegalArgumentException(reason);
            }
        }
    }
}
