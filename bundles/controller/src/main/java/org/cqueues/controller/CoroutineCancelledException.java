package org.cqueues.controller;

import java.util.concurrent.CancellationException;

/** Thrown by a wait in a coroutine that was cancelled or whose controller is closing. Let it pass: it unwinds the coroutine. */
public class CoroutineCancelledException extends CancellationException {
    private static final long serialVersionUID = 1L;

    /**
     * Gives the reason.
     *
     * @param message why the coroutine is unwinding
     */
    public CoroutineCancelledException(String message) {
        super(message);
    }
}
