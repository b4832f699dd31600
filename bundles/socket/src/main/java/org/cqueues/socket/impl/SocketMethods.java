package org.cqueues.socket.impl;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Channels;
import org.cqueues.socket.ErrorHandler;
import org.cqueues.socket.Format;
import org.cqueues.socket.Passed;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.cqueues.socket.TlsOptions;

/** Worker: the methods of sockets by name, and the way into a coroutine for those that may wait. Any thread. */
final class SocketMethods {
    private final SocketContext context;
    private final MethodTable<Socket> table;

    SocketMethods(SocketContext context, MethodTable<Socket> table) {
        this.context = context;
        this.table = table;
    }

    Controllers controllers() {
        return context.controllers();
    }

    boolean isPlain() {
        return table.isPlain();
    }

    Optional<Method<Socket>> interpose(String name, Method<Socket> method) {
        return table.interpose(name, method);
    }

    SocketHandle handle(Connection connection) {
        SocketHandle handle =
                new SocketHandle(this, connection, connection.isListener() ? new Acceptor(context, connection) : null);
        ErrorHandler handler = context.handler();
        if (handler != ErrorHandler.THROW) {
            connection.errors(handle).handler(handler);
        }
        return handle;
    }

    /** Calls what may wait, in a coroutine. */
    Object call(Socket self, String name, Object... arguments) throws IOException {
        return inCoroutine(name, () -> table.find(name).invoke(self, arguments));
    }

    /** Calls what does not wait, on this thread. */
    Object callHere(Socket self, String name, Object... arguments) {
        try {
            return table.find(name).invoke(self, arguments);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new UndeclaredThrowableException(e, "interposed " + name);
        }
    }

    /** Calls by whatever name. */
    Object callAny(Socket self, String name, Object... arguments) throws Exception {
        return controllers().inCoroutine(() -> table.find(name).invoke(self, arguments));
    }

    /** Accepts for a loop, which goes on when the system lacks room for a client: no error handler is asked about that. */
    Socket acceptWithRoom(SocketHandle listener, Duration timeout) throws IOException {
        return (Socket) call(listener, "accept", timeout, null, true);
    }

    void pause(SocketHandle listener, long nanos) throws IOException {
        inCoroutine("clients", () -> {
            listener.acceptor().pause(nanos);
            return null;
        });
    }

    private <T> T inCoroutine(String name, Callable<T> operation) throws IOException {
        try {
            return controllers().inCoroutine(operation);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new UndeclaredThrowableException(e, "interposed " + name);
        }
    }

    /** {@return the methods that sockets have from birth} */
    static MethodTable<Socket> table() {
        Map<String, Method<Socket>> methods = new HashMap<>();
        addTransfers(methods);
        addSettings(methods);
        addIdentity(methods);
        addMessages(methods);
        addCareful(methods);
        addErrors(methods);
        return new MethodTable<>(methods);
    }

    private static void addTransfers(Map<String, Method<Socket>> methods) {
        methods.put("listen", (self, a) -> open(of(self), Opening.Role.LISTEN, "listen", (Duration) a[0]));
        methods.put("connect", (self, a) -> open(of(self), Opening.Role.CONNECT, "connect", (Duration) a[0]));
        methods.put("accept", (self, a) -> accept(of(self), a));
        methods.put("clients", (self, a) -> clients(of(self), (Duration) a[0]));
        methods.put("read", (self, a) -> read(of(self).stream(), a[0], a.length > 1 ? (String) a[1] : "read"));
        methods.put("readBytes", (self, a) -> of(self).stream().readBytes((Format) a[0]));
        methods.put("lines", (self, a) -> lines(of(self), (Format) a[0]));
        methods.put("write", (self, a) -> done(self, of(self).stream(), c -> c.write(strings(a))));
        methods.put("flush", (self, a) -> done(self, of(self).stream(), c -> c.flush((String) a[0], (Duration) a[1])));
        methods.put("starttls", (self, a) -> starttls(of(self), a));
        methods.put("checktls", (self, a) -> of(self).connection().checktls());
        methods.put("shutdown", (self, a) -> shutdown(of(self).connection(), (String) a[0]));
        methods.put("close", (self, a) -> {
            of(self).connection().close();
            return null;
        });
    }

    private static void addCareful(Map<String, Method<Socket>> methods) {
        methods.put("xlines", (self, a) -> xlines(self, (Format) a[0], (String) a[1], (Duration) a[2]));
        methods.put("xread", (self, a) -> xread(of(self).stream(), a[0], (String) a[1], (Duration) a[2]));
        methods.put(
                "xwrite",
                (self, a) ->
                        done(self, of(self).stream(), c -> c.xwrite((String) a[0], (String) a[1], (Duration) a[2])));
        methods.put("fill", (self, a) -> of(self).stream().fill((Integer) a[0], (Duration) a[1]));
        methods.put("unget", (self, a) -> done(self, of(self).stream(), c -> c.unget(bytes(c.connection(), a[0]))));
        methods.put("pack", (self, a) -> done(self, of(self).stream(), c -> pack(c, a)));
        methods.put("unpack", (self, a) -> of(self).stream().unpack((Integer) a[0]));
        methods.put("recv", (self, a) -> of(self).stream().recv((Format) a[0], (String) a[1]));
        methods.put("send", (self, a) -> of(self).stream()
                .send((String) a[0], (Integer) a[1], (Integer) a[2], (String) a[3]));
    }

