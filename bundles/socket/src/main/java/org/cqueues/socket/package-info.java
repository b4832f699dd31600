/**
 * Sockets with buffering and line translation, whose operations suspend the coroutine that calls them. Guide 3.2.2.
 *
 * <p>The default mode is {@code "tl"}, text translation and line buffering, which suits the line-oriented protocols of the Internet: a program
 * reads and writes lines that end with LF, the network sees CRLF.
 *
 * <p><b>Threads.</b> Any coroutine of any controller may use a socket; one reader and one writer at a time work side by side, further ones wait
 * their turn. Outside a coroutine an operation blocks the calling thread.
 *
 * <p><b>Hosts.</b> A name is looked up when its socket is first used, see {@link org.cqueues.socket.NameLookup}, and of several addresses those that the system
 * can reach best are tried first, the two families in turn, each beside those before it: RFC 8305. A lookup that finds nothing is an {@link java.net.UnknownHostException};
 * if no address can be connected, the failure names each. Operations and polls alike establish a socket; a poll is ready once that is over.
 *
 * <p><b>Outcomes.</b> A {@code null} line is the end of the stream and nothing else. A timeout is a {@link java.net.SocketTimeoutException}, a
 * cancelled wait another {@link java.io.InterruptedIOException}, a socket closed meanwhile an
 * {@link java.nio.channels.AsynchronousCloseException}, one closed before a {@link java.nio.channels.ClosedChannelException}, and a failure of the
 * system an {@link org.cqueues.kernel.ErrnoException}. Loops over {@code lines} and {@code clients} throw them inside an
 * {@link java.io.UncheckedIOException}. A failure of TLS is a {@link javax.net.ssl.SSLException}, and is told by every operation from then on. An {@link org.cqueues.socket.ErrorHandler} can let a failure pass instead.
 *
 * <p><b>TLS.</b> {@link org.cqueues.socket.Socket#starttls(org.cqueues.socket.TlsOptions, java.time.Duration)} takes a connection into TLS, secure unless
 * {@link org.cqueues.socket.TlsOptions} say otherwise; over datagrams it is DTLS.
 */
@Export
@Version("0.1.0")
package org.cqueues.socket;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
