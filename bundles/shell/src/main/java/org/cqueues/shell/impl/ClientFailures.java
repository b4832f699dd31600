package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineException;

/** Runs the loop of a server whose clients fail each for itself. */
final class ClientFailures {
    private ClientFailures() {}

    /**
     * Loops until no coroutine is left. A client that breaks its connection is no concern of the others; what else fails is told in a line.
     *
     * @param acceptor without which there is no server: its failure is thrown
     */
    static void outlive(Controller loop, Coroutine acceptor, PrintStream err) {
        for (CoroutineException failure : loop.errors()) {
            Throwable cause = failure.getCause();
            if (failure.coroutine() == acceptor) {
                throw failure;
            }
            // The iterator over lines, which may throw no checked exception, wraps it.
            if (!(cause instanceof IOException || cause instanceof UncheckedIOException)) {
                err.println("cqueues: a client failed: " + cause);
            }
        }
    }
}
