package org.cqueues.itests;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;

/** An echo server and its client on one controller. */
final class Exchange {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Exchange() {}

    /** Sends lines through TCP and returns what came back. */
    static List<String> echo(Controllers controllers, Sockets sockets, String... lines) throws IOException {
        List<String> answers = new ArrayList<>();
        try (Controller loop = controllers.create();
                Socket server = sockets.listen("127.0.0.1", 0)) {
            int port = server.localname().port();
            loop.wrap(() -> serve(server));
            loop.wrap(() -> ask(sockets, port, lines, answers));
            if (!loop.loop(LIMIT)) {
                throw new IOException("no end after " + LIMIT);
            }
        }
        return answers;
    }

    private static void serve(Socket server) throws IOException {
        try (Socket client = server.accept()) {
            for (String line : client.lines("*L")) {
                client.write(line);
            }
            client.shutdown("w");
        }
    }

    private static void ask(Sockets sockets, int port, String[] lines, List<String> answers) throws IOException {
        try (Socket client = sockets.connect("127.0.0.1", port)) {
            for (String line : lines) {
                client.write(line, "\n");
            }
            client.shutdown("w");
            client.lines("*l").forEach(answers::add);
        }
    }
}
