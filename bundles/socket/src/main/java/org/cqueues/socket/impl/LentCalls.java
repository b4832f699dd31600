package org.cqueues.socket.impl;

import java.io.IOException;
import org.cqueues.kernel.Credentials;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;
import org.cqueues.socket.SocketOptions;

/**
 * Facade: calls on a socket's descriptor that do not wait, inside a gate that who waits there lends.
 *
 * @param context what the sockets share
 * @param connection whose descriptor
 */
record LentCalls(SocketContext context, Connection connection) {
    /** Sets it on the descriptor that there is; otherwise the settings keep it for the one to come. */
    void nodelay(boolean on) throws IOException {
        connection.settings(connection.settings().withNodelay(on));
        Descriptor descriptor = connection.descriptor();
        boolean parked = descriptor.writing.borrow();
        int result = 0;
        try {
            if (!connection.isListener() && descriptor.fd() >= 0) {
                result = context.syscalls().setsockopt(descriptor.fd(), Option.TCP_NODELAY, on ? 1 : 0);
            }
        } finally {
            descriptor.writing.giveBack(parked);
        }
        if (result < 0) {
            throw context.failure(-result, "setsockopt", connection.subject());
        }
    }

    /** A call on the descriptor that does not wait. */
    interface Call<T> {
        T on(Syscalls calls, int fd) throws IOException;
    }

    /**
     * Calls inside the reading gate, which who reads lends.
     *
     * @param absent what to give if there is no descriptor any more
     */
    <T> T lend(Call<T> call, T absent) throws IOException {
        Descriptor descriptor = connection.descriptor();
        boolean parked = descriptor.reading.borrow();
        try {
            descriptor.requireOpen(false);
            return descriptor.fd() < 0 ? absent : call.on(context.syscalls(), descriptor.fd());
        } finally {
            descriptor.reading.giveBack(parked);
        }
    }

    /** Sets options on the descriptor that there is. */
    void fit(SocketOptions options) throws IOException {
        lend(
                (calls, fd) -> {
                    new SocketSetup(calls, fd, options, this::check).apply(false, Family.UNSPEC);
                    return fd;
                },
                -1);
    }

    private int check(int result, String call) throws ErrnoException {
        if (result < 0) {
            throw context.failure(-result, call, connection.subject());
        }
        return result;
    }

    SocketName localname() throws IOException {
        connection.begun();
        return lend(this::localname, SocketName.UNSPECIFIED);
    }

    private SocketName localname(Syscalls calls, int fd) throws ErrnoException {
        try {
            return calls.getsockname(fd);
        } catch (ErrnoException e) {
            if (e.code() == context.notSocket) {
                return SocketName.UNSPECIFIED;
            }
            throw e;
        }
    }

    /** {@return who is at the other end of a UNIX connection} */
    Credentials peer(String operation) throws IOException {
        connection.openStream(operation, connection.deadline(null));
        if (connection.peername().family() != Family.UNIX) {
            throw context.failure(context.notSupported, "getsockopt", connection.subject());
        }
        Credentials found = lend(Syscalls::peercred, null);
        if (found == null || found.uid() < 0) {
            throw context.failure(context.notConnected, "getsockopt", connection.subject());
        }
        return found;
    }

    void uncork() throws IOException {
        connection.openStream("uncork", connection.deadline(null));
        int result = lend((calls, fd) -> calls.setsockopt(fd, Option.TCP_CORK, 0), 0);
        if (result < 0) {
            throw context.failure(-result, "setsockopt", connection.subject());
        }
    }

    /** {@return another descriptor of the same open file, the caller's} */
    int dup() throws IOException {
        connection.begun();
        int result = lend(Syscalls::dup, -context.notConnected);
        if (result < 0) {
            throw context.failure(-result, "dup", connection.subject());
        }
        return result;
    }
}
