package org.cqueues.shell.impl;

import java.io.PrintStream;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineException;

/** Runs the loop of a server whose clients fail each for itself. */
final class ClientFailures {
    private ClientFailures() {}

    /**
     * Loops until no coroutine is left. What fails is told in a line.
     *
     * @param acceptor without which there is no server: its failure is thrown
     */
    static void outlive(Controller loop, Coroutine acceptor, PrintStream err) {
        for (CoroutineException failure : loop.errors()) {
            if (failure.coroutine() == acceptor) {
                throw failure;
            }
            err.println("cqueues: a client's " + failure.getMessage());
        }
    }
}
