package org.cqueues.socket.impl;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.cqueues.socket.TlsDefaults;

/** Worker: the contexts of clients that bring none, made when first needed and kept, because a session is resumed only in its context. Any thread. */
final class TlsContexts {
    private record Kind(boolean datagram, boolean verify) {}

    private final Map<Kind, SSLContext> made = new HashMap<>(); // guarded by this
    private TlsDefaults defaults = new JdkTls(); // guarded by this

    synchronized void use(TlsDefaults other) {
        defaults = other;
        made.clear();
    }

    /** Goes back to the JDK, unless another has come meanwhile. */
    synchronized void forget(TlsDefaults gone) {
        if (defaults == gone) {
            use(new JdkTls());
        }
    }

    synchronized SSLContext client(boolean datagram, boolean verify) throws SSLException {
        Kind kind = new Kind(datagram, verify);
        SSLContext context = made.get(kind);
        if (context == null) {
            context = make(kind);
            made.put(kind, context);
        }
        return context;
    }

    private SSLContext make(Kind kind) throws SSLException {
        GeneralSecurityException first = null;
        try {
            return defaults.client(kind.datagram, kind.verify);
        } catch (GeneralSecurityException e) {
            first = e;
        }
        try {
            return new JdkTls().client(kind.datagram, kind.verify);
        } catch (GeneralSecurityException e) {
            e.addSuppressed(first);
            throw new SSLException(
                    "no default " + (kind.datagram ? "DTLS" : "TLS") + " context for clients: " + first, e);
        }
    }
}
