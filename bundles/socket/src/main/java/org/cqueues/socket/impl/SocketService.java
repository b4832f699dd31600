package org.cqueues.socket.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Channels;
import org.cqueues.socket.ErrorHandler;
import org.cqueues.socket.NameLookup;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsDefaults;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Provider: the service as one user has it, whose sockets end with it. */
@Component(service = Sockets.class, scope = ServiceScope.BUNDLE)
public final class SocketService implements Sockets {
    private final SocketContext context;
    private final SocketMethods methods;
    private final Adopter adopter;
    private final SocketHome own; // closed with this service; null: it is shared

    /**
     * Opens the service for one bundle of a framework.
     *
     * @param kernel the system to call
     * @param controllers whose coroutines wait
     * @param home what all bundles share
     */
    @Activate
    public SocketService(@Reference Kernel kernel, @Reference Controllers controllers, @Reference SocketHome home) {
        this(kernel, controllers, home, null);
    }

    private SocketService(Kernel kernel, Controllers controllers, SocketHome home, SocketHome own) {
        this.own = own;
        context = new SocketContext(kernel, controllers, home.lookups(), home.contexts());
        methods = new SocketMethods(context, home.methods());
        adopter = new Adopter(context);
    }

    /**
     * Opens the service for a program without a framework.
     *
     * @param kernel the system to call
     * @param controllers whose coroutines wait
     * @param tls what makes the TLS contexts of clients that bring none; null for the JDK
     * @param lookup what finds the addresses of hosts; null for the system
     * @return the service
     */
    public static Sockets open(Kernel kernel, Controllers controllers, TlsDefaults tls, NameLookup lookup) {
        SocketHome home = new SocketHome();
        if (tls != null) {
            home.bindTlsDefaults(tls);
        }
        if (lookup != null) {
            home.bindNameLookup(lookup);
        }
        return new SocketService(kernel, controllers, home, home);
    }

    @Override
    public Socket listen(String host, int port) {
        return listen(SocketOptions.builder().host(host).port(port).build());
    }

    @Override
    public Socket listen(InetSocketAddress address) {
        return listen(SocketName.of(address));
    }

    @Override
    public Socket listen(SocketName name) {
        return listen(SocketOptions.builder().name(name).build());
    }

    @Override
    public Socket listen(SocketOptions options) {
        if (options.bind() != SocketName.UNSPECIFIED) {
            throw new IllegalArgumentException("a listener is bound to its address, so it takes no other: " + options);
        }
        return create(Opening.Role.LISTEN, options);
    }

    @Override
    public Socket connect(String host, int port) {
        return connect(host, port, Family.UNSPEC);
    }

    @Override
    public Socket connect(String host, int port, Family family) {
        return connect(host, port, family, Type.STREAM);
    }

    @Override
    public Socket connect(String host, int port, Family family, Type type) {
        return connect(SocketOptions.builder()
                .host(host)
                .port(port)
                .family(family)
                .type(type)
                .build());
    }

    @Override
    public Socket connect(InetSocketAddress address) {
        return connect(SocketName.of(address));
    }

    @Override
    public Socket connect(SocketName name) {
        return connect(SocketOptions.builder().name(name).build());
    }

    @Override
    public Socket connect(SocketOptions options) {
        return create(Opening.Role.CONNECT, options);
    }

    private Socket create(Opening.Role role, SocketOptions options) {
        if (options.name() == SocketName.UNSPECIFIED && options.host().isEmpty()) {
            throw new IllegalArgumentException("an address is needed: a host and a port, or a path");
        }
        context.requireOpen();
        return methods.handle(Connection.toOpen(context, context.defaults(), role, options));
    }

    @Override
    public List<Socket> pair() throws IOException {
        return pair(Type.STREAM);
    }

