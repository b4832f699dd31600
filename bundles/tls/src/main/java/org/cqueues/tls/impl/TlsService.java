package org.cqueues.tls.impl;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.cqueues.socket.TlsDefaults;
import org.cqueues.tls.CertificateOptions;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.Identity;
import org.cqueues.tls.Pem;
import org.cqueues.tls.PemException;
import org.cqueues.tls.ServerOptions;
import org.cqueues.tls.TlsContexts;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Provider: the service, which holds nothing but its filter of the log. */
@Component(service = {TlsContexts.class, TlsDefaults.class})
public final class TlsService implements TlsContexts {
    private final CertificateMaker maker = new CertificateMaker();
    private final QuietLog log = new QuietLog();
    private final boolean shared;

    /** Opens the service for a framework, which has seen to its libraries and closes it. */
    @Activate
    public TlsService() {
        this(true);
    }

    private TlsService(boolean shared) {
        this.shared = shared;
    }

    /**
     * Opens the service for a program without a framework.
     *
     * @return the service
     * @throws IllegalStateException if Bouncy Castle is not on the class path
     */
    public static TlsContexts open() {
        BouncyCastle.require();
        return new TlsService(false);
    }

    @Override
    public SSLContext client(boolean datagram, boolean verify) throws GeneralSecurityException {
        ClientOptions.Builder options = ClientOptions.builder().verify(verify);
        return client((datagram ? options.datagram() : options).build());
    }

    @Override
    public SSLContext client(ClientOptions options) throws GeneralSecurityException {
        return ContextMaker.client(options);
    }

    @Override
    public SSLContext server(ServerOptions options) throws GeneralSecurityException {
        return ContextMaker.server(options);
    }

    @Override
    public List<X509Certificate> certificates(Pem pem) throws PemException {
        return PemReader.certificates(pem);
    }

    @Override
    public PrivateKey privateKey(Pem pem) throws PemException {
        return PemReader.privateKey(pem, null);
    }

    @Override
    public PrivateKey privateKey(Pem pem, char[] password) throws PemException {
        return PemReader.privateKey(pem, Objects.requireNonNull(password, "password"));
    }

    @Override
    public Identity identity(Pem chain, Pem key) throws PemException {
        return PemReader.identity(chain, key, null);
    }

    @Override
    public Identity identity(Pem chain, Pem key, char[] password) throws PemException {
        return PemReader.identity(chain, key, Objects.requireNonNull(password, "password"));
    }

    @Override
    public String pem(List<X509Certificate> certificates) {
        return PemWriter.certificates(certificates);
    }

    @Override
    public String pem(PrivateKey key) {
        return PemWriter.key(key);
    }

    @Override
    public String pem(PrivateKey key, char[] password) {
        return PemWriter.key(key, password);
    }

    @Override
    public void write(Identity identity, Path chain, Path key) throws IOException {
        PemWriter.write(key, pem(identity.key()), true);
        PemWriter.write(chain, pem(identity.chain()), false);
    }

    @Override
    public Identity selfSigned(CertificateOptions options) {
        return maker.selfSigned(options);
    }

    @Override
    public Identity issue(Identity authority, CertificateOptions options) {
        return maker.issue(authority, options);
    }

    /** Of a service that many bundles share, it is not for one of them to end it. */
    @Override
    public void close() {
        if (!shared) {
            deactivate();
        }
    }

    @Deactivate
    void deactivate() {
        log.close();
    }
}
