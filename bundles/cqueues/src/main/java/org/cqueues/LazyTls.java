package org.cqueues;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.cqueues.socket.TlsDefaults;
import org.cqueues.tls.TlsContexts;

/** Worker: the TLS contexts, opened when first asked for, because loading them takes time and Bouncy Castle may not be there. Any thread. */
final class LazyTls implements TlsDefaults {
    private TlsContexts contexts; // guarded by this; null: not asked for yet
    private boolean closed; // guarded by this

    synchronized TlsContexts contexts() {
        if (closed) {
            throw new IllegalStateException("the services are closed");
        }
        if (contexts == null) {
            contexts = open();
        }
        return contexts;
    }

    private static TlsContexts open() {
        try {
            return TlsContexts.open();
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "TLS contexts need org.cqueues.tls on the class path: there is no " + e.getMessage(), e);
        }
    }

    /** Where there are none, sockets ask the JDK. */
    @Override
    public SSLContext client(boolean datagram, boolean verify) throws GeneralSecurityException {
        try {
            return contexts().client(datagram, verify);
        } catch (IllegalStateException e) {
            throw new NoSuchAlgorithmException(e.getMessage(), e);
        }
    }

    synchronized void close() {
        closed = true;
        if (contexts != null) {
            contexts.close();
        }
    }
}
