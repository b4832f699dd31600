package org.cqueues.socket.impl;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.SocketOptions;
import org.cqueues.socket.TlsOptions;

/**
 * Value: all that decides what the TLS of a connection is to be; makes its engine.
 *
 * @param contexts the default ones of clients
 * @param options of the call
 * @param socket options the socket was made with
 * @param peer what the socket was made to connect to; unspecified if it was not
 * @param accepted whether it came from a listener
 * @param datagram whether it is DTLS
 */
record TlsSetup(
        TlsContexts contexts,
        TlsOptions options,
        SocketOptions socket,
        SocketName peer,
        boolean accepted,
        boolean datagram) {
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+|.*:.*");

    /**
     * {@return an engine that has not begun}
     *
     * @throws IllegalStateException if something is missing that nobody can guess
     * @throws SSLException if there is no default context
     */
    SSLEngine engine() throws SSLException {
        if (options.engine().isPresent()) {
            return options.engine().get();
        }
        TlsOptions.Role role = options.role().orElse(accepted ? TlsOptions.Role.SERVER : TlsOptions.Role.CLIENT);
        SSLEngine engine = role == TlsOptions.Role.SERVER ? server() : client();
        options.setup().accept(engine);
        return engine;
    }

    private SSLEngine server() throws SSLException {
        SSLContext context = options.context()
                .orElseThrow(() -> new IllegalStateException(
                        "a TLS server needs a context with a key: starttls(context), or the role CLIENT"));
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = common(engine);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setSNIMatchers(
                List.of(SNIHostName.createSNIMatcher(".*"))); // some tell the name only if one matches
        switch (options.clientAuth()) {
            case NEED -> parameters.setNeedClientAuth(true);
            case WANT -> parameters.setWantClientAuth(true);
            default -> {}
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLEngine client() throws SSLException {
        boolean verify = options.verify().orElse(socket.verify());
        String host = host();
        if (verify && host == null) {
            throw new IllegalStateException(
                    "nothing tells whose certificate the peer must have: give a server name, or" + " verify(false)");
        }
        SSLContext context =
                options.context().isPresent() ? options.context().get() : contexts.client(datagram, verify);
        SSLEngine engine = host == null ? context.createSSLEngine() : context.createSSLEngine(host, port());
        engine.setUseClientMode(true);
        SSLParameters parameters = common(engine);
        if (verify) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        parameters.setServerNames(isNameSent(host) ? List.of(new SNIHostName(host)) : List.of());
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLParameters common(SSLEngine engine) throws SSLException {
        SSLParameters parameters = engine.getSSLParameters();
        String[] known = Arrays.stream(engine.getEnabledProtocols())
                .filter(version -> version.matches(datagram ? "DTLSv1\\.[23]" : "TLSv1\\.[23]"))
                .toArray(String[]::new);
        if (known.length == 0) {
            throw new SSLException("the context has neither TLS 1.2 nor 1.3 enabled, but only "
                    + Arrays.toString(engine.getEnabledProtocols()));
        }
        parameters.setProtocols(known);
        if (!options.alpn().isEmpty()) {
            parameters.setApplicationProtocols(options.alpn().toArray(String[]::new));
        }
        return parameters;
    }

    /** {@return whose certificate it must be; null if nobody said} */
    private String host() {
        String named =
                options.serverName().or(socket::serverName).or(socket::host).orElse(null);
        if (named == null && peer instanceof SocketName.Inet inet) {
            named = inet.inet().getHostString();
        }
        if (named == null) {
            return null;
        }
        String bare = named.indexOf('%') >= 0 ? named.substring(0, named.indexOf('%')) : named;
        return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    }

    private int port() {
        return peer instanceof SocketName.Inet inet ? inet.port() : -1;
    }

    /** An address is not sent: RFC 6066, 3. */
    private boolean isNameSent(String host) {
        boolean wanted = options.sendname().orElse(socket.sendname());
        return wanted && host != null && !NUMBERS.matcher(host).matches();
    }
}
