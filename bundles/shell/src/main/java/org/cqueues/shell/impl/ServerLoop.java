package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.socket.Socket;

/** Worker: a server on one controller, where one coroutine accepts, at least one serves each client, and one waits for what concerns them all. */
final class ServerLoop implements AutoCloseable {
    private final Controllers controllers;
    private final Controller loop;
    private final Set<Coroutine> clients = new LinkedHashSet<>(); // of the controller's thread

    /** What is particular to a server. */
    interface Server {
        /** Serves a client to its end, in a coroutine. */
        void serve(Socket client) throws IOException;

        /** Has everything that is under way come to its end: nobody new will come. Does not wait for it. */
        void finish();
    }

    ServerLoop(Controllers controllers) {
        this.controllers = controllers;
        loop = controllers.create();
    }

    /** Serves on the calling thread until the end is asked for, or another thread closes the loop. */
    void run(Socket listener, Server server, Upkeep upkeep, PrintStream err) {
        Coroutine acceptor = loop.wrap("accept", () -> {
            for (Socket client : listener.clients()) {
                wrap(() -> server.serve(client));
            }
        });
        Coroutine keeper = loop.wrap("upkeep", () -> {
            upkeep.awaitEnd();
            listener.close(); // which ends the acceptor
            server.finish();
            if (!upkeep.awaitAll(clients)) {
                err.println("cqueues: clients that had not ended in time were cut off");
                List.copyOf(clients).forEach(Coroutine::cancel);
            }
        });
        ClientFailures.outlive(loop, Set.of(acceptor, keeper), err);
    }

    /** Runs what a client needs, in a coroutine of its own. */
    void wrap(Body body) {
        clients.add(loop.wrap(() -> {
            try {
                body.run();
            } finally {
                clients.remove(controllers.current().orElseThrow());
            }
        }));
    }

    @Override
    public void close() {
        loop.close();
    }
}
