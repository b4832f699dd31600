package org.cqueues.socket.impl;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.Credentials;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Workspace;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Channels;
import org.cqueues.socket.Datagram;
import org.cqueues.socket.ErrorHandler;
import org.cqueues.socket.Passed;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.cqueues.socket.TlsOptions;
import org.cqueues.socket.TlsSession;
import org.cqueues.socket.Traffic;

/**
 * Facade: what a program holds of a socket. What is not of streams goes through {@link SocketMethods}, where methods can be replaced.
 */
final class SocketHandle extends StreamHandle {
    private final Acceptor acceptor; // null: no listener

    SocketHandle(SocketMethods methods, Connection connection, Acceptor acceptor) {
        super(methods, connection);
        this.acceptor = acceptor;
    }

    Connection connection() {
        return stream().connection();
    }

    Acceptor acceptor() {
        if (acceptor == null) {
            connection().require(Opening.Role.LISTEN, "accept");
        }
        return acceptor;
    }

    @Override
    public Socket listen() throws IOException {
        return (Socket) methods().call(this, "listen", (Object) null);
    }

    @Override
    public Socket listen(Duration timeout) throws IOException {
        return (Socket) methods().call(this, "listen", timeout);
    }

    @Override
    public Socket connect() throws IOException {
        return (Socket) methods().call(this, "connect", (Object) null);
    }

    @Override
    public Socket connect(Duration timeout) throws IOException {
        return (Socket) methods().call(this, "connect", timeout);
    }

    @Override
    public Socket accept() throws IOException {
        return (Socket) methods().call(this, "accept", null, null);
    }

    @Override
    public Socket accept(Duration timeout) throws IOException {
        return (Socket) methods().call(this, "accept", timeout, null);
    }

    @Override
    public Socket accept(SocketOptions options) throws IOException {
        return (Socket) methods().call(this, "accept", null, Objects.requireNonNull(options, "options"));
    }

    @Override
    public Socket accept(SocketOptions options, Duration timeout) throws IOException {
        return (Socket) methods().call(this, "accept", timeout, Objects.requireNonNull(options, "options"));
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
        return (Iterable<Socket>) methods().callHere(this, "clients", timeout);
    }

    @Override
    public void shutdown(String how) throws IOException {
        methods().call(this, "shutdown", how);
    }

    @Override
    public Channels<Boolean> eof() {
        return new Channels<>(eof("r"), eof("w"));
    }

