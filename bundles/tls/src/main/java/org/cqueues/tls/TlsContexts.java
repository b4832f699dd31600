package org.cqueues.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.cqueues.socket.TlsDefaults;
import org.cqueues.tls.impl.TlsService;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The service that makes TLS contexts, reads and writes PEM, and makes certificates. Any thread.
 *
 * <pre>{@code
 * Identity server = tls.identity(Pem.read(Path.of("server.pem")), Pem.read(Path.of("server.key")));
 * SSLContext context = tls.server(server);
 * }</pre>
 *
 * <p>A context holds what it was made of: to use new keys, make a new context and take it for the connections to come.
 */
@ProviderType
public interface TlsContexts extends TlsDefaults, AutoCloseable {
    /**
     * {@return the service for programs without a framework}
     *
     * @throws IllegalStateException if Bouncy Castle is not on the class path
     */
    static TlsContexts open() {
        return TlsService.open();
    }

    // Contexts.

    /**
     * {@return a context for clients that trust the authorities of the JDK}
     *
     * @throws GeneralSecurityException if the JDK's authorities cannot be read
     */
    default SSLContext client() throws GeneralSecurityException {
        return client(ClientOptions.builder().build());
    }

    /**
     * {@return a context for clients}
     *
     * @param options whom to trust, and with which key to answer
     * @throws IllegalArgumentException if they name a protocol that there is not
     * @throws GeneralSecurityException if the provider refuses, for example a key that it does not know
     */
    SSLContext client(ClientOptions options) throws GeneralSecurityException;

    /**
     * {@return a context for servers that ask for no certificate}
     *
     * @param identities keys of the server; see {@link ServerOptions.Builder#identity}
     * @throws IllegalArgumentException if there are none
     * @throws GeneralSecurityException if the provider refuses, for example a key that it does not know
     */
    default SSLContext server(Identity... identities) throws GeneralSecurityException {
        ServerOptions.Builder options = ServerOptions.builder();
        for (Identity identity : identities) {
            options.identity(identity);
        }
        return server(options.build());
    }

    /**
     * {@return a context for servers}
     *
     * @param options which keys to use, and which certificates to ask of clients
     * @throws IllegalArgumentException if they name a protocol that there is not
     * @throws GeneralSecurityException if the provider refuses, for example a key that it does not know
     */
    SSLContext server(ServerOptions options) throws GeneralSecurityException;

    // Reading and writing PEM.

    /**
     * {@return all certificates, in their order, such as a chain or a bundle of authorities}
     *
     * @param pem text with at least one {@code CERTIFICATE}
     * @throws PemException if there is none, or one cannot be read
     */
    List<X509Certificate> certificates(Pem pem) throws PemException;

    /**
     * {@return the private key}
     *
     * @param pem text with exactly one private key that is not encrypted: PKCS#8, PKCS#1 (RSA) or SEC1 (EC)
     * @throws PemException if there is none or more than one, or it is encrypted or cannot be read
     */
    PrivateKey privateKey(Pem pem) throws PemException;

    /**
     * {@return the private key}
     *
     * @param pem text with exactly one private key: PKCS#8, PKCS#1 (RSA) or SEC1 (EC)
     * @param password for one that is encrypted; stays the caller's, who may erase it
     * @throws PemException if there is none or more than one, the password is wrong, or it cannot be read
     */
    PrivateKey privateKey(Pem pem, char[] password) throws PemException;

    /**
     * {@return a private key with its certificate chain}
     *
     * @param chain text with the key's certificate first, then that of its issuer, and so on
     * @param key text with the key; may be the same
     * @throws PemException if one cannot be read, or the key does not match the first certificate
     */
    Identity identity(Pem chain, Pem key) throws PemException;

    /**
     * {@return a private key with its certificate chain}
     *
     * @param chain text with the key's certificate first, then that of its issuer, and so on
     * @param key text with the key; may be the same
     * @param password for a key that is encrypted; stays the caller's, who may erase it
     * @throws PemException if one cannot be read, or the key does not match the first certificate
     */
    Identity identity(Pem chain, Pem key, char[] password) throws PemException;

    /**
     * {@return certificates as text}
     *
     * @param certificates at least one
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7468#section-5">RFC 7468, section 5</a>
     */
    String pem(List<X509Certificate> certificates);

    /**
     * {@return a private key as text, PKCS#8 in clear}
     *
     * @param key a key that can be encoded
     * @throws IllegalArgumentException if it cannot, such as one that a device keeps
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7468#section-10">RFC 7468, section 10</a>
     */
    String pem(PrivateKey key);

    /**
     * {@return a private key as text, PKCS#8 encrypted with AES-256 under a key derived from the password}
     *
     * @param key a key that can be encoded
     * @param password not empty; stays the caller's, who may erase it
     * @throws IllegalArgumentException if the key cannot be encoded, or the password is empty
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7468#section-11">RFC 7468, section 11</a>
     */
    String pem(PrivateKey key, char[] password);

    /**
     * Writes a certificate chain and its key, in clear, to two new files. Nobody but their owner may read that of the key.
     *
     * @param identity what to write
     * @param chain file that does not exist yet
     * @param key file that does not exist yet
     * @throws IOException if one exists, or cannot be written
     */
    void write(Identity identity, Path chain, Path key) throws IOException;

    // Making certificates.

    /**
     * {@return a new key with a certificate that it signed itself, for a year}
     *
     * @param names names of hosts and literal addresses that it is for, at least one
     * @throws IllegalArgumentException if there is none, or one is neither
     */
    default Identity selfSigned(String... names) {
        return selfSigned(CertificateOptions.builder().names(List.of(names)).build());
    }

    /**
     * {@return a new key with a certificate that it signed itself}
     *
     * @param options what the certificate says
     */
    Identity selfSigned(CertificateOptions options);

    /**
     * {@return a new key with a certificate that an authority signed, and its chain as far as it is known, without the root}
     *
     * @param authority an authority, made with {@link CertificateOptions.Builder#authority} for example
     * @param options what the certificate says
     * @throws IllegalArgumentException if the certificate of the authority is not one of an authority
     */
    Identity issue(Identity authority, CertificateOptions options);

    /** Ends what the service does to the log; in a framework, the framework does that. Contexts that it made stay usable. Idempotent. */
    @Override
    void close();
}
