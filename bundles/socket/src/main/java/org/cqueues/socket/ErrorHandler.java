package org.cqueues.socket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.cqueues.kernel.ErrnoException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides what becomes of a failure of an operation that may wait: throws it, or lets it pass by returning. Guide: {@code socket:onerror}.
 *
 * <p>After a failure that was let pass a read gives {@code null}, {@link Socket#fill} false, {@link Socket#unpack} nothing, a read of bytes -1, a read of several formats an empty list,
 * a message null, and a write, pack, flush or message that is sent the socket. The failure is then saved in {@link Socket#error}, and the operations of its direction fail with it again, which each
 * time is for the handler to decide, until {@link Socket#clearerr}.
 *
 * <p>Failures to connect, listen, accept and go into TLS are not saved. Where one was let pass, the operation gives {@code null}, and {@link Socket#clients} ends.
 *
 * <p>A handler is not asked about the end of the stream, which is no failure; about cancelled waits, which are always thrown; and about a lack of descriptors or
 * memory in {@link Socket#clients}, which tries again. It runs in the coroutine that failed, and may suspend it.
 */
@FunctionalInterface
@ConsumerType
public interface ErrorHandler {
    /** Throws every failure, as sockets do unless told otherwise. */
    ErrorHandler THROW = (socket, method, failure) -> {
        throw failure;
    };

    /** The guide's default: lets {@code EPIPE} and timeouts pass, and throws everything else. */
    ErrorHandler GUIDE = (socket, method, failure) -> {
        boolean pipe = failure instanceof ErrnoException errno && errno.name().equals("EPIPE");
        if (!pipe && !(failure instanceof SocketTimeoutException)) {
            throw failure;
        }
    };

    /**
     * Decides about a failure.
     *
     * @param socket whose operation failed
     * @param method name of the operation: {@code "read"}, {@code "lines"}, {@code "fill"}, {@code "unpack"}, {@code "recvfrom"}, {@code "recvfd"};
     *     {@code "write"}, {@code "flush"}, {@code "pack"}, {@code "sendto"}, {@code "sendfd"}; {@code "connect"}, {@code "listen"}, {@code "accept"},
     *     {@code "starttls"}
     * @param failure as told by the package
     * @throws IOException the failure, or another in its place
     */
    void failed(Socket socket, String method, IOException failure) throws IOException;
}