    @Override
    public List<Socket> pair(Type type) throws IOException {
        context.requireOpen();
        int[] fds = new int[2];
        int result = context.syscalls().socketpair(type, fds);
        if (result < 0) {
            throw context.failure(-result, "socketpair", type.toString());
        }
        Socket one = closingOnFailure(() -> connected(type, fds[0]), fds);
        return List.of(one, closingOnFailure(() -> connected(type, fds[1]), fds[1]));
    }

    private Socket connected(Type type, int fd) throws IOException {
        return methods.handle(adopter.connected(type, fd));
    }

    private interface Making {
        Socket make() throws IOException;
    }

    private Socket closingOnFailure(Making making, int... fds) throws IOException {
        try {
            return making.make();
        } catch (IOException | RuntimeException e) {
            for (int fd : fds) {
                context.syscalls().close(fd);
            }
            throw e;
        }
    }

    @Override
    public Socket fdopen(int fd) throws IOException {
        context.requireOpen();
        return methods.handle(adopter.adopt(fd));
    }

    @Override
    public Socket dup(int fd) throws IOException {
        context.requireOpen();
        int copy = adopter.require(context.syscalls().dup(fd), "dup", fd);
        return methods.handle(adopter.adoptOwn(copy));
    }

    @Override
    public Socket dup(Socket socket) throws IOException {
        context.requireOpen();
        return methods.handle(
                adopter.adoptOwn(SocketMethods.of(socket).connection().calls().dup()));
    }

    @Override
    public Optional<String> type(Object object) {
        if (object instanceof SocketHandle socket) {
            return Optional.of(socket.connection().descriptor().isClosed() ? "closed socket" : "socket");
        }
        return object instanceof Socket ? Optional.of("socket") : Optional.empty();
    }

    @Override
    public Optional<Method<Socket>> interpose(String name, Method<Socket> method) {
        return methods.interpose(name, method);
    }

    @Override
    public Object call(Socket self, String name, Object... arguments) throws Exception {
        return methods.callAny(self, name, arguments);
    }

    @Override
    @Deactivate
    public void close() {
        context.close();
        if (own != null) {
            own.close();
        }
    }

    // What new sockets begin with.

    @Override
    public Channels<String> setmode(String input, String output) {
        Settings old = context.defaults(settings -> settings.withModes(input, output));
        return new Channels<>(old.input().inputFlags(), old.output().outputFlags());
    }

    @Override
    public Buffering setvbuf(Buffering buffering) {
        Objects.requireNonNull(buffering, "buffering");
        return context.defaults(settings -> settings.withBuffering(buffering, 0))
                .output()
                .buffering();
    }

    @Override
    public Buffering setvbuf(Buffering buffering, int size) {
        Objects.requireNonNull(buffering, "buffering");
        if (size == 0) {
            throw new IllegalArgumentException("a buffer size is at least 1, or -1 for no limit, not 0");
        }
        return context.defaults(settings -> settings.withBuffering(buffering, size))
                .output()
                .buffering();
    }

    @Override
    public Channels<Integer> setbufsiz(int input, int output) {
        Settings old = context.defaults(settings -> settings.withSizes(input, output));
        return new Channels<>(old.inputSize(), old.outputSize());
    }

    @Override
    public Charset setcharset(Charset charset) {
        return context.defaults(settings -> settings.withCharset(charset))
                .encoding()
                .charset();
    }

    @Override
    public Channels<Integer> setmaxline(int input, int output) {
        Settings old = context.defaults(settings -> settings.withLines(input, output));
        return new Channels<>(old.inputLine(), old.outputLine());
    }

    @Override
    public Optional<Duration> settimeout(Duration timeout) {
        long nanos = Settings.nanos(timeout);
        return context.defaults(settings -> settings.withTimeout(nanos)).timeout();
    }

    @Override
    public Optional<Duration> settimeout() {
        return context.defaults(settings -> settings.withTimeout(Long.MAX_VALUE))
                .timeout();
    }

    @Override
    public ErrorHandler onerror(ErrorHandler handler) {
        return context.handler(Objects.requireNonNull(handler, "handler"));
    }
}
