package org.cqueues.socket.impl;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
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

    /**
     * Opens the service for one bundle of a framework.
     *
     * @param kernel the system to call
     * @param controllers whose coroutines wait
     * @param home what all bundles share
     */
    @Activate
    public SocketService(@Reference Kernel kernel, @Reference Controllers controllers, @Reference SocketHome home) {
        context = new SocketContext(kernel, controllers);
        methods = new SocketMethods(context, home.methods());
    }

    /**
     * Opens the service for a program without a framework.
     *
     * @param kernel the system to call
     * @param controllers whose coroutines wait
     * @return the service
     */
    public static Sockets open(Kernel kernel, Controllers controllers) {
        return new SocketService(kernel, controllers, new SocketHome());
    }

    @Override
    public Socket listen(String host, int port) {
        return listen(IpLiteral.address(host, port));
    }

    @Override
    public Socket listen(InetSocketAddress address) {
        return create(Opening.Role.LISTEN, address);
    }

    @Override
    public Socket connect(String host, int port) {
        return connect(IpLiteral.address(host, port));
    }

    @Override
    public Socket connect(InetSocketAddress address) {
        return create(Opening.Role.CONNECT, address);
    }

    private Socket create(Opening.Role role, InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "an address is resolved, not " + address + ": names come with the resolver");
        }
        context.requireOpen();
        Connection connection = Connection.toOpen(context, Settings.DEFAULT, role, address);
        return methods.handle(connection, role == Opening.Role.LISTEN);
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
    }
}
