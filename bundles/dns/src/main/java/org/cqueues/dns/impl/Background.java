package org.cqueues.dns.impl;

import java.util.concurrent.TimeUnit;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;

/**
 * Worker: runs what threads begin that are no coroutines and do not wait for it, in coroutines of one controller on a thread of its own. It is a daemon that ends after
 * some seconds without work, and with the service. All guarded by this; the controller is stepped and closed outside.
 */
final class Background {
    private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final Controllers controllers;
    private Controller loop; // null: no thread
    private Thread thread;
    private boolean fresh; // whether there may be work that the thread has not seen
    private boolean closed;

    Background(Controllers controllers) {
        this.controllers = controllers;
    }

    /**
     * Begins work.
     *
     * @throws IllegalStateException if this is closed
     */
    synchronized Coroutine run(String name, Body body) {
        if (closed) {
            throw new IllegalStateException("the service is closed");
        }
        if (loop == null) {
            loop = controllers.create();
            Controller mine = loop;
            // It has nothing of the thread that begins: neither its loader nor its thread locals.
            thread = new Thread(null, () -> serve(mine), "cqueues lookup", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
        fresh = true;
        notifyAll();
        return loop.wrap(name, body);
    }

    private void serve(Controller mine) {
        try {
            do {
                mine.loop();
            } while (awaitWork());
        } catch (IllegalStateException e) {
            if (!mine.isClosed()) {
                throw e;
            }
        } finally {
            end(mine);
        }
    }

    private synchronized boolean awaitWork() {
        if (!fresh && !closed) {
            try {
                wait(IDLE_MILLIS);
            } catch (InterruptedException e) {
                return false;
            }
        }
        boolean some = fresh && !closed;
        fresh = false;
        if (!some) {
            loop = null; // who comes from now on gets another
        }
        return some;
    }

    private void end(Controller mine) {
        synchronized (this) {
            if (loop == mine) {
                loop = null;
            }
        }
        mine.close();
    }

    /** Unwinds what runs, and waits for the thread. Idempotent. */
    void close() {
        Controller ending;
        Thread last;
        synchronized (this) {
            closed = true;
            notifyAll();
            ending = loop;
            last = thread;
        }
        if (ending != null) {
            ending.close();
        }
        if (last != null && last != Thread.currentThread()) {
            join(last);
        }
    }

    private static void join(Thread last) {
        try {
            last.join(IDLE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
