package org.cqueues.tls.impl;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** A provider's context whose engines and sockets begin as {@link EngineSetup} says, because JSSE keeps these things out of contexts. */
final class ConfiguredContext extends SSLContext {
    ConfiguredContext(SSLContext context, EngineSetup setup) {
        super(new Spi(context, setup), context.getProvider(), context.getProtocol());
    }

    private static final class Spi extends SSLContextSpi {
        private final SSLContext context;
        private final EngineSetup setup;

        Spi(SSLContext context, EngineSetup setup) {
            this.context = context;
            this.setup = setup;
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("the context is made already");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return setup.apply(context.createSSLEngine());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return setup.apply(context.createSSLEngine(host, port));
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new ConfiguredSockets(context.getSocketFactory(), setup);
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return new ConfiguredServerSockets(context.getServerSocketFactory(), setup);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return setup.apply(context.getDefaultSSLParameters());
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context.getSupportedSSLParameters();
        }
    }
}
