package org.cqueues.socket.impl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;

/** Facade: a socket for those who read and write channels. Its waits suspend only the coroutine that calls. */
final class SocketByteChannel implements ByteChannel {
    private final SocketHandle socket;

    SocketByteChannel(SocketHandle socket) {
        this.socket = socket;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return socket.readRaw(target);
    }

    /** Channels have no flush, so everything is handed over. A character for each byte, which is how a string holds them too. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.get(source.position(), bytes);
        socket.writeRaw(new String(bytes, StandardCharsets.ISO_8859_1), "bn");
        source.position(source.limit());
        return bytes.length;
    }

    @Override
    public boolean isOpen() {
        return !socket.connection().descriptor().isClosed();
    }

    @Override
    public void close() {
        socket.close();
    }
}
