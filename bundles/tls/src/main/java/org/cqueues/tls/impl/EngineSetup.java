package org.cqueues.tls.impl;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.cqueues.tls.ServerOptions.ClientCertificate;

/**
 * Value: what the engines and sockets of a context begin with.
 *
 * @param client whether they are clients
 * @param clientCertificate whether clients are asked for a certificate, by servers
 * @param protocols the most wanted first
 * @param suites cipher suites, the most wanted first
 */
record EngineSetup(boolean client, ClientCertificate clientCertificate, String[] protocols, String[] suites) {
    /** Adds to what was asked for the suites of a context, and checks the protocols against those it has. */
    static EngineSetup of(SSLContext context, boolean client, ClientCertificate certificate, List<String> protocols) {
        List<String> supported = List.of(context.getSupportedSSLParameters().getProtocols());
        for (String protocol : protocols) {
            if (!supported.contains(protocol)) {
                throw new IllegalArgumentException("there is no protocol " + protocol + "; there are " + supported);
            }
        }
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        String[] suites = engine.getSSLParameters().getCipherSuites();
        Arrays.sort(suites, Comparator.comparingInt(EngineSetup::rank)); // keeps the order among equals
        return new EngineSetup(client, certificate, protocols.toArray(new String[0]), suites);
    }

    /** AES in Galois mode runs in hardware nearly everywhere; ChaCha20, which BCJSSE prefers, does not. */
    private static int rank(String suite) {
        if (suite.contains("_GCM_")) {
            return 0;
        }
        return suite.contains("_CHACHA20_") ? 1 : 2;
    }

    SSLEngine apply(SSLEngine engine) {
        engine.setUseClientMode(client);
        engine.setSSLParameters(apply(engine.getSSLParameters()));
        return engine;
    }

    SSLParameters apply(SSLParameters parameters) {
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(suites);
        if (clientCertificate == ClientCertificate.NEEDED) {
            parameters.setNeedClientAuth(true);
        } else if (clientCertificate == ClientCertificate.WANTED) {
            parameters.setWantClientAuth(true);
        }
        return parameters;
    }
}
