package org.cqueues.thread;

import org.cqueues.controller.TestLoop;
import org.cqueues.socket.Sockets;

/** The real system under a test, with threads and sockets. */
final class World extends TestLoop {
    final Sockets sockets = Sockets.open(kernel, controllers);
    final Threads threads = Threads.open(kernel, controllers, sockets);

    @Override
    public void close() {
        threads.close();
        sockets.close();
        super.close();
    }
}
