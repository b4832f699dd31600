package org.cqueues.socket.impl;

import java.io.IOException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;

/** Value: why a connection, or one direction of it, is lost. Every operation from then on is told so. */
interface Loss {
    /** {@return the failure of an operation; a new one each time, because each has a stack of its own} */
    IOException exception(String call);

    /**
     * A failure of TLS, which is told in the same words to everybody.
     *
     * @param cause as the engine has told it
     * @param subject what messages call the connection
     */
    record OfTls(SSLException cause, String subject) implements Loss {
        @Override
        public SSLException exception(String call) {
            String message = "TLS with " + subject + ": " + reason();
            SSLException again = cause instanceof SSLHandshakeException
                    ? new SSLHandshakeException(message)
                    : cause instanceof SSLPeerUnverifiedException
                            ? new SSLPeerUnverifiedException(message)
                            : cause instanceof SSLProtocolException
                                    ? new SSLProtocolException(message)
                                    : new SSLException(message);
            again.initCause(cause);
            return again;
        }

        /** Some engines name the alert only; the cause at the bottom says what was wrong with a certificate. */
        private String reason() {
            Throwable bottom = cause;
            while (bottom.getCause() != null) {
                bottom = bottom.getCause();
            }
            String told = String.valueOf(cause.getMessage());
            String why = String.valueOf(bottom.getMessage());
            return bottom == cause || told.contains(why) ? told : told + ": " + why;
        }
    }

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
