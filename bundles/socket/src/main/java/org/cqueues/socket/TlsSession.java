package org.cqueues.socket;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * What a TLS handshake has settled.
 *
 * @param session the session: version, cipher suite, certificates
 * @param applicationProtocol the protocol that was chosen by ALPN; empty if none was
 * @param serverNames the host names that the client has asked for (SNI); empty if it has named none, or if the provider does not tell
 * @param resumed whether the session is older than the handshake, so that it was resumed; also false if the provider gives resumed sessions a new date
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7301">RFC 7301, ALPN</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6066#section-3">RFC 6066, server name indication</a>
 */
public record TlsSession(
        SSLSession session, Optional<String> applicationProtocol, List<String> serverNames, boolean resumed) {
    /** {@return the version, such as {@code TLSv1.3}} */
    public String version() {
        return session.getProtocol();
    }
}
