package org.cqueues.socket.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Readiness;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Channels;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;

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
        return (Socket) methods.call(this, "accept", (Object) null);
    }

    @Override
    public Socket accept(Duration timeout) throws IOException {
        return (Socket) methods.call(this, "accept", timeout);
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
        return (Socket) methods.call(this, "flush");
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
    public InetSocketAddress localname() throws IOException {
        return (InetSocketAddress) methods.call(this, "localname");
    }

    @Override
    public InetSocketAddress peername() throws IOException {
        return (InetSocketAddress) methods.call(this, "peername");
    }

    @Override
    public void close() {
        methods.callHere(this, "close");
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
