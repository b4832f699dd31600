package org.cqueues.shell.impl;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cqueues.socket.TlsOptions;
import org.cqueues.tls.Identity;
import org.cqueues.tls.TlsContexts;

/**
 * Value: where a server has its identity from.
 *
 * @param certificate absolute path of its certificate and those of the issuers
 * @param key absolute path of its private key; may be the same
 */
record KeyFiles(Path certificate, Path key) {
    /** {@return what the options say; empty if they name no certificate} */
    static Optional<KeyFiles> of(Options options) throws UsageException {
        Optional<Path> certificate = options.path("cert");
        Optional<Path> key = options.path("key");
        if (!options.has("tls") && (certificate.isPresent() || key.isPresent())) {
            throw new UsageException("options --cert and --key need --tls");
        }
        if (certificate.isEmpty() && key.isPresent()) {
            throw new UsageException("option --key needs --cert");
        }
        return certificate.map(
                path -> new KeyFiles(path.toAbsolutePath(), key.orElse(path).toAbsolutePath()));
    }

    /** {@return both, or the one that they are} */
    List<Path> paths() {
        return Stream.of(certificate, key).distinct().toList();
    }

    /**
     * {@return how a server with what they hold goes into TLS}
     *
     * @throws IOException if one cannot be read or used, or the key is not that of the certificate
     */
    TlsOptions read(TlsContexts contexts) throws IOException {
        return tls(contexts, contexts.identity(Program.pem(certificate), Program.pem(key)));
    }

    /** {@return how a server goes into TLS} */
    static TlsOptions tls(TlsContexts contexts, Identity identity) throws IOException {
        try {
            return TlsOptions.builder()
                    .context(contexts.server(identity))
                    .alpn("http/1.1")
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate cannot be used: " + e.getMessage(), e);
        }
    }
}
