package org.cqueues.socket.impl;

import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;
import org.cqueues.socket.SocketOptions;

/**
 * Facade: makes the descriptors that a socket is established with.
 *
 * @param context what the sockets share
 * @param options what the socket is to be
 */
record Dialer(SocketContext context, SocketOptions options) {
    /** The kernel caps it to what the administrator allows. */
    private static final int BACKLOG = 65535;

    /** {@return a descriptor that is ready to be connected} */
    int open(SocketName address) throws ErrnoException {
        return make(address, false, setup -> {
            if (options.bind() != SocketName.UNSPECIFIED) {
                setup.bind(options.bind());
            }
        });
    }

    /** {@return a descriptor that is bound, and listens unless it is for datagrams} */
    int listen(SocketName address) throws ErrnoException {
        return make(address, true, setup -> {
            setup.bind(address);
            if (options.type() != Type.DGRAM) {
                setup.check().check(setup.calls().listen(setup.fd(), BACKLOG), "listen");
            }
        });
    }

    private interface Making {
        void with(SocketSetup setup) throws ErrnoException;
    }

    private int make(SocketName address, boolean listener, Making rest) throws ErrnoException {
        Syscalls calls = context.syscalls();
        int fd = check(calls.socket(address.family(), options.type()), "socket", address);
        boolean made = false;
        try {
            SocketSetup setup = new SocketSetup(calls, fd, options, (result, call) -> check(result, call, address));
            setup.apply(listener, address.family());
            rest.with(setup);
            made = true;
            return fd;
        } finally {
            if (!made) {
                calls.close(fd);
            }
        }
    }

    private int check(int result, String call, SocketName address) throws ErrnoException {
        if (result < 0) {
            throw context.failure(-result, call, address.toString());
        }
        return result;
    }
}
