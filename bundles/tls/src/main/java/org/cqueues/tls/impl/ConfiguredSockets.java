package org.cqueues.tls.impl;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** The sockets of the JDK that a {@link ConfiguredContext} makes, for programs that use its contexts without ours. */
final class ConfiguredSockets extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final EngineSetup setup;

    ConfiguredSockets(SSLSocketFactory factory, EngineSetup setup) {
        this.factory = factory;
        this.setup = setup;
    }

    private Socket configured(Socket made) {
        SSLSocket socket = (SSLSocket) made;
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
    public Socket createSocket() throws IOException {
        return configured(factory.createSocket());
    }

    @Override
    public Socket createSocket(Socket below, String host, int port, boolean close) throws IOException {
        return configured(factory.createSocket(below, host, port, close));
    }

    @Override
    public Socket createSocket(Socket below, InputStream consumed, boolean close) throws IOException {
        return configured(factory.createSocket(below, consumed, close));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return configured(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return configured(factory.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return configured(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return configured(factory.createSocket(host, port, local, localPort));
    }
}
