package org.cqueues.socket.impl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.cqueues.controller.Controllers;
import org.cqueues.socket.Format;
import org.cqueues.socket.Received;
import org.cqueues.socket.Sent;
import org.cqueues.socket.Socket;

/** Facade: what of a socket is of streams. A call goes straight to the {@link StreamOperations} while no method is replaced and the caller is a coroutine. */
abstract class StreamHandle implements Socket {
    private final SocketMethods methods;
    private final Controllers controllers;
    private final StreamOperations stream;

    StreamHandle(SocketMethods methods, Connection connection) {
        this.methods = methods;
        this.controllers = methods.controllers();
        this.stream = new StreamOperations(connection);
    }

    final SocketMethods methods() {
        return methods;
    }

    final StreamOperations stream() {
        return stream;
    }

    private boolean isDirect() {
        return methods.isPlain() && controllers.isCoroutine();
    }

    @Override
    public String read() throws IOException {
        return read(Format.LINE);
    }

    @Override
    public String read(String format) throws IOException {
        return read(Format.of(format));
    }

    @Override
    public String read(Format format) throws IOException {
        return isDirect() ? stream.read(format, "read") : (String) methods.call(this, "read", format);
    }

    /** Reads for a loop over lines, as which the error handler knows it. */
    final String nextLine(Format format) throws IOException {
        return isDirect() ? stream.read(format, "lines") : (String) methods.call(this, "read", format, "lines");
    }

    @Override
    public List<String> read(String... formats) throws IOException {
        return read(Arrays.stream(formats).map(Format::of).toArray(Format[]::new));
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<String> read(Format... formats) throws IOException {
        return (List<String>) methods.call(this, "read", new Object[] {formats.clone()});
    }

    @Override
    public byte[] readBytes(Format format) throws IOException {
        return (byte[]) methods.call(this, "readBytes", format);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return (Integer) methods.call(this, "read", target);
    }

    @Override
    public Iterable<String> lines() {
        return lines(Format.LINE);
    }

    @Override
    public Iterable<String> lines(String format) {
        return lines(Format.of(format));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Iterable<String> lines(Format format) {
        return (Iterable<String>) methods.callHere(this, "lines", format);
    }

    @Override
    public Iterable<String> xlines(Format format, Duration timeout) {
        return xlines(format, "", timeout);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Iterable<String> xlines(Format format, String mode, Duration timeout) {
        return (Iterable<String>) methods.callHere(this, "xlines", format, mode, timeout);
    }

    @Override
    public Socket write(String string) throws IOException {
        if (isDirect()) {
            stream.write(string);
            return this;
        }
        return (Socket) methods.call(this, "write", string);
    }

    @Override
    public Socket write(String... strings) throws IOException {
        if (isDirect()) {
            stream.write(strings);
            return this;
        }
        return (Socket) methods.call(this, "write", (Object[]) strings);
    }

    @Override
    public Socket flush() throws IOException {
        return (Socket) methods.call(this, "flush", null, null);
    }

    @Override
    public Socket flush(String mode) throws IOException {
        return (Socket) methods.call(this, "flush", mode, null);
    }

    @Override
    public Socket flush(String mode, Duration timeout) throws IOException {
        return (Socket) methods.call(this, "flush", mode, timeout);
    }

    @Override
    public String xread(Format format, Duration timeout) throws IOException {
        return xread(format, "", timeout);
    }

    @Override
    public String xread(Format format, String mode, Duration timeout) throws IOException {
        return (String) methods.call(this, "xread", format, mode, timeout);
    }

    @Override
    public Socket xwrite(String string, Duration timeout) throws IOException {
        return xwrite(string, "", timeout);
    }

    @Override
    public Socket xwrite(String string, String mode, Duration timeout) throws IOException {
        return (Socket) methods.call(this, "xwrite", string, mode, timeout);
    }

    @Override
    public boolean fill(int size) throws IOException {
        return (Boolean) methods.call(this, "fill", size, null);
    }

    @Override
    public boolean fill(int size, Duration timeout) throws IOException {
        return (Boolean) methods.call(this, "fill", size, timeout);
    }

    @Override
    public Socket unget(String string) throws IOException {
        return (Socket) methods.call(this, "unget", string);
    }

    @Override
    public Socket unget(byte[] bytes) throws IOException {
        return (Socket) methods.call(this, "unget", (Object) bytes);
    }

    @Override
    public Socket pack(long value) throws IOException {
        return pack(value, Integer.SIZE);
    }

    @Override
    public Socket pack(long value, int bits) throws IOException {
        return pack(value, bits, "");
    }

    @Override
    public Socket pack(long value, int bits, String mode) throws IOException {
        return (Socket) methods.call(this, "pack", value, bits, mode);
    }

    @Override
    public OptionalLong unpack() throws IOException {
        return unpack(Integer.SIZE);
    }

    @Override
    public OptionalLong unpack(int bits) throws IOException {
        return (OptionalLong) methods.call(this, "unpack", bits);
    }

    @Override
    public Received recv(Format format) throws IOException {
        return recv(format, "");
    }

    @Override
    public Received recv(Format format, String mode) throws IOException {
        return (Received) methods.call(this, "recv", format, mode);
    }

    @Override
    public Sent send(String string, int from, int to) throws IOException {
        return send(string, from, to, "");
    }

    @Override
    public Sent send(String string, int from, int to, String mode) throws IOException {
        return (Sent) methods.call(this, "send", string, from, to, mode);
    }

    @Override
    public InputStream input() {
        return new SocketInput(this);
    }

    @Override
    public OutputStream output() {
        return new SocketOutput(this);
    }

    /** Reads bytes whatever the mode. */
    int readRaw(ByteBuffer target) throws IOException {
        return (Integer) methods.call(this, "xread", target, "b", null);
    }

    /** Writes characters as bytes, with a binary mode. */
    void writeRaw(String bytes, String mode) throws IOException {
        methods.call(this, "xwrite", bytes, mode, null);
    }
}
