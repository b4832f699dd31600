package org.cqueues.controller;

import org.cqueues.kernel.Kernel;

/**
 * The real system under a test: one controller that runs bodies until none is left, and throws what the first of them throws. The tests of other bundles add
 * their services, which they close first.
 */
public class TestLoop implements AutoCloseable {
    private static final int SETTLED = 20;

    public final Kernel kernel;
    public final Controllers controllers;
    public final Controller loop;

    /** On a kernel of its own. */
    protected TestLoop() {
        this(Kernel.open());
    }

    /** On a kernel that it closes. */
    protected TestLoop(Kernel kernel) {
        this.kernel = kernel;
        controllers = Controllers.open(kernel);
        loop = controllers.create();
    }

    public void run(Body... bodies) throws Exception {
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
    public final void settle() {
        for (int i = 0; i < SETTLED; i++) {
            controllers.poll();
        }
    }

    @Override
    public void close() {
        controllers.close();
        kernel.close();
    }
}
