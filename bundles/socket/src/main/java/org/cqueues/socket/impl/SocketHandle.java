package org.cqueues.socket.impl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Credentials;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Workspace;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Channels;
import org.cqueues.socket.Datagram;
import org.cqueues.socket.ErrorHandler;
import org.cqueues.socket.Format;
import org.cqueues.socket.Passed;
import org.cqueues.socket.Received;
import org.cqueues.socket.Sent;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.cqueues.socket.Traffic;

/**
 * Facade: what a program holds of a socket. A call goes straight to the {@link Connection} while no method is replaced and the caller is a coroutine; the
 * rest is for {@link SocketMethods}.
 */
final class SocketHandle implements Socket {
    private final SocketMethods methods;
    private final Controllers controllers;
    private final Connection connection;
    private final Acceptor acceptor; // null: no listener

    SocketHandle(SocketMethods methods, Connection connection, Acceptor acceptor) {
        this.methods = methods;
        this.controllers = methods.controllers();
        this.connection = connection;
        this.acceptor = acceptor;
    }

    SocketMethods methods() {
        return methods;
    }

    Connection connection() {
        return connection;
    }

    Acceptor acceptor() {
        if (acceptor == null) {
            connection.require(Opening.Role.LISTEN, "accept");
        }
        return acceptor;
    }

    private boolean isDirect() {
        return methods.isPlain() && controllers.isCoroutine();
    }

    @Override
    public Socket listen() throws IOException {
        return (Socket) methods.call(this, "listen", (Object) null);
    }

    @Override
    public Socket listen(Duration timeout) throws IOException {
        return (Socket) methods.call(this, "listen", timeout);
    }

    @Override
    public Socket connect() throws IOException {
        return (Socket) methods.call(this, "connect", (Object) null);
    }

    @Override
    public Socket connect(Duration timeout) throws IOException {
        return (Socket) methods.call(this, "connect", timeout);
    }

    @Override
    public Socket accept() throws IOException {
        return (Socket) methods.call(this, "accept", null, null);
    }

    @Override
    public Socket accept(Duration timeout) throws IOException {
        return (Socket) methods.call(this, "accept", timeout, null);
    }

    @Override
    public Socket accept(SocketOptions options) throws IOException {
        return (Socket) methods.call(this, "accept", null, Objects.requireNonNull(options, "options"));
    }

    @Override
    public Socket accept(SocketOptions options, Duration timeout) throws IOException {
        return (Socket) methods.call(this, "accept", timeout, Objects.requireNonNull(options, "options"));
    }

    @Override
    public Iterable<Socket> clients() {
        return clientsWith(null);
    }

    @Override
    public Iterable<Socket> clients(Duration timeout) {
        return clientsWith(timeout);
    }

