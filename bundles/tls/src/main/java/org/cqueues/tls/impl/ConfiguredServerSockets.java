package org.cqueues.tls.impl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;

/** The server sockets of the JDK that a {@link ConfiguredContext} makes, for programs that use its contexts without ours. */
final class ConfiguredServerSockets extends SSLServerSocketFactory {
    private final SSLServerSocketFactory factory;
    private final EngineSetup setup;

    ConfiguredServerSockets(SSLServerSocketFactory factory, EngineSetup setup) {
        this.factory = factory;
        this.setup = setup;
    }

    private ServerSocket configured(ServerSocket made) {
        SSLServerSocket socket = (SSLServerSocket) made;
        socket.setSSLParameters(setup.apply(socket.getSSLParameters()));
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return setup.suites().clone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return configured(factory.createServerSocket());
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return configured(factory.createServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return configured(factory.createServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return configured(factory.createServerSocket(port, backlog, address));
    }
}
