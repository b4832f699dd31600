package org.cqueues.socket.impl;

import java.io.IOException;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.Syscalls;

/**
 * Facade: makes sockets of descriptors that come from elsewhere.
 *
 * @param context whose they are
 */
record Adopter(SocketContext context) {
    /**
     * {@return a socket with a descriptor that is its own from now on, but the caller's if this throws}
     *
     * @throws IOException if the system refuses, such as EBADF
     */
    Connection adopt(int fd) throws IOException {
        Syscalls calls = context.syscalls();
        require(calls.adopt(fd), "fcntl", fd);
        int listens = calls.getsockopt(fd, Option.SO_ACCEPTCONN);
        if (listens == -context.notSocket) { // a pipe, say: bytes in order, as a stream has them
            return connected(Type.STREAM, fd);
        }
        Type type = Type.values()[require(calls.getsockopt(fd, Option.SO_TYPE), "getsockopt", fd)];
        boolean passive = listens == 1 || type == Type.DGRAM && !isConnected(calls, fd);
        Opening.Role role = passive ? Opening.Role.LISTEN : Opening.Role.CONNECT;
        return Connection.of(context, context.defaults(), role, type, fd);
    }

    /** As {@link #adopt}, for a descriptor that nobody else knows. */
    Connection adoptOwn(int fd) throws IOException {
        try {
            return adopt(fd);
        } catch (IOException | RuntimeException e) {
            context.syscalls().close(fd);
            throw e;
        }
    }

    Connection connected(Type type, int fd) throws IOException {
        return Connection.of(context, context.defaults(), Opening.Role.CONNECT, type, fd);
    }

    private static boolean isConnected(Syscalls calls, int fd) {
        try {
            calls.getpeername(fd);
            return true;
        } catch (ErrnoException e) {
            return false;
        }
    }

    int require(int result, String call, int fd) throws ErrnoException {
        if (result < 0) {
            throw context.failure(-result, call, "fd " + fd);
        }
        return result;
    }
}