    @SuppressWarnings("unchecked")
    private Iterable<Socket> clientsWith(Duration timeout) {
        return (Iterable<Socket>) methods.callHere(this, "clients", timeout);
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
        return isDirect() ? connection.read(format) : (String) methods.call(this, "read", format);
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
    public Socket write(String string) throws IOException {
        if (isDirect()) {
            connection.write(string);
            return this;
        }
        return (Socket) methods.call(this, "write", string);
    }

    @Override
    public Socket write(String... strings) throws IOException {
        if (isDirect()) {
            connection.write(strings);
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
    public Socket pack(long value, int bits) throws IOException {
        return (Socket) methods.call(this, "pack", value, bits);
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
    public void shutdown(String how) throws IOException {
        methods.call(this, "shutdown", how);
    }

    @Override
    public Channels<Boolean> eof() {
        return new Channels<>(eof("r"), eof("w"));
    }

    @Override
    public boolean eof(String which) {
        return (Boolean) methods.callHere(this, "eof", which);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Integer> pending() {
        return (Channels<Integer>) methods.callHere(this, "pending");
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<String> setmode(String input, String output) {
        return (Channels<String>) methods.callHere(this, "setmode", input, output);
    }

    @Override
    public Buffering setvbuf(Buffering buffering) {
        return (Buffering) methods.callHere(this, "setvbuf", buffering, null);
    }

    @Override
    public Buffering setvbuf(Buffering buffering, int size) {
        return (Buffering) methods.callHere(this, "setvbuf", buffering, size);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Integer> setbufsiz(int input, int output) {
        return (Channels<Integer>) methods.callHere(this, "setbufsiz", input, output);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Integer> setmaxline(int input, int output) {
        return (Channels<Integer>) methods.callHere(this, "setmaxline", input, output);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<Duration> settimeout(Duration timeout) {
        return (Optional<Duration>) methods.callHere(this, "settimeout", timeout);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<Duration> settimeout() {
        return (Optional<Duration>) methods.callHere(this, "settimeout", (Object) null);
    }

    @Override
    public Socket nodelay(boolean on) throws IOException {
        return (Socket) methods.call(this, "nodelay", on);
    }

    @Override
    public SocketName localname() throws IOException {
        return (SocketName) methods.call(this, "localname");
    }

    @Override
    public SocketName peername() throws IOException {
        return (SocketName) methods.call(this, "peername");
    }

    @Override
    public Credentials peereid() throws IOException {
        return (Credentials) methods.call(this, "peereid");
    }

    @Override
    public int peerpid() throws IOException {
        return (Integer) methods.call(this, "peerpid");
    }

    @Override
    public Socket uncork() throws IOException {
        return (Socket) methods.call(this, "uncork");
    }

    @Override
    public Socket sendto(byte[] message, SocketName to) throws IOException {
        return (Socket) methods.call(this, "sendto", message, to, null);
    }

    @Override
    public Socket sendto(byte[] message, SocketName to, Duration timeout) throws IOException {
        return (Socket) methods.call(this, "sendto", message, to, timeout);
    }

    @Override
    public Datagram recvfrom(int size) throws IOException {
        return (Datagram) methods.call(this, "recvfrom", size, null);
    }

    @Override
    public Datagram recvfrom(int size, Duration timeout) throws IOException {
        return (Datagram) methods.call(this, "recvfrom", size, timeout);
    }

    @Override
    public Socket sendfd(byte[] message) throws IOException {
        return (Socket) methods.call(this, "sendfd", message, null, null);
    }

    @Override
    public Socket sendfd(byte[] message, int fd) throws IOException {
        return (Socket) methods.call(this, "sendfd", message, fd, null);
    }

    @Override
    public Socket sendfd(byte[] message, Socket socket) throws IOException {
        return (Socket) methods.call(this, "sendfd", message, socket, null);
    }

    @Override
    public Socket sendfd(byte[] message, Socket socket, Duration timeout) throws IOException {
        return (Socket) methods.call(this, "sendfd", message, socket, timeout);
    }

    @Override
    public Passed recvfd() throws IOException {
        return recvfd(Workspace.BLOCK_SIZE);
    }

    @Override
    public Passed recvfd(int size) throws IOException {
        return (Passed) methods.call(this, "recvfd", size, null);
    }

    @Override
    public Passed recvfd(int size, Duration timeout) throws IOException {
        return (Passed) methods.call(this, "recvfd", size, timeout);
    }

    @Override
    public void close() {
        methods.callHere(this, "close");
    }

    @Override
    public ErrorHandler onerror(ErrorHandler handler) {
        return (ErrorHandler) methods.callHere(this, "onerror", handler);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Optional<IOException>> error() {
        return (Channels<Optional<IOException>>) methods.callHere(this, "error");
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Optional<IOException>> clearerr(String which) {
        return (Channels<Optional<IOException>>) methods.callHere(this, "clearerr", which);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Optional<IOException>> seterror(String which, int errno) {
        return (Channels<Optional<IOException>>) methods.callHere(this, "seterror", which, errno);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Integer> setmaxerrs(String which, int limit) {
        return (Channels<Integer>) methods.callHere(this, "setmaxerrs", which, limit);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Traffic> stat() {
        return (Channels<Traffic>) methods.callHere(this, "stat");
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

    /** Writes characters as bytes whatever the mode. */
    void writeRaw(String bytes) throws IOException {
        methods.call(this, "xwrite", bytes, "b", null);
    }

    @Override
    public int pollfd() {
        return connection.pollfd();
    }

    @Override
    public Readiness events() {
        return connection.events();
    }

    @Override
    public long timeoutNanos() {
        return connection.timeoutNanos();
    }

    @Override
    public String toString() {
        return (connection.descriptor().isClosed() ? "closed socket " : "socket ") + connection.subject();
    }
}
