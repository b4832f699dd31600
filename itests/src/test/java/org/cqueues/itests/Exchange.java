package org.cqueues.itests;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.Identity;
import org.cqueues.tls.TlsContexts;

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

    /** Sends a line over TLS, verifying the server, and returns the answer and the version of TLS. */
    static String secret(Controllers controllers, Sockets sockets, TlsContexts tls) throws Exception {
        StringBuilder answer = new StringBuilder();
        Identity identity = tls.selfSigned("127.0.0.1");
        SSLContext server = tls.server(identity);
        SSLContext client = tls.client(
                ClientOptions.builder().authority(identity.certificate()).build());
        try (Controller loop = controllers.create();
                Socket listener = sockets.listen("127.0.0.1", 0)) {
            int port = listener.localname().port();
            loop.wrap(() -> {
                try (Socket socket = listener.accept().starttls(server)) {
                    answer.append(socket.read().equals("ping") ? "pong" : "?");
                    socket.write(answer + "\n").flush();
                }
            });
            loop.wrap(() -> {
                try (Socket socket = sockets.connect("127.0.0.1", port).starttls(client)) {
                    socket.write("ping\n").flush();
                    String line = socket.read();
                    answer.setLength(0);
                    answer.append(line + " " + socket.checktls().orElseThrow().version());
                }
            });
            if (!loop.loop(LIMIT)) {
                throw new IOException("no end after " + LIMIT);
            }
        }
        return answer.toString();
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
