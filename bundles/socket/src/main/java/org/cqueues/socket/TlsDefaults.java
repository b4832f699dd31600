package org.cqueues.socket;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes the TLS contexts of clients that bring none: what {@link Socket} asks when {@code starttls} is called without a context. As an OSGi service, the one of
 * the highest ranking is asked; without any it is the JDK.
 */
@ConsumerType
public interface TlsDefaults {
    /**
     * {@return a context for clients}
     *
     * <p>It is asked for once for each pair of arguments and kept, so that sessions can be resumed. Any thread.
     *
     * @param datagram whether it is for DTLS
     * @param verify whether the peer's certificate chain must be valid; otherwise any is accepted
     * @throws GeneralSecurityException if there is none, such as {@link java.security.NoSuchAlgorithmException} where the provider has no DTLS; then the JDK is
     *     asked
     */
    SSLContext client(boolean datagram, boolean verify) throws GeneralSecurityException;
}
