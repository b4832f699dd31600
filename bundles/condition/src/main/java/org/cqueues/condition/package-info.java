/**
 * Condition variables and promises: waiting for what other coroutines or threads do. Guide 3.2.13.
 *
 * <p>Both are {@link org.cqueues.controller.Pollable}, so they stand in a {@code poll} beside sockets and timeouts. Mutexes, semaphores and
 * monitors are a few lines on top of a condition.
 *
 * <p><b>Threads.</b> Everything may be called from any thread. What waits suspends a coroutine and blocks any other thread.
 */
@Export
@Version("0.1.0")
package org.cqueues.condition;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
