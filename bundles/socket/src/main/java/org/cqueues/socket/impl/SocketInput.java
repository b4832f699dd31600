package org.cqueues.socket.impl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Facade: a socket's input for those who read a stream of bytes. */
final class SocketInput extends InputStream {
    private final StreamHandle socket;

    SocketInput(StreamHandle socket) {
        this.socket = socket;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return socket.readRaw(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public int available() {
        return socket.pending().input();
    }

    @Override
    public void close() {
        socket.close();
    }
}