    private static void pack(StreamOperations stream, Object[] a) throws IOException {
        stream.pack((Long) a[0], (Integer) a[1], a.length > 2 ? (String) a[2] : "");
    }

    private static void addErrors(Map<String, Method<Socket>> methods) {
        methods.put(
                "onerror", (self, a) -> errors(self).handler(Objects.requireNonNull((ErrorHandler) a[0], "handler")));
        methods.put("error", (self, a) -> of(self).connection().savedErrors());
        methods.put(
                "clearerr", (self, a) -> errors(self).replace(directions((String) a[0]), new Channels<>(null, null)));
        methods.put("seterror", (self, a) -> {
            Connection connection = of(self).connection();
            int code = (Integer) a[1];
            return errors(self)
                    .replace(
                            directions((String) a[0]),
                            new Channels<>(connection.error(code, "read"), connection.error(code, "write")));
        });
        methods.put("setmaxerrs", (self, a) -> errors(self).limit(directions((String) a[0]), limit((Integer) a[1])));
    }

    private static Socket starttls(SocketHandle self, Object[] a) throws IOException {
        Connection connection = self.connection();
        return unsaved(self, "starttls", failure -> false, () -> {
            connection.starttls((TlsOptions) a[0], connection.deadline((Duration) a[1]));
            return self;
        });
    }

    private static Errors errors(Socket self) {
        return of(self).connection().errors(self);
    }

    private static int limit(int wanted) {
        if (wanted < 0) {
            throw new IllegalArgumentException("a limit of errors is at least 0, not " + wanted);
        }
        return wanted;
    }

    /** {@return what a string was before the input's mode has made it one} */
    private static byte[] bytes(Connection connection, Object front) {
        if (front instanceof byte[] bytes) {
            return bytes;
        }
        String string = (String) front;
        Encoding encoding = connection.settings().inputEncoding();
        encoding.requireWritable(string);
        return string.getBytes(encoding.charset());
    }

    private static void addSettings(Map<String, Method<Socket>> methods) {
        methods.put("eof", (self, a) -> of(self).connection().isEof(directions((String) a[0])));
        methods.put("stat", (self, a) -> of(self).connection().stat());
        methods.put("pending", (self, a) -> of(self).connection().pending());
        methods.put("setmode", (self, a) -> of(self).connection().options().setmode((String) a[0], (String) a[1]));
        methods.put("setvbuf", (self, a) -> of(self).connection().options().setvbuf((Buffering) a[0], (Integer) a[1]));
        methods.put(
                "setbufsiz", (self, a) -> of(self).connection().options().setbufsiz((Integer) a[0], (Integer) a[1]));
        methods.put(
                "setmaxline", (self, a) -> of(self).connection().options().setmaxline((Integer) a[0], (Integer) a[1]));
        methods.put("setcharset", (self, a) -> of(self).connection().options().setcharset((Charset) a[0]));
        methods.put("settimeout", (self, a) -> of(self).connection().options().settimeout((Duration) a[0]));
        methods.put("nodelay", (self, a) -> done(self, of(self).connection().calls(), c -> c.nodelay((Boolean) a[0])));
    }

    private static void addIdentity(Map<String, Method<Socket>> methods) {
        methods.put("localname", (self, a) -> of(self).connection().calls().localname());
        methods.put("peername", (self, a) -> of(self).connection().peername());
        methods.put("peereid", (self, a) -> of(self).connection().calls().peer("peereid"));
        methods.put(
                "peerpid",
                (self, a) -> of(self).connection().calls().peer("peerpid").pid());
        methods.put("uncork", (self, a) -> done(self, of(self).connection().calls(), LentCalls::uncork));
    }

    private static void addMessages(Map<String, Method<Socket>> methods) {
        methods.put(
                "sendto",
                (self, a) -> writing(self, "sendto", connection -> {
                    long deadline = connection.deadline((Duration) a[2]);
                    connection.messages("sendto", deadline).sendto((byte[]) a[0], (SocketName) a[1], deadline);
                }));
        methods.put(
                "recvfrom",
                (self, a) -> reading(self, "recvfrom", () -> {
                    Connection connection = of(self).connection();
                    long deadline = connection.deadline((Duration) a[1]);
                    return connection.messages("recvfrom", deadline).recvfrom((Integer) a[0], deadline);
                }));
        methods.put("sendfd", (self, a) -> writing(self, "sendfd", connection -> sendfd(connection, a)));
        methods.put(
                "recvfd",
                (self, a) -> reading(self, "recvfd", () -> recvfd(of(self), (Integer) a[0], (Duration) a[1])));
    }

    private static <T> T reading(Socket self, String method, Errors.Operation<T> operation) throws IOException {
        Errors errors = of(self).connection().errors();
        return errors == null ? operation.run() : errors.reading(method, null, operation);
    }

