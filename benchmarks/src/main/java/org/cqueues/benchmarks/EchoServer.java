package org.cqueues.benchmarks;

import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;

/** The guide's line echo server, without translation of line ends, as its peers have none: {@code EchoServer PORT}. */
public final class EchoServer {
    private EchoServer() {}

    /**
     * Serves until the process is ended.
     *
     * @param args the port
     */
    public static void main(String[] args) {
        try (Kernel kernel = Kernel.open();
                Controllers controllers = Controllers.open(kernel);
                Sockets sockets = Sockets.open(kernel, controllers)) {
            Controller loop = controllers.create();
            Socket server = sockets.listen("127.0.0.1", Integer.parseInt(args[0]));
            loop.wrap(() -> {
                for (Socket client : server.clients()) {
                    client.nodelay(true);
                    client.setmode("b", "bl");
                    loop.wrap(() -> echo(client));
                }
            });
            loop.errors().forEach(EchoServer::report);
        }
    }

    private static void echo(Socket client) throws Exception {
        for (String line : client.lines("*L")) {
            client.write(line);
        }
        client.close();
    }

    private static void report(Exception failure) {
        System.getLogger("echo").log(System.Logger.Level.DEBUG, "client left", failure);
    }
}
