package org.cqueues.socket.impl;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.function.Predicate;
import org.cqueues.socket.Channels;
import org.cqueues.socket.ErrorHandler;
import org.cqueues.socket.Socket;

/** Worker: the saved errors of a socket, and who decides about them. There is none while a socket throws everything. Any thread. */
final class Errors {
    /** The original's limit. */
    private static final int LIMIT = 100;

    /** An operation that may fail. */
    interface Operation<T> {
        T run() throws IOException;
    }

    /** One direction. Guarded by this. */
    private static final class Side {
        IOException saved; // null: none
        int repeated; // how often it was told again
        int limit = LIMIT;
    }

    private final Socket socket;
    private final Side input = new Side();
    private final Side output = new Side();
    private volatile ErrorHandler handler;

    Errors(Socket socket, ErrorHandler handler) {
        this.socket = socket;
        this.handler = handler;
    }

    /** {@return the previous handler} */
    synchronized ErrorHandler handler(ErrorHandler other) {
        ErrorHandler old = handler;
        handler = other;
        return old;
    }

    /**
     * Runs an operation unless a failure is saved.
     *
     * @param failed what it gives if the handler lets a failure pass
     */
    <T> T reading(String method, T failed, Operation<T> operation) throws IOException {
        return guard(input, method, failed, operation);
    }

    /** Runs an operation unless a failure is saved. */
    void writing(String method, Operation<?> operation) throws IOException {
        guard(output, method, null, operation);
    }

    /**
     * Runs an operation whose failures are not saved.
     *
     * @param thrown which failures are not for the handler
     * @return its result; null if the handler lets a failure pass
     */
    <T> T passing(String method, Predicate<IOException> thrown, Operation<T> operation) throws IOException {
        IOException failure;
        try {
            return operation.run();
        } catch (IOException e) {
            failure = e;
        }
        if (isCancellation(failure) || thrown.test(failure)) {
            throw failure;
        }
        handler.failed(socket, method, failure);
        return null;
    }

    private static boolean isCancellation(IOException failure) {
        return failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException);
    }

    private <T> T guard(Side side, String method, T failed, Operation<T> operation) throws IOException {
        IOException failure = again(side);
        if (failure == null) {
            try {
                return operation.run();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (isCancellation(failure)) {
            throw failure;
        }
        handler.failed(socket, method, failure);
        save(side, failure);
        return failed;
    }

    private synchronized IOException again(Side side) {
        if (side.saved != null && ++side.repeated > side.limit) {
            throw new IllegalStateException(
                    "exceeded the limit of " + side.limit + " unchecked errors (" + side.saved.getMessage() + ")",
                    side.saved);
        }
        return side.saved;
    }

    private synchronized void save(Side side, IOException failure) {
        side.saved = failure;
    }

    synchronized Channels<Optional<IOException>> saved() {
        return new Channels<>(Optional.ofNullable(input.saved), Optional.ofNullable(output.saved));
    }

    /**
     * Replaces what is saved and begins to count anew.
     *
     * @param which directions
     * @param errors null for none
     * @return the previous ones, of both directions
     */
    synchronized Channels<Optional<IOException>> replace(Channels<Boolean> which, Channels<IOException> errors) {
        Channels<Optional<IOException>> old = saved();
        if (which.input()) {
            input.saved = errors.input();
            input.repeated = 0;
        }
        if (which.output()) {
            output.saved = errors.output();
            output.repeated = 0;
        }
        return old;
    }

    /** {@return the previous limits} */
    synchronized Channels<Integer> limit(Channels<Boolean> which, int limit) {
        Channels<Integer> old = new Channels<>(input.limit, output.limit);
        input.limit = which.input() ? limit : input.limit;
        output.limit = which.output() ? limit : output.limit;
        return old;
    }
}
