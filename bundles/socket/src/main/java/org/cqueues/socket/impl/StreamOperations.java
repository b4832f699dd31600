package org.cqueues.socket.impl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Format;
import org.cqueues.socket.Progress;
import org.cqueues.socket.Received;
import org.cqueues.socket.Sent;

/**
 * Facade: the operations of a stream, and of messages where they are read and written like one. Each has one deadline from its begin on, opens the socket where that is still to do, and leaves failures to the
 * socket's {@link Errors}, if it has any.
 *
 * @param connection what they are done on
 */
record StreamOperations(Connection connection) {
    private <T> T reading(String method, T failed, Errors.Operation<T> operation) throws IOException {
        Errors present = connection.errors();
        return present == null ? operation.run() : present.reading(method, failed, operation);
    }

    private void writing(String method, Errors.Operation<Void> operation) throws IOException {
        Errors present = connection.errors();
        if (present == null) {
            operation.run();
        } else {
            present.writing(method, operation);
        }
    }

    /** Lines take no detour and make no object, unless errors may be saved. */
    String read(Format format, String method) throws IOException {
        Errors present = connection.errors();
        return present == null ? readNow(format) : present.reading(method, null, () -> readNow(format));
    }

    private String readNow(Format format) throws IOException {
        long deadline = connection.deadline(null);
        connection.openTransfer("read", deadline);
        return connection.input().read(format, null, deadline);
    }

    List<String> read(Format[] formats) throws IOException {
        return reading("read", List.of(), () -> {
            long deadline = connection.deadline(null);
            connection.openTransfer("read", deadline);
            return connection.input().read(formats, deadline);
        });
    }

    byte[] readBytes(Format format) throws IOException {
        return reading("read", null, () -> {
            long deadline = connection.deadline(null);
            connection.openTransfer("read", deadline);
            return connection.input().readBytes(format, deadline);
        });
    }

    int xread(ByteBuffer target, String mode, Duration timeout) throws IOException {
        Settings own = connection.settings().withModes(mode, "");
        return reading("read", -1, () -> {
            long deadline = connection.deadline(timeout);
            connection.openTransfer("read", deadline);
            return connection.input().read(target, own, deadline);
        });
    }

    String xread(Format format, String mode, Duration timeout) throws IOException {
        Settings own = connection.settings().withModes(mode, "");
        return reading("read", null, () -> {
            long deadline = connection.deadline(timeout);
            connection.openTransfer("read", deadline);
            return connection.input().read(format, own, deadline);
        });
    }

    boolean fill(int size, Duration timeout) throws IOException {
        return reading("fill", false, () -> {
            long deadline = connection.deadline(timeout);
            connection.openTransfer("fill", deadline);
            return connection.input().fill(size, deadline);
        });
    }

    void unget(byte[] bytes) throws IOException {
        connection.requireTransfer("unget");
        connection.input().unget(bytes, connection.deadline(null));
    }

    void write(String string) throws IOException {
        Errors present = connection.errors();
        if (present == null) {
            writeNow(string);
        } else {
            present.writing("write", () -> {
                writeNow(string);
                return null;
            });
        }
    }

    private void writeNow(String string) throws IOException {
        long deadline = connection.deadline(null);
        connection.openTransfer("write", deadline);
        connection.output().write(string, null, deadline);
    }

    void write(String[] strings) throws IOException {
        writing("write", () -> {
            long deadline = connection.deadline(null);
            connection.openTransfer("write", deadline);
            connection.output().write(strings, deadline);
            return null;
        });
    }

    void xwrite(String string, String mode, Duration timeout) throws IOException {
        Settings own = connection.settings().withModes("", mode);
        writing("write", () -> {
            long deadline = connection.deadline(timeout);
            connection.openTransfer("write", deadline);
            connection.output().write(string, own, deadline);
            return null;
        });
    }

    /** A mode of null is a full flush. */
    void flush(String mode, Duration timeout) throws IOException {
        Buffering buffering = mode == null
                ? Buffering.NONE
                : connection.settings().output().withOutput(mode).buffering();
        writing("flush", () -> {
            long deadline = connection.deadline(timeout);
            connection.openTransfer("flush", deadline);
            connection.output().flush(buffering, deadline);
            return null;
        });
    }

    OptionalLong unpack(int bits) throws IOException {
        requireBits(bits);
        return reading("unpack", OptionalLong.empty(), () -> {
            long deadline = connection.deadline(null);
            connection.openTransfer("unpack", deadline);
            return connection.input().unpack(bits, deadline);
        });
    }

    void pack(long value, int bits, String mode) throws IOException {
        requireBits(bits);
        Settings own = connection.settings().withModes("", mode);
        if (bits < Long.SIZE && value >>> bits != 0) {
            throw new IllegalArgumentException(value + " takes more than " + bits + " bits");
        }
        writing("pack", () -> {
            long deadline = connection.deadline(null);
            connection.openTransfer("pack", deadline);
            connection.output().pack(value, bits, own, deadline);
            return null;
        });
    }

    private static void requireBits(int bits) {
        if (bits < 1 || bits > Long.SIZE) {
            throw new IllegalArgumentException("a number has 1 to 64 bits, not " + bits);
        }
    }

    Received recv(Format format, String mode) throws IOException {
        Settings own = connection.settings().withModes(mode, "");
        return isOpenNow("recv")
                ? connection.input().recv(format, own)
                : new Received(Progress.WOULD_BLOCK, Optional.empty());
    }

    Sent send(String string, int from, int to, String mode) throws IOException {
        connection.requireStream("send");
        Settings own = connection.settings().withModes("", mode);
        Objects.checkFromToIndex(from, to, string.length());
        return isOpenNow("send") ? connection.output().offer(string, from, to, own) : new Sent(0, Progress.WOULD_BLOCK);
    }

    private boolean isOpenNow(String operation) throws IOException {
        try {
            long now = connection.deadline(Duration.ZERO);
            connection.openTransfer(operation, now);
            connection.secure(now);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
