package org.cqueues.socket.impl;

import java.io.IOException;

/** Value: why a connection, or one direction of it, is lost. Every operation from then on is told so. */
interface Loss {
    /** {@return the failure of an operation; a new one each time, because each has a stack of its own} */
    IOException exception(String call);

    /**
     * An error of the system.
     *
     * @param context what the sockets share
     * @param errno its number
     * @param subject what messages call the connection
     */
    record OfSystem(SocketContext context, int errno, String subject) implements Loss {
        @Override
        public IOException exception(String call) {
            return context.failure(errno, call, subject);
        }
    }
}
