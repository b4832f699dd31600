package org.cqueues.socket;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * How a socket goes into TLS: what {@link Socket#starttls(TlsOptions, Duration)} is told. Immutable. Guide: the context of {@code socket:starttls}.
 *
 * <p>Unless told otherwise only TLS 1.2 and 1.3 are spoken (DTLS 1.2 over datagrams); a client checks that the certificate chain of the server is valid and that
 * the certificate is for the host that the socket was made to connect to; and a stream that ends without the peer's close_notify is an error.
 */
public final class TlsOptions {
    /** Which side of the handshake. */
    public enum Role {
        /** Begins the handshake. */
        CLIENT,
        /** Has a key. */
        SERVER
    }

    /** What a server wants of its clients. */
    public enum ClientAuth {
        /** No certificate is asked for. */
        NONE,
        /** A certificate is asked for; a client without one is served too. */
        WANT,
        /** A client without a valid certificate is refused. */
        NEED
    }

    private static final TlsOptions DEFAULTS = builder().build();

    private final Role role; // null: what the socket was made for
    private final SSLContext context; // null: the default one of clients
    private final SSLEngine engine; // null: made of the context
    private final List<String> alpn;
    private final Boolean sendname; // null: as the socket's options say
    private final String serverName; // null: as the socket's options say
    private final Boolean verify; // null: as the socket's options say
    private final ClientAuth clientAuth;
    private final boolean acceptTruncation;
    private final Duration retransmit;
    private final int packetSize;
    private final Consumer<SSLEngine> setup;

    private TlsOptions(Builder from) {
        role = from.role;
        context = from.context;
        engine = from.engine;
        alpn = from.alpn;
        sendname = from.sendname;
        serverName = from.serverName;
        verify = from.verify;
        clientAuth = from.clientAuth;
        acceptTruncation = from.acceptTruncation;
        retransmit = from.retransmit;
        packetSize = from.packetSize;
        setup = from.setup;
    }

    /** {@return a builder with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the defaults} */
    public static TlsOptions defaults() {
        return DEFAULTS;
    }

    /**
     * {@return the defaults, with a context}
     *
     * @param context where keys and authorities come from
     */
    public static TlsOptions of(SSLContext context) {
        return builder().context(context).build();
    }

    /** {@return the side; empty for what the socket was made for} */
    public Optional<Role> role() {
        return Optional.ofNullable(role);
    }

    /** {@return the context; empty for the default one of clients} */
    public Optional<SSLContext> context() {
        return Optional.ofNullable(context);
    }

    /** {@return the engine that was given outright} */
    public Optional<SSLEngine> engine() {
        return Optional.ofNullable(engine);
    }

    /** {@return the application protocols, the preferred one first; unmodifiable} */
    public List<String> alpn() {
        return alpn;
    }

    /** {@return whether a client tells the server which host it wants; empty for what the socket's options say} */
    public Optional<Boolean> sendname() {
        return Optional.ofNullable(sendname);
    }

    /** {@return the host whose certificate it must be; empty for what the socket's options say} */
    public Optional<String> serverName() {
        return Optional.ofNullable(serverName);
    }

    /** {@return whether the peer is verified; empty for what the socket's options say} */
    public Optional<Boolean> verify() {
        return Optional.ofNullable(verify);
    }

    /** {@return what a server wants of its clients} */
    public ClientAuth clientAuth() {
        return clientAuth;
    }

    /** {@return whether the end of the stream counts without the peer's close_notify} */
    public boolean acceptTruncation() {
        return acceptTruncation;
    }

    /** {@return how long DTLS waits for an answer in the handshake before it says everything again} */
    public Duration retransmit() {
        return retransmit;
    }

    /** {@return the greatest datagram of DTLS, in bytes} */
    public int packetSize() {
        return packetSize;
    }

    /** {@return what is done to the engine before the handshake begins} */
    public Consumer<SSLEngine> setup() {
        return setup;
    }

    /** Collects options: worker of one thread. */
    public static final class Builder {
        private Role role;
        private SSLContext context;
        private SSLEngine engine;
        private List<String> alpn = List.of();
        private Boolean sendname;
        private String serverName;
        private Boolean verify;
        private ClientAuth clientAuth = ClientAuth.NONE;
        private boolean acceptTruncation;
        private Duration retransmit = Duration.ofSeconds(1);
        private int packetSize = 1452;
        private Consumer<SSLEngine> setup = made -> {};

        private Builder() {}

        /**
         * Sets the side.
         *
         * @param wanted unless set, an accepted socket is a server and any other a client
         * @return this
         */
        public Builder role(Role wanted) {
            role = Objects.requireNonNull(wanted, "role");
            return this;
        }

        /**
         * Sets the context, which a server needs.
         *
         * @param wanted of any provider; sessions are resumed by sockets that use the same one
         * @return this
         */
        public Builder context(SSLContext wanted) {
            context = Objects.requireNonNull(wanted, "context");
            return this;
        }

        /**
         * Gives the engine outright. It is used as it is: its own parameters decide about the side, names, protocols and verification, and of the other options
         * only {@link #acceptTruncation} counts.
         *
         * @param own engine that nobody else uses, whose side is set. Its {@code wrap} and {@code unwrap} are called by two threads at once if one coroutine writes and
         *     another reads
         * @return this
         */
        public Builder engine(SSLEngine own) {
            engine = Objects.requireNonNull(own, "engine");
            return this;
        }

        /**
         * Sets the application protocols that are offered, or of which a server chooses.
         *
         * @param protocols such as {@code "h2"}, the preferred one first; none unless set
         * @return this
         */
        public Builder alpn(String... protocols) {
            alpn = List.of(protocols);
            return this;
        }

        /**
         * Sets whether a client tells the server which host it wants (SNI).
         *
         * @param on as {@link SocketOptions.Builder#sendname(boolean)} unless set
         * @return this
         */
        public Builder sendname(boolean on) {
            sendname = on;
            return this;
        }

        /**
         * Sets the host that a client tells the server, and whose certificate it must be.
         *
         * @param host name or address; the one that the socket was made to connect to unless set. An address is only compared, never told
         * @return this
         * @throws IllegalArgumentException if it can be no host
         */
        public Builder serverName(String host) {
            serverName = requireHost(host);
            return this;
        }

        /**
         * Sets whether a client verifies the server.
         *
         * @param on true unless set here or by {@link SocketOptions.Builder#verify}. False compares no host and, without a context, accepts any chain; the chain is
         *     always checked by the context where one is given
         * @return this
         */
        public Builder verify(boolean on) {
            verify = on;
            return this;
        }

        /**
         * Sets what a server wants of its clients.
         *
         * @param wanted {@link ClientAuth#NONE} unless set
         * @return this
         */
        public Builder clientAuth(ClientAuth wanted) {
            clientAuth = Objects.requireNonNull(wanted, "clientAuth");
            return this;
        }

        /**
         * Sets whether the end of the stream counts without the peer's close_notify, as many HTTP servers end it. Then nobody can tell whether the
         * stream was cut short, unless the protocol above tells lengths.
         *
         * @param on false unless set
         * @return this
         */
        public Builder acceptTruncation(boolean on) {
            acceptTruncation = on;
            return this;
        }

        /**
         * Sets how long DTLS waits for an answer in the handshake before it says everything again; each further time twice as long, up to a minute.
         *
         * @param first more than zero; a second unless set, as RFC 6347, 4.2.4.1 has it
         * @return this
         * @throws IllegalArgumentException if it is not more than zero
         */
        public Builder retransmit(Duration first) {
            if (first.isZero() || first.isNegative()) {
                throw new IllegalArgumentException("a time to wait is more than zero, not " + first);
            }
            retransmit = first;
            return this;
        }

        /**
         * Sets the greatest datagram of DTLS, of the handshake, which is parted accordingly, and of all that is sent and received after. What a program sends has to fit
         * with what DTLS adds, some 40 bytes; a greater one is refused with {@code EMSGSIZE}, and one that comes is dropped.
         *
         * @param bytes 256 to 16,384; 1,452 unless set, which is what Ethernet has room for over IPv6
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder packetSize(int bytes) {
            if (bytes < 256 || bytes > 1 << 14) {
                throw new IllegalArgumentException("a datagram of DTLS has 256 to 16384 bytes, not " + bytes);
            }
            packetSize = bytes;
            return this;
        }

        /**
         * Sets what is done to the engine last, before the handshake begins: such as to choose cipher suites.
         *
         * @param last told the engine, which it must not begin to use
         * @return this
         */
        public Builder setup(Consumer<SSLEngine> last) {
            setup = Objects.requireNonNull(last, "setup");
            return this;
        }

        /**
         * {@return the options}
         *
         * @throws IllegalArgumentException if there are an engine and a context
         */
        public TlsOptions build() {
            if (engine != null && context != null) {
                throw new IllegalArgumentException("an engine has its context already");
            }
            return new TlsOptions(this);
        }
    }

    static String requireHost(String host) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("a host is not empty");
        }
        if (host.indexOf(':') < 0) {
            new SNIHostName(host.endsWith(".") ? host.substring(0, host.length() - 1) : host); // throws
        }
        return host;
    }
}
