package org.cqueues.controller;

import org.osgi.annotation.versioning.ConsumerType;

/** What a coroutine does. */
@FunctionalInterface
@ConsumerType
public interface Body {
    /**
     * Runs in the coroutine.
     *
     * @throws Exception ends the coroutine; its controller reports it and goes on with the others
     */
    void run() throws Exception;
}
