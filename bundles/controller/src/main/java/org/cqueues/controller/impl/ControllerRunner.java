package org.cqueues.controller.impl;

import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.CoroutineException;
import org.cqueues.controller.Runner;

/** Loops over a controller on a thread of its own until it is closed. */
final class ControllerRunner implements Runner {
    private static final System.Logger LOG = System.getLogger(ControllerRunner.class.getName());

    private final ControllerHandle controller;
    private final Consumer<Runner> onClose;
    private final Consumer<CoroutineException> failures;
    private volatile Thread thread;

    ControllerRunner(ControllerHandle controller, Consumer<Runner> onClose, Consumer<CoroutineException> failures) {
        this.controller = controller;
        this.onClose = onClose;
        this.failures = failures;
    }

    void start(String name, ThreadFactory threads, Body body) {
        controller.target().setPersistent();
        controller.wrap(name, body);
        Thread made = threads.newThread(this::loop);
        if (made == null) {
            close();
            throw new IllegalArgumentException("the thread factory made no thread for " + name);
        }
        made.setName(name);
        thread = made;
        try {
            made.start();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void loop() {
        while (!controller.isClosed()) {
            try {
                Stepping.loop(controller.target(), Timer.NEVER);
            } catch (CoroutineException e) {
                tell(e);
            } catch (IllegalStateException e) {
                if (!controller.isClosed()) {
                    throw e;
                }
            }
        }
    }

    /** A consumer that fails must not leave the controller without its thread. */
    private void tell(CoroutineException failure) {
        try {
            failures.accept(failure);
        } catch (RuntimeException e) {
            e.addSuppressed(failure);
            LOG.log(System.Logger.Level.ERROR, "the consumer of a runner's failures failed", e);
        }
    }

    @Override
    public Controller controller() {
        return controller;
    }

    @Override
    public void close() {
        Stepping.close(controller.target());
        onClose.accept(this);
        join();
    }

    private void join() {
        Thread running = thread;
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
