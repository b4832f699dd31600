package org.cqueues.socket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.cqueues.kernel.ErrnoException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides what becomes of a failure to read or write: throws it, or lets it pass by returning. Guide: {@code socket:onerror}.
 *
 * <p>After a failure that was let pass a read gives {@code null}, {@link Socket#fill} false, {@link Socket#unpack} nothing, a read of bytes -1, a read of several formats an empty list,
 * and a write, pack or flush the socket. The failure is then saved in {@link Socket#error}, and the operations of its direction fail with it again, which each
 * time is for the handler to decide, until {@link Socket#clearerr}.
 *
 * <p>A handler is not asked about the end of the stream, which is no failure; about cancelled waits, which are always thrown; and about other operations,
 * such as connecting, whose failures are always thrown. It runs in the coroutine that failed, and may suspend it.
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
     * @param method name of the operation: {@code "read"}, {@code "fill"}, {@code "unpack"}, {@code "write"}, {@code "flush"} or {@code "pack"}
     * @param failure as told by the package
     * @throws IOException the failure, or another in its place
     */
    void failed(Socket socket, String method, IOException failure) throws IOException;
}
