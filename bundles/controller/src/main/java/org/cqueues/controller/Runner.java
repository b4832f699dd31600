package org.cqueues.controller;

import org.osgi.annotation.versioning.ProviderType;

/** A controller with a thread of its own, for as long as a component lives. Goes on while the controller is empty. Any thread. */
@ProviderType
public interface Runner extends AutoCloseable {
    /** {@return the controller, to {@code wrap} more coroutines} */
    Controller controller();

    /**
     * Closes the controller, which unwinds its coroutines on its thread, and waits for the thread's end. Idempotent.
     *
     * @throws IllegalStateException if called by a coroutine of the controller
     */
    @Override
    void close();
}
