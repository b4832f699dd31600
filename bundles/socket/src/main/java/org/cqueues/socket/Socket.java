package org.cqueues.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.Credentials;
import org.cqueues.kernel.SocketName;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A socket: a listener, a connection, or one for messages. Guide 3.2.2.
 *
 * <p>Streams are read and written with formats and buffers. So are datagrams and packets, each of which ends what is read of it as the end of the stream would: a line
 * without its end, a number of bytes that is too large and everything are given as far as the message goes, several formats of one call are of one message, and the next read begins
 * with the next message. A message that is longer than the input buffer ({@link #setbufsiz}) is lost, which is {@code EMSGSIZE}. What a flush hands over is one message;
 * neither a full buffer nor a reader that waits flushes, and what cannot be sent is dropped. {@link #sendto} and {@link #recvfrom} pass whole messages without
 * buffers and formats. What is of the one kind only throws {@link IllegalStateException} on the other.
 *
 * <p>It is established (created, bound, connected) by the first operation that needs it. Each operation has one deadline, the socket's timeout from its
 * begin on; a failure to establish is thrown by every operation from then on. The package tells how outcomes differ.
 *
 * <p>A connection whose two directions have ended gives its descriptor back by itself: at the end of the stream once {@link #shutdown} has ended the
 * output, or after a failure such as {@code ECONNRESET}. What was received before can still be read.
 */
@ProviderType
public interface Socket extends Pollable, AutoCloseable {
    /**
     * Waits until the socket is bound and listens.
     *
     * @return this socket; null if an {@link ErrorHandler} lets a failure pass
     * @throws IOException if it cannot be established, such as {@code EADDRINUSE}
     * @throws IllegalStateException if it was made to connect
     */
    Socket listen() throws IOException;

    /**
     * Waits until the socket is bound and listens.
     *
     * @param timeout longest wait; zero or less does not wait
     * @return this socket; null if an {@link ErrorHandler} lets a failure pass
     * @throws IOException if it cannot be established, such as {@code EADDRINUSE}
     * @throws IllegalStateException if it was made to connect
     */
    Socket listen(Duration timeout) throws IOException;

    /**
     * Waits until the socket is connected.
     *
     * @return this socket; null if an {@link ErrorHandler} lets a failure pass
     * @throws IOException if it cannot be established, such as {@code ECONNREFUSED}
     * @throws IllegalStateException if it is a listener
     */
    Socket connect() throws IOException;

    /**
     * Waits until the socket is connected. After a timeout it goes on connecting.
     *
     * @param timeout longest wait; zero or less does not wait
     * @return this socket; null if an {@link ErrorHandler} lets a failure pass
     * @throws IOException if it cannot be established, such as {@code ECONNREFUSED}
     * @throws IllegalStateException if it is a listener
     */
    Socket connect(Duration timeout) throws IOException;

    /**
     * Waits for a client. The new socket has the listener's modes, sizes, timeout and {@link #nodelay}.
     *
     * @return a connected socket, the caller's; null if an {@link ErrorHandler} lets a failure pass
     * @throws IOException if there is none, such as {@code EMFILE}
     * @throws IllegalStateException if this socket is no listener
     */
    Socket accept() throws IOException;

    /**
     * Waits for a client.
     *
     * @param timeout longest wait; zero or less does not wait
     * @return a connected socket, the caller's; null if an {@link ErrorHandler} lets a failure pass
     * @throws IOException if there is none, such as {@code EMFILE}
     * @throws IllegalStateException if this socket is no listener
     */
    Socket accept(Duration timeout) throws IOException;

    /**
     * Waits for a client, and sets options on it.
     *
     * @param options without an address; what they do not set is the listener's or the default
     * @return a connected socket, the caller's; null if an {@link ErrorHandler} lets a failure pass
     * @throws IOException if there is none, or an option is refused, which closes the client
     * @throws IllegalArgumentException if the options have an address
     * @throws IllegalStateException if this socket is no listener
     */
    Socket accept(SocketOptions options) throws IOException;

    /**
     * Waits for a client, and sets options on it.
     *
     * @param options without an address; what they do not set is the listener's or the default
     * @param timeout longest wait; zero or less does not wait
     * @return a connected socket, the caller's; null if an {@link ErrorHandler} lets a failure pass
     * @throws IOException if there is none, or an option is refused, which closes the client
     * @throws IllegalArgumentException if the options have an address
     * @throws IllegalStateException if this socket is no listener
     */
    Socket accept(SocketOptions options, Duration timeout) throws IOException;

    /**
     * {@return the clients, each as it comes, until this socket is closed}
     *
     * <p>While the system lacks descriptors or memory for another client, it is tried again after 10 ms, then 20 ms, and so on up to 1 s.
     */
    Iterable<Socket> clients();

    /**
     * {@return the clients, each as it comes, until this socket is closed}
     *
     * @param timeout longest wait for one client
     */
    Iterable<Socket> clients(Duration timeout);

    /**
     * Reads a line without its end.
     *
     * @return the line, or a part of one longer than {@link #setmaxline}; {@code null} at the end of the stream
     * @throws IOException as told by the package
     */
    String read() throws IOException;

    /**
     * Reads what a guide's format says.
     *
     * @param format see {@link Format#of}
     * @return what was read; {@code null} at the end of the stream
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if it is no format
     */
    String read(String format) throws IOException;

    /**
     * Reads what a format says.
     *
     * @param format what to read
     * @return what was read; {@code null} at the end of the stream
     * @throws IOException as told by the package
     */
    String read(Format format) throws IOException;

    /**
     * Reads what several of the guide's formats say, as {@link #read(Format...)} does.
     *
     * @param formats see {@link Format#of}
     * @return what was read, in order; fewer than asked for if an end was met
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if one is no format
     */
    List<String> read(String... formats) throws IOException;

    /**
     * Reads what several formats say, left to right up to the first that meets an end, with one deadline for all and no other reader between. If one fails,
     * what was read for those before it is put back.
     *
     * @param formats what to read
     * @return what was read, in order; fewer than asked for if an end was met
     * @throws IOException as told by the package
     */
    List<String> read(Format... formats) throws IOException;

    /**
     * Reads what a format says, without making characters of it.
     *
     * @param format what to read
     * @return what was read, the caller's; {@code null} at the end of the stream
     * @throws IOException as told by the package
     */
    byte[] readBytes(Format format) throws IOException;

    /**
     * Reads what has been received, and waits only if there is nothing. In text mode each CRLF becomes LF.
     *
     * @param target where to put it, from its position up to its limit
     * @return bytes put there: at least 1, or 0 if there is no room; -1 at the end of the stream
     * @throws IOException as told by the package
     */
    int read(ByteBuffer target) throws IOException;

    /** {@return the lines without their ends, each as it comes, until the end of the stream; each with a deadline of its own} */
    Iterable<String> lines();

    /**
     * {@return what a guide's format says, each as it comes, until the end of the stream; each with a deadline of its own}
     *
     * @param format see {@link Format#of}
     * @throws IllegalArgumentException if it is no format
     */
    Iterable<String> lines(String format);

    /**
     * {@return what a format says, each as it comes, until the end of the stream; each with a deadline of its own}
     *
     * @param format what to read
     */
    Iterable<String> lines(Format format);

    /**
     * Writes a string, as {@link #write(String...)} does.
     *
     * @param string what to write
     * @return this socket
     * @throws IOException as told by the package; {@code EPIPE} once the output has ended
     * @throws IllegalArgumentException if the charset has no such character, as a binary mode none above 255; then nothing was written
     */
    Socket write(String string) throws IOException;

    /**
     * Writes strings, in text mode in the socket's charset with each LF as CRLF, in binary mode with each character as one byte. The output's buffering decides what is
     * handed to the system. Strings of one call are never mixed with those of another. After a timeout part of them may have been sent.
     *
     * @param strings what to write, in order
     * @return this socket
     * @throws IOException as told by the package; {@code EPIPE} once the output has ended
     * @throws IllegalArgumentException if the charset has no such character, as a binary mode none above 255; then nothing of the call was written
     */
    Socket write(String... strings) throws IOException;

    /**
     * Hands everything written to the system, and waits until it has taken it.
     *
     * @return this socket
     * @throws IOException as told by the package
     */
    Socket flush() throws IOException;

    /**
     * Hands to the system what a buffering hands over by the end of a write, and waits until it has taken it.
     *
     * @param mode {@code "n"}, {@code "l"} or {@code "f"}; empty for the output's own buffering
     * @return this socket
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if the mode has other flags than an output's
     */
    Socket flush(String mode) throws IOException;

    /**
     * Hands to the system what a buffering hands over by the end of a write, and waits until it has taken it.
     *
     * @param mode {@code "n"}, {@code "l"} or {@code "f"}; empty for the output's own buffering
     * @param timeout longest wait; zero or less does not wait
     * @return this socket
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if the mode has other flags than an output's
     */
    Socket flush(String mode, Duration timeout) throws IOException;

    /**
     * Reads what a format says, with a timeout of its own.
     *
     * @param format what to read
     * @param timeout longest wait; zero or less does not wait
     * @return what was read; {@code null} at the end of the stream
     * @throws IOException as told by the package
     */
    String xread(Format format, Duration timeout) throws IOException;

    /**
     * Reads what a format says, with a mode and a timeout of its own.
     *
     * @param format what to read
     * @param mode flags that differ for this call, as for {@link #setmode}
     * @param timeout longest wait; zero or less does not wait
     * @return what was read; {@code null} at the end of the stream
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if the mode has other flags than an input's
     */
    String xread(Format format, String mode, Duration timeout) throws IOException;

    /**
     * {@return what a format says, each as it comes, until the end of the stream}
     *
     * @param format what to read
     * @param timeout longest wait for one; zero or less does not wait
     */
    Iterable<String> xlines(Format format, Duration timeout);

    /**
     * {@return what a format says, each as it comes, until the end of the stream}
     *
     * @param format what to read
     * @param mode flags that differ for these reads, as for {@link #setmode}
     * @param timeout longest wait for one; zero or less does not wait
     * @throws IllegalArgumentException from the first read, if the mode has other flags than an input's
     */
    Iterable<String> xlines(Format format, String mode, Duration timeout);

    /**
     * Writes a string as {@link #write(String)} does, with a timeout of its own.
     *
     * @param string what to write
     * @param timeout longest wait; zero or less does not wait
     * @return this socket
     * @throws IOException as told by the package
     */
    Socket xwrite(String string, Duration timeout) throws IOException;

    /**
     * Writes a string as {@link #write(String)} does, with a mode and a timeout of its own.
     *
     * @param string what to write
     * @param mode flags that differ for this call, as for {@link #setmode}
     * @param timeout longest wait; zero or less does not wait
     * @return this socket
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if the mode has other flags than an output's, or as {@link #write(String)} does
     */
    Socket xwrite(String string, String mode, Duration timeout) throws IOException;

    /**
     * Waits until so much has been received that is not read yet.
     *
     * @param size bytes as received, before any translation
     * @return false if the stream ends before
     * @throws IOException as told by the package
     */
    boolean fill(int size) throws IOException;

    /**
     * Waits until so much has been received that is not read yet.
     *
     * @param size bytes as received, before any translation
     * @param timeout longest wait; zero or less does not wait
     * @return false if the stream ends before
     * @throws IOException as told by the package
     */
    boolean fill(int size, Duration timeout) throws IOException;

    /**
     * Puts a string before what is read next: in the socket's charset in text mode, each character as one byte in binary mode. Waits for who is reading. Nothing
     * changes for {@link #eof}.
     *
     * @param string what to read next
     * @return this socket
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if the charset has no such character, as a binary mode none above 255
     */
    Socket unget(String string) throws IOException;

    /**
     * Puts bytes before what is read next. Waits for who is reading.
     *
     * @param bytes what to read next, copied
     * @return this socket
     * @throws IOException as told by the package
     */
    Socket unget(byte[] bytes) throws IOException;

    /**
     * Writes a number as so many bits, the most significant one first, whatever the mode. Bits that do not fill a byte wait for the next call.
     *
     * @param value not negative, unless it has 64 bits
     * @param bits 1 to 64
     * @return this socket
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if there are too few bits for the value, or the number of bits is out of range
     */
    Socket pack(long value, int bits) throws IOException;

    /**
     * Writes a number of 32 bits, as {@link #pack(long, int)} does.
     *
     * @param value 0 to 2<sup>32</sup> - 1
     * @return this socket
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if the value is out of range
     */
    Socket pack(long value) throws IOException;

    /**
     * Writes a number as so many bits, as {@link #pack(long, int)} does, with a mode of its own.
     *
     * @param value not negative, unless it has 64 bits
     * @param bits 1 to 64
     * @param mode flags that differ for this call, as for {@link #setmode}; only those of buffering matter
     * @return this socket
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if there are too few bits for the value, the number of bits is out of range, or the mode has other flags than an output's
     */
    Socket pack(long value, int bits, String mode) throws IOException;

    /**
     * Reads a number of so many bits, the most significant one first, whatever the mode. Bits that are left of the last byte are read by the next call.
     *
     * @param bits 1 to 64
     * @return the number; empty if the stream ends before, which leaves what there is
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if the number of bits is out of range
     */
    OptionalLong unpack(int bits) throws IOException;

    /**
     * Reads a number of 32 bits, as {@link #unpack(int)} does.
     *
     * @return the number; empty if the stream ends before, which leaves what there is
     * @throws IOException as told by the package
     */
    OptionalLong unpack() throws IOException;

    /**
     * Reads what a format says if that needs no wait; otherwise everything stays for another read.
     *
     * @param format what to read
     * @return what came of it
     * @throws IOException as told by the package, but no timeout
     */
    Received recv(Format format) throws IOException;

    /**
     * Reads what a format says if that needs no wait; otherwise everything stays for another read.
     *
     * @param format what to read
     * @param mode flags that differ for this call, as for {@link #setmode}
     * @return what came of it
     * @throws IOException as told by the package, but no timeout
     * @throws IllegalArgumentException if the mode has other flags than an input's
     */
    Received recv(Format format, String mode) throws IOException;

    /**
     * Writes as much of a part of a string as needs no wait: what the system takes, and a buffer more, which later writes and flushes hand over. The guide counts from 1 and includes the end.
     *
     * @param string what to write a part of
     * @param from index of the first character
     * @param to index after the last
     * @return how much was taken
     * @throws IOException as told by the package, but no timeout, and no {@code EPIPE}, which is {@link Progress#END}
     * @throws IllegalArgumentException if the charset has no such character, as a binary mode none above 255
     * @throws IndexOutOfBoundsException if there is no such part
     */
    Sent send(String string, int from, int to) throws IOException;

    /**
     * Writes as much of a part of a string as needs no wait, as {@link #send(String, int, int)} does.
     *
     * @param string what to write a part of
     * @param from index of the first character
     * @param to index after the last
     * @param mode flags that differ for this call, as for {@link #setmode}
     * @return how much was taken
     * @throws IOException as told by the package, but no timeout, and no {@code EPIPE}, which is {@link Progress#END}
     * @throws IllegalArgumentException if the mode has other flags than an output's, or is binary and a character is above 255
     * @throws IndexOutOfBoundsException if there is no such part
     */
    Sent send(String string, int from, int to, String mode) throws IOException;

    /**
     * Ends the input, the output, or both. Unlike the guide, pending output is flushed before the output is ended, so that none is lost;
     * and nothing is thrown if the peer has gone since, which has ended both.
     *
     * @param how {@code "r"}, {@code "w"} or {@code "rw"}
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if {@code how} is anything else
     */
    void shutdown(String how) throws IOException;

    /** {@return whether the end of the stream was received, and whether the peer was found to take no more; neither is set by {@link #shutdown}} */
    Channels<Boolean> eof();

    /**
     * {@return whether the end was met in a direction, or in both}
     *
     * @param which {@code "r"}, {@code "w"} or {@code "rw"}
     * @throws IllegalArgumentException if {@code which} is anything else
     */
    boolean eof(String which);

    /** {@return bytes received and not read yet, and bytes written and not yet handed to the system; not those in the system's buffers} */
    Channels<Integer> pending();

    /** {@return what went over the socket so far: received, and sent} */
    Channels<Traffic> stat();

    /**
     * {@return a view of the input as bytes, whatever the mode, with the socket's timeout}
     *
     * <p>It shares the socket's buffer, so both can be read in turn. Closing it closes the socket.
     */
    InputStream input();

    /**
     * {@return a view of the output as bytes, whatever the mode, with the socket's buffering and timeout}
     *
     * <p>It shares the socket's buffer, so both can be written in turn. Closing it flushes and closes the socket.
     */
    OutputStream output();

    /**
     * {@return a view of both directions as bytes, whatever the mode, with the socket's timeout}
     *
     * <p>It shares the socket's buffers, so both can be read and written in turn. A read waits for the first byte only; a write waits until the system has taken
     * all of it, or leaves the buffer as it was. Closing it closes the socket.
     */
    ByteChannel channel();

    /**
     * Goes into TLS as {@link #starttls(TlsOptions, Duration)} does, with the defaults and the socket's timeout.
     *
     * @return this socket
     * @throws IOException as told there
     * @throws IllegalStateException if this is a server, which needs a context, or as told there
     */
    Socket starttls() throws IOException;

    /**
     * Goes into TLS as {@link #starttls(TlsOptions, Duration)} does, with the defaults.
     *
     * @param timeout longest wait; zero or less does not wait
     * @return this socket
     * @throws IOException as told there
     * @throws IllegalStateException if this is a server, which needs a context, or as told there
     */
    Socket starttls(Duration timeout) throws IOException;

    /**
     * Goes into TLS as {@link #starttls(TlsOptions, Duration)} does, with a context and the socket's timeout.
     *
     * @param context keys and authorities, of any provider
     * @return this socket
     * @throws IOException as told there
     * @throws IllegalStateException as told there
     */
    Socket starttls(SSLContext context) throws IOException;

    /**
     * Goes into TLS as {@link #starttls(TlsOptions, Duration)} does, with a context.
     *
     * @param context keys and authorities, of any provider
     * @param timeout longest wait; zero or less does not wait
     * @return this socket
     * @throws IOException as told there
     * @throws IllegalStateException as told there
     */
    Socket starttls(SSLContext context, Duration timeout) throws IOException;

    /**
     * Goes into TLS as {@link #starttls(TlsOptions, Duration)} does, with the socket's timeout.
     *
     * @param options how
     * @return this socket
     * @throws IOException as told there
     * @throws IllegalStateException as told there
     */
    Socket starttls(TlsOptions options) throws IOException;

    /**
     * Goes into TLS, at any moment of a stream, and waits for the end of the handshake. The first call decides how; a later one, as after a timeout, waits for the
     * same handshake. So does every operation that reads or writes.
     *
     * <p>It waits for who is reading or writing. Pending output is sent in clear first, unless the output mode is {@code A}; then it is sent through TLS. What was
     * received and not read belongs to TLS: in the input mode {@code p} it is handed to TLS, so that a handshake that began early is seen and plaintext that was
     * injected makes it fail; in the mode {@code P} such bytes are refused, and the stream stays as it was.
     *
     * <p>From then on {@link #stat}, {@link #pending} and all else count bytes of the stream, not of TLS. {@link #shutdown} of the output sends close_notify, and so does
     * {@link #close} where everything was sent, without waiting. A stream that ends without the peer's close_notify may have been cut short, and is an error unless
     * {@link TlsOptions.Builder#acceptTruncation} allows it. In TLS 1.2 the end of one direction is that of both, by RFC 5246; so it is with some providers, such as
     * Bouncy Castle, in TLS 1.3 too. What the engine delegates, such as the check of certificates, is run by who waits for the handshake.
     *
     * @param options how; none of them counts after the first call
     * @param timeout longest wait; zero or less does not wait
     * @return this socket
     * @throws IOException {@link javax.net.ssl.SSLException} if the handshake fails, which every later operation tells again; {@link java.net.ProtocolException} if bytes
     *     were refused; or as told by the package
     * @throws IllegalStateException if a server has no context with a key; if a client is to verify the server, but nobody said whose certificate it must be;
     *     or if it is a listener
     */
    Socket starttls(TlsOptions options, Duration timeout) throws IOException;

    /** {@return what the handshake has settled; empty if the socket is not in TLS, or not yet} */
    Optional<TlsSession> checktls();

    /**
     * Sets modes. A flag that is not mentioned stays as it is: {@code t} text, {@code b} binary; for the output also {@code n}, {@code l}, {@code f}
     * buffering, {@code a} flush it before a read waits and before {@link #starttls}, which is the default, {@code A} do not; for the input also {@code p} push back into TLS
     * what was received before, which is the default, {@code P} refuse it.
     *
     * @param input flags; empty to leave the input as it is
     * @param output flags; empty to leave the output as it is
     * @return the previous modes, such as {@code "t-p"} and {@code "tla"}
     * @throws IllegalArgumentException if another flag occurs
     */
    Channels<String> setmode(String input, String output);

    /**
     * Sets the buffering of the output.
     *
     * @param buffering when to hand bytes to the system
     * @return the previous one
     */
    Buffering setvbuf(Buffering buffering);

    /**
     * Sets the buffering of the output, and the size of its buffer.
     *
     * @param buffering when to hand bytes to the system
     * @param size bytes, at least 1; -1 for no limit
     * @return the previous buffering
     * @throws IllegalArgumentException if the size is out of range
     */
    Buffering setvbuf(Buffering buffering, int size);

    /**
     * Sets the buffer sizes: the least that is asked of the system at once, and the unit of full buffering.
     *
     * @param input bytes, at least 1; 0 leaves it as it is
     * @param output bytes, at least 1; 0 leaves it as it is; -1 for no limit
     * @return the previous sizes
     * @throws IllegalArgumentException if a size is out of range
     */
    Channels<Integer> setbufsiz(int input, int output);

    /**
     * Sets the charset of both directions in text mode; UTF-8 unless set. In binary mode each character is one byte. What is read and cannot be decoded becomes
     * U+FFFD; what is written and cannot be encoded is refused, but unpaired surrogates become {@code "?"} in UTF-8.
     *
     * @param charset one that writes ASCII as it is
     * @return the previous one
     * @throws IllegalArgumentException if it is another, such as UTF-16
     */
    Charset setcharset(Charset charset);

    /**
     * Sets the longest line. A longer one is read in parts, none of which splits a character or a CRLF; and is written without waiting for its end.
     *
     * @param input bytes, at least 1; 0 leaves it as it is; -1 for no limit
     * @param output bytes, at least 1; 0 leaves it as it is; -1 for no limit
     * @return the previous lengths, {@link Integer#MAX_VALUE} for no limit
     * @throws IllegalArgumentException if a length is out of range
     */
    Channels<Integer> setmaxline(int input, int output);

    /**
     * Sets the timeout of operations that are not given one.
     *
     * @param timeout longest duration of each; zero or less does not wait
     * @return the previous one; empty if operations waited without limit
     */
    Optional<Duration> settimeout(Duration timeout);

    /**
     * Lets operations that are not given a timeout wait without limit, as in the beginning.
     *
     * @return the previous timeout; empty if there was none
     */
    Optional<Duration> settimeout();

    /**
     * Sets who decides about failures to read and write.
     *
     * @param handler {@link ErrorHandler#THROW} unless set, here or by {@link Sockets#onerror}
     * @return the previous one
     */
    ErrorHandler onerror(ErrorHandler handler);

    /** {@return the saved failures: those that a handler let pass, or that {@link #seterror} has set} */
    Channels<Optional<IOException>> error();

    /**
     * Forgets saved failures, so that operations try again. A connection that was lost stays lost.
     *
     * @param which {@code "r"}, {@code "w"} or {@code "rw"}
     * @return what was saved, in both directions
     * @throws IllegalArgumentException if {@code which} is anything else
     */
    Channels<Optional<IOException>> clearerr(String which);

    /**
     * Saves a failure, so that the operations of a direction fail with it until {@link #clearerr}, such as after a violation of the protocol.
     * {@link #recv} and {@link #send} do not look at it.
     *
     * @param which {@code "r"}, {@code "w"} or {@code "rw"}
     * @param errno its number; 0 for none
     * @return what was saved, in both directions
     * @throws IllegalArgumentException if {@code which} is anything else
     */
    Channels<Optional<IOException>> seterror(String which, int errno);

    /**
     * Sets how often a saved failure is told again before an {@link IllegalStateException} tells that nobody takes notice.
     *
     * @param which {@code "r"}, {@code "w"} or {@code "rw"}
     * @param limit at least 0; 100 unless set
     * @return the previous limits
     * @throws IllegalArgumentException if {@code which} is anything else, or the limit negative
     */
    Channels<Integer> setmaxerrs(String which, int limit);

    /**
     * Sets whether small writes are sent at once, which costs more packets but no delay: {@code TCP_NODELAY}. A listener passes it on to its clients.
     *
     * @param on false unless set
     * @return this socket
     * @throws IOException if the system refuses
     */
    Socket nodelay(boolean on) throws IOException;

    /**
     * {@return the socket's own address; a listener is bound and a connection begun if it was not yet. Unspecified if the descriptor is no socket, or was given
     * back already}
     *
     * @throws IOException if the system refuses
     */
    SocketName localname() throws IOException;

    /**
     * {@return the address of the peer; unspecified while there is none, and if the client had gone before it was accepted}
     *
     * @throws IOException if the socket is closed
     */
    SocketName peername() throws IOException;

    /**
     * {@return the effective user and group of the peer of a UNIX socket, and its process, as they were when the connection was made}
     *
     * @throws IOException {@code EOPNOTSUPP} if the connection is not over a UNIX socket, {@code ENOTCONN} if there is no peer
     * @throws IllegalStateException if this is a listener
     */
    Credentials peereid() throws IOException;

    /**
     * {@return the process of the peer of a UNIX socket, as it was when the connection was made; 0 if it is of another name space}
     *
     * @throws IOException {@code EOPNOTSUPP} if the connection is not over a UNIX socket, {@code ENOTCONN} if there is no peer
     * @throws IllegalStateException if this is a listener
     */
    int peerpid() throws IOException;

    /**
     * Sends what {@link SocketOptions.Builder#nopush} has held back, and holds nothing back from then on: {@code TCP_CORK} off. It does not flush the output
     * buffer.
     *
     * @return this socket
     * @throws IOException if the system refuses, {@code EOPNOTSUPP} if it is not TCP
     * @throws IllegalStateException if this is a listener
     */
    Socket uncork() throws IOException;

    /**
     * Sends one message, whole.
     *
     * @param message its content
     * @param to where to; unspecified for the peer of a connected socket
     * @return this socket
     * @throws IOException as told by the package; {@code EMSGSIZE} if the message is too long for the system, {@code ECONNREFUSED} if an earlier one found
     *     nobody
     * @throws IllegalStateException if it is a stream
     * @see <a href="https://man7.org/linux/man-pages/man2/sendmsg.2.html">sendmsg(2)</a>
     */
    Socket sendto(byte[] message, SocketName to) throws IOException;

    /**
     * Sends one message, as {@link #sendto(byte[], SocketName)} does.
     *
     * @param message its content
     * @param to where to; unspecified for the peer of a connected socket
     * @param timeout longest wait; zero or less does not wait
     * @return this socket
     * @throws IOException as told by the package
     * @throws IllegalStateException if it is a stream
     */
    Socket sendto(byte[] message, SocketName to, Duration timeout) throws IOException;

    /**
     * Waits for one message.
     *
     * @param size room for it, in bytes, at least 1; the rest of a longer one is lost, which is told
     * @return the message; {@code null} at the end of a {@code SEQPACKET} connection
     * @throws IOException as told by the package; {@code ECONNREFUSED} if an earlier one to a connected peer found nobody
     * @throws IllegalArgumentException if the room is less than 1
     * @throws IllegalStateException if it is a stream
     * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
     */
    Datagram recvfrom(int size) throws IOException;

    /**
     * Waits for one message, as {@link #recvfrom(int)} does.
     *
     * @param size room for it, in bytes, at least 1
     * @param timeout longest wait; zero or less does not wait
     * @return the message; {@code null} at the end of a {@code SEQPACKET} connection
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if the room is less than 1
     * @throws IllegalStateException if it is a stream
     */
    Datagram recvfrom(int size, Duration timeout) throws IOException;

    /**
     * Sends a message that brings no descriptor to who waits for one with {@link #recvfd()}.
     *
     * @param message at least 1 byte
     * @return this socket
     * @throws IOException as told by the package; {@code EOPNOTSUPP} if it is no UNIX socket
     * @throws IllegalArgumentException if the message is empty
     */
    Socket sendfd(byte[] message) throws IOException;

    /**
     * Sends a message that brings a copy of a descriptor. It does not pass through the output buffer, and overtakes what is pending there.
     *
     * @param message at least 1 byte
     * @param fd open descriptor, which stays the caller's; negative for none
     * @return this socket
     * @throws IOException as told by the package; {@code EBADF} if the descriptor is not open, {@code EOPNOTSUPP} if this is no UNIX socket
     * @throws IllegalArgumentException if the message is empty
     * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), SCM_RIGHTS</a>
     */
    Socket sendfd(byte[] message, int fd) throws IOException;

    /**
     * Sends a message that brings a copy of another socket's descriptor. What that socket has buffered stays here.
     *
     * @param message at least 1 byte
     * @param socket socket of this service, which stays open; it begins to connect if it has not yet
     * @return this socket
     * @throws IOException as told by the package; {@code EBADF} if the other's descriptor was given back already, {@code EOPNOTSUPP} if this is no UNIX socket
     * @throws IllegalArgumentException if the message is empty
     */
    Socket sendfd(byte[] message, Socket socket) throws IOException;

    /**
     * Sends a message that brings a copy of another socket's descriptor, as {@link #sendfd(byte[], Socket)} does.
     *
     * @param message at least 1 byte
     * @param socket socket of this service, which stays open
     * @param timeout longest wait; zero or less does not wait
     * @return this socket
     * @throws IOException as told by the package
     * @throws IllegalArgumentException if the message is empty
     */
    Socket sendfd(byte[] message, Socket socket, Duration timeout) throws IOException;

    /**
     * Waits for a message that may bring a descriptor, of at most 4,096 bytes.
     *
     * @return the message; {@code null} at the end of the stream
     * @throws IOException as told by {@link #recvfd(int)}
     */
    Passed recvfd() throws IOException;

    /**
     * Waits for a message that may bring a descriptor. It does not pass through the input buffer; a descriptor that comes with what {@link #read} receives is
     * lost. Of several descriptors the last is kept and the others are closed. It becomes non-blocking, for the sender's copy too.
     *
     * @param size room for the message, in bytes, at least 1
     * @return the message; {@code null} at the end of the stream
     * @throws IOException as told by the package; {@code ENOBUFS} if the message or its descriptors were cut short, none of which stays open;
     *     {@code EOPNOTSUPP} if this is no UNIX socket
     * @throws IllegalArgumentException if the room is less than 1
     */
    Passed recvfd(int size) throws IOException;

    /**
     * Waits for a message that may bring a descriptor, as {@link #recvfd(int)} does.
     *
     * @param size room for the message, in bytes, at least 1
     * @param timeout longest wait; zero or less does not wait
     * @return the message; {@code null} at the end of the stream
     * @throws IOException as told by {@link #recvfd(int)}
     * @throws IllegalArgumentException if the room is less than 1
     */
    Passed recvfd(int size, Duration timeout) throws IOException;

    /**
     * Closes the socket at once; pending output is lost. Whoever waits for the socket is told so. Idempotent, any thread; when it returns, the
     * descriptor is closed.
     */
    @Override
    void close();
}
