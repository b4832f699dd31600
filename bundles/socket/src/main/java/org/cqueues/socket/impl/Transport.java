package org.cqueues.socket.impl;

import java.io.IOException;
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
     * @throws IOException if what came cannot be
     */
    long receive(Workspace workspace, int fd, InputBuffer into, int least) throws IOException;

    /** {@return whether the last receive has taken all there was, so that the next one waits first} */
    boolean isDrained(InputBuffer into);

    /**
     * Sends, with a single {@code write(2)} at most.
     *
     * @param most how many bytes at most; not more than there are
     * @return bytes taken from the buffer, or a negative errno
     * @throws IOException if nothing more can be sent
     */
    long send(Workspace workspace, int fd, OutputBuffer from, int most) throws IOException;

    /** {@return whether something that was taken from the buffer has still to be sent, by another {@link #send}} */
    boolean isHolding();

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
        public boolean isHolding() {
            return false;
        }
    }
}
