package org.cqueues.shell.impl;

import java.io.PrintStream;
import java.util.Set;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineException;

/** Runs the loop of a server whose clients fail each for itself. */
final class ClientFailures {
    private ClientFailures() {}

    /**
     * Loops until no coroutine is left. What fails is told in a line.
     *
     * @param essential those without which there is no server: their failure is thrown
     */
    static void outlive(Controller loop, Set<Coroutine> essential, PrintStream err) {
        for (CoroutineException failure : loop.errors()) {
            if (essential.contains(failure.coroutine())) {
                throw failure;
            }
            err.println("cqueues: a client's " + failure.getMessage());
        }
    }
}
