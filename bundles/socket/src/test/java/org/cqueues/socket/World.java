package org.cqueues.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.CoroutineException;
import org.cqueues.kernel.Kernel;

/** The real system under a test: one controller that runs bodies until none is left, and throws what the first of them throws. */
final class World implements AutoCloseable {
    final Kernel kernel;
    final Controllers controllers;
    final Sockets sockets;
    final Controller loop;

    World() {
        this(Kernel.open());
    }

    World(Kernel kernel) {
        this(kernel, null);
    }

    /** On a name service; null for the system's. */
    World(Kernel kernel, NameLookup lookup) {
        this.kernel = kernel;
        this.controllers = Controllers.open(kernel);
        this.sockets = lookup == null ? Sockets.open(kernel, controllers) : Sockets.open(kernel, controllers, lookup);
        this.loop = controllers.create();
    }

    void run(Body... bodies) throws Exception {
        for (Body body : bodies) {
            loop.wrap(body);
        }
        try {
            loop.loop();
        } catch (CoroutineException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** Lets the others run until each of them waits for something that has not happened. */
    void settle() {
        for (int i = 0; i < 20; i++) {
            controllers.poll();
        }
    }

    Socket listener() throws IOException {
        return sockets.listen("127.0.0.1", 0).listen();
    }

    Socket clientOf(Socket listener) throws IOException {
        return sockets.connect(listener.localname());
    }

    /** {@return a connection's two ends, the connecting one first} */
    Socket[] pair() throws IOException {
        try (Socket listener = listener()) {
            Socket client = clientOf(listener).connect();
            return new Socket[] {client, listener.accept()};
        }
    }

    /** {@return open sockets of this process} */
    static long openSockets() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.filter(World::isSocket).count();
        }
    }

    private static boolean isSocket(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    @Override
    public void close() {
        sockets.close();
        controllers.close();
        kernel.close();
    }
}
