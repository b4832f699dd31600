package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineException;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;

/** The guide's multiplexing echo server, 4.2: any number of clients on one thread, a coroutine each. */
final class EchoServer implements AutoCloseable {
    private final Sockets sockets;
    private final Controller loop;

    EchoServer(Controllers controllers, Sockets sockets) {
        this.sockets = sockets;
        loop = controllers.create();
    }

    /** Serves on the calling thread until another one closes the server. Tells its address once clients can connect. */
    void serve(String host, int port, Consumer<InetSocketAddress> listening) throws IOException {
        try (Socket server = sockets.listen(host, port)) {
            // Binary, so that every byte comes back as it came. Clients inherit it.
            server.setmode("b", "bl");
            server.nodelay(true);
            server.listen();
            Coroutine acceptor = loop.wrap("accept", () -> {
                for (Socket client : server.clients()) {
                    loop.wrap(() -> echo(client));
                }
            });
            listening.accept(server.localname().inet());
            for (CoroutineException failure : loop.errors()) {
                // A client that breaks its connection is no concern of the others.
                if (failure.coroutine() == acceptor || !isBrokenConnection(failure.getCause())) {
                    throw failure;
                }
            }
        }
    }

    /** The iterator over lines, which may throw no checked exception, wraps it. */
    private static boolean isBrokenConnection(Throwable cause) {
        return cause instanceof IOException || cause instanceof UncheckedIOException;
    }

    private static void echo(Socket client) throws IOException {
        try (client) {
            for (String line : client.lines("*L")) {
                client.write(line);
            }
            client.shutdown("w");
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
