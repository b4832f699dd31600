package org.cqueues.tls.impl;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.ServerOptions;
import org.cqueues.tls.ServerOptions.ClientCertificate;

/** Makes contexts: for TLS of BCJSSE; for DTLS of the JDK, because engines of BCJSSE do not have it. */
final class ContextMaker {
    private static final List<String> TLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> DTLS = List.of("DTLSv1.2");

    private ContextMaker() {}

    static SSLContext client(ClientOptions options) throws GeneralSecurityException {
        Managers managers = new Managers(!options.datagram());
        KeyManager[] keys = options.identities().isEmpty() ? null : managers.keys(options.identities());
        TrustManager trust = options.verify() ? managers.trust(authorities(options)) : new AnyTrust();
        SSLContext context = context(options.datagram(), keys, trust);
        List<String> protocols = protocols(options.protocols(), options.datagram());
        return new ConfiguredContext(context, EngineSetup.of(context, true, ClientCertificate.NONE, protocols));
    }

    private static List<X509Certificate> authorities(ClientOptions options) throws GeneralSecurityException {
        List<X509Certificate> authorities = new ArrayList<>(options.authorities());
        if (options.systemAuthorities()) {
            authorities.addAll(Managers.systemAuthorities());
        }
        return authorities;
    }

    static SSLContext server(ServerOptions options) throws GeneralSecurityException {
        Managers managers = new Managers(!options.datagram());
        TrustManager trust =
                options.clientAuthorities().isEmpty() ? new NoTrust() : managers.trust(options.clientAuthorities());
        SSLContext context = context(options.datagram(), managers.keys(options.identities()), trust);
        List<String> protocols = protocols(options.protocols(), options.datagram());
        return new ConfiguredContext(context, EngineSetup.of(context, false, options.clientCertificate(), protocols));
    }

    private static List<String> protocols(List<String> wanted, boolean datagram) {
        if (!wanted.isEmpty()) {
            return wanted;
        }
        return datagram ? DTLS : TLS;
    }

    /** Absent keys must be an empty array: null would have the provider look for a default key. */
    private static SSLContext context(boolean datagram, KeyManager[] keys, TrustManager trust)
            throws GeneralSecurityException {
        SSLContext context =
                datagram ? SSLContext.getInstance("DTLS") : SSLContext.getInstance("TLS", BouncyCastle.jsse());
        context.init(keys != null ? keys : new KeyManager[0], new TrustManager[] {trust}, new SecureRandom());
        return context;
    }
}
