package org.cqueues.controller;

/** A coroutine ended by throwing. Its controller stays usable, and the coroutines that were to run after it will run in the next step. */
public class CoroutineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Coroutine coroutine;

    /**
     * Reports a failure.
     *
     * @param coroutine the one that ended
     * @param cause what it threw
     */
    public CoroutineException(Coroutine coroutine, Throwable cause) {
        super(
                "coroutine " + (coroutine.name().isEmpty() ? "" : coroutine.name() + " ") + "failed: " + cause,
                cause,
                false,
                false);
        this.coroutine = coroutine;
    }

    /** {@return the coroutine that ended} */
    public Coroutine coroutine() {
        return coroutine;
    }
}