    @Override
    public boolean eof(String which) {
        return (Boolean) methods().callHere(this, "eof", which);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Integer> pending() {
        return (Channels<Integer>) methods().callHere(this, "pending");
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<String> setmode(String input, String output) {
        return (Channels<String>) methods().callHere(this, "setmode", input, output);
    }

    @Override
    public Buffering setvbuf(Buffering buffering) {
        return (Buffering) methods().callHere(this, "setvbuf", buffering, null);
    }

    @Override
    public Buffering setvbuf(Buffering buffering, int size) {
        return (Buffering) methods().callHere(this, "setvbuf", buffering, size);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Integer> setbufsiz(int input, int output) {
        return (Channels<Integer>) methods().callHere(this, "setbufsiz", input, output);
    }

    @Override
    public Charset setcharset(Charset charset) {
        return (Charset) methods().callHere(this, "setcharset", Objects.requireNonNull(charset, "charset"));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Integer> setmaxline(int input, int output) {
        return (Channels<Integer>) methods().callHere(this, "setmaxline", input, output);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<Duration> settimeout(Duration timeout) {
        return (Optional<Duration>) methods().callHere(this, "settimeout", timeout);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<Duration> settimeout() {
        return (Optional<Duration>) methods().callHere(this, "settimeout", (Object) null);
    }

    @Override
    public Socket nodelay(boolean on) throws IOException {
        return (Socket) methods().call(this, "nodelay", on);
    }

    @Override
    public SocketName localname() throws IOException {
        return (SocketName) methods().call(this, "localname");
    }

    @Override
    public SocketName peername() throws IOException {
        return (SocketName) methods().call(this, "peername");
    }

    @Override
    public Credentials peereid() throws IOException {
        return (Credentials) methods().call(this, "peereid");
    }

    @Override
    public int peerpid() throws IOException {
        return (Integer) methods().call(this, "peerpid");
    }

    @Override
    public Socket uncork() throws IOException {
        return (Socket) methods().call(this, "uncork");
    }

    @Override
    public Socket sendto(byte[] message, SocketName to) throws IOException {
        return (Socket) methods().call(this, "sendto", message, to, null);
    }

    @Override
    public Socket sendto(byte[] message, SocketName to, Duration timeout) throws IOException {
        return (Socket) methods().call(this, "sendto", message, to, timeout);
    }

    @Override
    public Datagram recvfrom(int size) throws IOException {
        return (Datagram) methods().call(this, "recvfrom", size, null);
    }

    @Override
    public Datagram recvfrom(int size, Duration timeout) throws IOException {
        return (Datagram) methods().call(this, "recvfrom", size, timeout);
    }

    @Override
    public Socket sendfd(byte[] message) throws IOException {
        return (Socket) methods().call(this, "sendfd", message, null, null);
    }

    @Override
    public Socket sendfd(byte[] message, int fd) throws IOException {
        return (Socket) methods().call(this, "sendfd", message, fd, null);
    }

    @Override
    public Socket sendfd(byte[] message, Socket socket) throws IOException {
        return (Socket) methods().call(this, "sendfd", message, socket, null);
    }

    @Override
    public Socket sendfd(byte[] message, Socket socket, Duration timeout) throws IOException {
        return (Socket) methods().call(this, "sendfd", message, socket, timeout);
    }

    @Override
    public Passed recvfd() throws IOException {
        return recvfd(Workspace.BLOCK_SIZE);
    }

    @Override
    public Passed recvfd(int size) throws IOException {
        return (Passed) methods().call(this, "recvfd", size, null);
    }

    @Override
    public Passed recvfd(int size, Duration timeout) throws IOException {
        return (Passed) methods().call(this, "recvfd", size, timeout);
    }

    @Override
    public Socket starttls() throws IOException {
        return starttls(TlsOptions.defaults());
    }

    @Override
    public Socket starttls(Duration timeout) throws IOException {
        return starttls(TlsOptions.defaults(), timeout);
    }

    @Override
    public Socket starttls(SSLContext context) throws IOException {
        return starttls(TlsOptions.of(context));
    }

    @Override
    public Socket starttls(SSLContext context, Duration timeout) throws IOException {
        return starttls(TlsOptions.of(context), timeout);
    }

    @Override
    public Socket starttls(TlsOptions options) throws IOException {
        return (Socket) methods().call(this, "starttls", Objects.requireNonNull(options, "options"), null);
    }

    @Override
    public Socket starttls(TlsOptions options, Duration timeout) throws IOException {
        return (Socket) methods().call(this, "starttls", Objects.requireNonNull(options, "options"), timeout);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<TlsSession> checktls() {
        return (Optional<TlsSession>) methods().callHere(this, "checktls");
    }

    @Override
    public void close() {
        methods().callHere(this, "close");
    }

    @Override
    public ErrorHandler onerror(ErrorHandler handler) {
        return (ErrorHandler) methods().callHere(this, "onerror", handler);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Optional<IOException>> error() {
        return (Channels<Optional<IOException>>) methods().callHere(this, "error");
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Optional<IOException>> clearerr(String which) {
        return (Channels<Optional<IOException>>) methods().callHere(this, "clearerr", which);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Optional<IOException>> seterror(String which, int errno) {
        return (Channels<Optional<IOException>>) methods().callHere(this, "seterror", which, errno);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Integer> setmaxerrs(String which, int limit) {
        return (Channels<Integer>) methods().callHere(this, "setmaxerrs", which, limit);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Channels<Traffic> stat() {
        return (Channels<Traffic>) methods().callHere(this, "stat");
    }

    @Override
    public int pollfd() {
        return connection().pollfd();
    }

    @Override
    public Readiness events() {
        return connection().events();
    }

    @Override
    public ByteChannel channel() {
        return new SocketByteChannel(this);
    }

    @Override
    public Pollable source() {
        Pollable source = connection().source();
        return source == null ? this : source;
    }

    @Override
    public Outcome advance(Outcome outcome) {
        return connection().advance(outcome);
    }

    @Override
    public long timeoutNanos() {
        return connection().timeoutNanos();
    }

    @Override
    public String toString() {
        return (connection().descriptor().isClosed() ? "closed socket " : "socket ")
                + connection().subject();
    }
}
