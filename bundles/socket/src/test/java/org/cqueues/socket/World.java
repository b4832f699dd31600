package org.cqueues.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.cqueues.controller.TestLoop;
import org.cqueues.kernel.Kernel;

/** The real system under a test, with sockets. */
final class World extends TestLoop {
    final Sockets sockets;

    World() {
        this(Kernel.open());
    }

    World(Kernel kernel) {
        this(kernel, null);
    }

    /** On a name service; null for the system's. */
    World(Kernel kernel, NameLookup lookup) {
        super(kernel);
        this.sockets = lookup == null ? Sockets.open(kernel, controllers) : Sockets.open(kernel, controllers, lookup);
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
        super.close();
    }
}