    private static Socket writing(Socket self, String method, Step<Connection> step) throws IOException {
        Connection connection = of(self).connection();
        Errors errors = connection.errors();
        if (errors == null) {
            return done(self, connection, step);
        }
        errors.writing(method, () -> done(self, connection, step));
        return self;
    }

    /** Of the three things to pass, a null is no descriptor. */
    private static void sendfd(Connection connection, Object[] a) throws IOException {
        byte[] message = (byte[]) a[0];
        Object passed = a[1];
        if (message.length == 0) {
            throw new IllegalArgumentException("a message with a descriptor has at least 1 byte");
        }
        long deadline = connection.deadline((Duration) a[2]);
        MessageChannel channel = connection.descriptors("sendfd", deadline);
        if (passed instanceof Socket socket) {
            channel.sendfd(message, of(socket).connection().begun(), deadline);
        } else {
            channel.sendfd(message, passed == null ? -1 : (Integer) passed, deadline);
        }
    }

    private static Passed recvfd(SocketHandle self, int size, Duration timeout) throws IOException {
        long deadline = self.connection().deadline(timeout);
        MessageChannel.Received received =
                self.connection().descriptors("recvfd", deadline).recvfd(size, deadline);
        if (received == null) {
            return null;
        }
        int[] fds = received.arrival().fds();
        if (fds.length == 0) {
            return new Passed(received.bytes(), Optional.empty());
        }
        Connection passed = new Adopter(self.methods().context).adoptOwn(fds[fds.length - 1]);
        return new Passed(received.bytes(), Optional.of(self.methods().handle(passed)));
    }

    private interface Step<T> {
        void run(T facade) throws IOException;
    }

    /** Runs what is called for its effect; such methods give the socket back. */
    private static <T> Socket done(Socket self, T facade, Step<T> step) throws IOException {
        step.run(facade);
        return self;
    }

    static SocketHandle of(Socket self) {
        if (self instanceof SocketHandle handle) {
            return handle;
        }
        throw new IllegalArgumentException("not a socket of this service: " + self);
    }

    private static Socket open(SocketHandle self, Opening.Role role, String operation, Duration timeout)
            throws IOException {
        return unsaved(self, operation, failure -> false, () -> {
            self.connection().open(role, operation, self.connection().deadline(timeout));
            return self;
        });
    }

    /** The arguments are a timeout, options, and perhaps whether a lack of room is not for the error handler. */
    private static Socket accept(SocketHandle self, Object[] a) throws IOException {
        long deadline = self.connection().deadline((Duration) a[0]);
        Acceptor acceptor = self.acceptor();
        boolean patient = a.length > 2;
        return unsaved(self, "accept", failure -> patient && acceptor.isShortage(failure), () -> {
            SocketOptions options = (SocketOptions) a[1];
            return self.methods()
                    .handle(options == null ? acceptor.accept(deadline) : acceptor.accept(options, deadline));
        });
    }

    private static <T> T unsaved(
            SocketHandle self, String method, Predicate<IOException> thrown, Errors.Operation<T> operation)
            throws IOException {
        Errors errors = self.connection().errors();
        return errors == null ? operation.run() : errors.passing(method, thrown, operation);
    }

    private static Iterable<Socket> clients(SocketHandle self, Duration timeout) {
        self.acceptor();
        return () -> new ClientIterator(self.methods(), self, timeout);
    }

    private static Object read(StreamOperations stream, Object what, String method) throws IOException {
        if (what instanceof Format[] formats) {
            return stream.read(formats);
        }
        return what instanceof ByteBuffer target ? stream.xread(target, "", null) : stream.read((Format) what, method);
    }

    private static Object xread(StreamOperations stream, Object what, String mode, Duration timeout)
            throws IOException {
        return what instanceof ByteBuffer target
                ? stream.xread(target, mode, timeout)
                : stream.xread((Format) what, mode, timeout);
    }

    private static Iterable<String> lines(SocketHandle self, Format format) {
        return () -> new LineIterator(() -> self.nextLine(format));
    }

    private static Iterable<String> xlines(Socket self, Format format, String mode, Duration timeout) {
        return () -> new LineIterator(() -> self.xread(format, mode, timeout));
    }

    private static String[] strings(Object[] arguments) {
        String[] strings = new String[arguments.length];
        for (int i = 0; i < strings.length; i++) {
            strings[i] = (String) arguments[i];
        }
        return strings;
    }

    private static Object shutdown(Connection connection, String how) throws IOException {
        Channels<Boolean> wanted = directions(how);
        connection.shutdown(wanted.input(), wanted.output());
        return null;
    }

    /** {@return which directions the guide's letters name} */
    private static Channels<Boolean> directions(String which) {
        return switch (which) {
            case "r" -> new Channels<>(true, false);
            case "w" -> new Channels<>(false, true);
            case "rw", "wr" -> new Channels<>(true, true);
            default ->
                throw new IllegalArgumentException("directions are \"r\", \"w\" or \"rw\", not \"" + which + "\"");
        };
    }
}
