/**
 * TLS: contexts of JSSE for clients and servers, and the keys and certificates that they need. Guide 3.2.2, {@code socket:starttls}.
 *
 * <p>{@link org.cqueues.tls.TlsContexts} is the service. Behind it is Bouncy Castle's provider (BCJSSE) for TLS 1.2 and 1.3, and the JDK's for DTLS 1.2; no
 * type of either is seen. No provider is registered and no security property is set: other code of the JVM does not notice.
 *
 * <p>Secure unless told otherwise: a context of a client verifies the chain of the server's certificate and the dates of each certificate in it. Whether the name of
 * the host fits is asked of the engine, as JSSE has it ({@link javax.net.ssl.SSLParameters#setEndpointIdentificationAlgorithm}), which a socket does for
 * its peer.
 *
 * <p><b>Limits.</b> BCJSSE 1.84 resumes sessions of TLS 1.2 only; a TLS 1.3 handshake is always a full one. Its engines end both directions at once, also of TLS 1.3. The DTLS of JDK 17 to 25 has no 1.3, and knows
 * keys for RSA and the NIST curves only.
 *
 * <p><b>Logging.</b> BCJSSE writes about each connection to {@code java.util.logging}, at the level that is shown by default. While the service is open, what
 * concerns connections of cqueues is kept out of the log, with filters of BCJSSE's loggers; a socket reports its failures itself.
 *
 * <p><b>Threads.</b> Everything may be called from any thread. Nothing suspends a coroutine; what reads or writes files blocks its thread.
 */
@Export
@Version("0.1.0")
package org.cqueues.tls;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
