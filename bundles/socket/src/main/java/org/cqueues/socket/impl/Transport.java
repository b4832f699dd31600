package org.cqueues.socket.impl;

import javax.net.ssl.SSLException;
import org.cqueues.kernel.Workspace;

/** Contract: how the bytes of a stream go over the wire. Whoever receives is inside the reading gate, whoever sends inside the writing gate. */
interface Transport {
    /** Bytes as they are: {@code read(2)} into the block of the input and {@code write(2)} from the block of the output. */
    Transport PLAIN = new Plain();

    /**
     * Receives, with a single {@code read(2)} at most.
     *
     * @param least room to ask for, in bytes
     * @return bytes that came, 0 at the end of the stream, or a negative errno
     * @throws SSLException if what came cannot be
     */
    long receive(Workspace workspace, int fd, InputBuffer into, int least) throws SSLException;

    /** {@return whether the last receive has taken all there was, so that the next one waits first} */
    boolean isDrained(InputBuffer into);

    /**
     * Sends, with a single {@code write(2)} at most.
     *
     * @param most how many bytes at most; not more than there are
     * @return bytes taken from the buffer, or a negative errno
     * @throws SSLException if nothing more can be sent
     */
    long send(Workspace workspace, int fd, OutputBuffer from, int most) throws SSLException;

    /**
     * {@return whether the system has no room for more at the moment}
     *
     * @param taken result of the last {@link #send}
     * @param most its argument
     */
    boolean isFull(long taken, int most);

    /** {@return whether something that was taken from the buffer has still to be sent, by another {@link #send}} */
    boolean isHolding();

    /** {@return whether a receive has something to tell without asking the system. Any thread} */
    default boolean isReady() {
        return false;
    }

    /** Has the end of the stream ready to be sent. Inside the writing gate. */
    default void end(Workspace workspace) throws SSLException {}

    /** The one without TLS. */
    final class Plain implements Transport {
        @Override
        public long receive(Workspace workspace, int fd, InputBuffer into, int least) {
            return into.fill(workspace, fd, least);
        }

        @Override
        public boolean isDrained(InputBuffer into) {
            return into.hasRoom();
        }

        @Override
        public long send(Workspace workspace, int fd, OutputBuffer from, int most) {
            return from.writeTo(workspace, fd, most);
        }

        @Override
        public boolean isFull(long taken, int most) {
            return taken < most;
        }

        @Override
        public boolean isHolding() {
            return false;
        }
    }
}
