package org.cqueues.socket.impl;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.cqueues.socket.TlsDefaults;

/** Provider: contexts of the JDK, with the authorities and keys that its system properties name. */
final class JdkTls implements TlsDefaults {
    @Override
    public SSLContext client(boolean datagram, boolean verify) throws GeneralSecurityException {
        if (verify && !datagram) {
            return SSLContext.getDefault();
        }
        SSLContext context = SSLContext.getInstance(datagram ? "DTLS" : "TLS");
        context.init(null, verify ? null : new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    /** Trusts every chain, for who has said that nothing is to be verified. An extended one, so that the JDK adds no check of its own. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
