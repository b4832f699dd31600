package org.cqueues.socket.impl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Facade: a socket's output for those who write a stream of bytes. */
final class SocketOutput extends OutputStream {
    private final StreamHandle socket;
    private volatile boolean closed;

    SocketOutput(StreamHandle socket) {
        this.socket = socket;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /** A character for each byte, which is how a string holds them too: a plain copy. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        socket.writeRaw(new String(bytes, offset, length, StandardCharsets.ISO_8859_1), "b");
    }

    @Override
    public void flush() throws IOException {
        socket.flush();
    }

    /** Idempotent, as try-with-resources over several views needs it. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!socket.stream().connection().descriptor().isClosed()) {
                socket.flush();
            }
        } finally {
            socket.close();
        }
    }
}
