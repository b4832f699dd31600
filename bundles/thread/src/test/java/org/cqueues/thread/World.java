package org.cqueues.thread;

import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.CoroutineException;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;

/** The real system under a test: one controller that runs bodies until none is left, and throws what the first of them throws. */
final class World implements AutoCloseable {
    final Kernel kernel = Kernel.open();
    final Controllers controllers = Controllers.open(kernel);
    final Sockets sockets = Sockets.open(kernel, controllers);
    final Threads threads = Threads.open(kernel, controllers, sockets);
    final Controller loop = controllers.create();

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
        for (int i = 0; i < 10; i++) {
            controllers.poll();
        }
    }

    @Override
    public void close() {
        threads.close();
        sockets.close();
        controllers.close();
        kernel.close();
    }
}
