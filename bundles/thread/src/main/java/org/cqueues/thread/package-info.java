/**
 * Threads that talk over a socket pair. Guide 3.2.5.
 *
 * <p>A coroutine that computes, or calls what blocks, keeps its controller from all others. A thread of its own does not; it is waited for as anything else
 * is: a {@link org.cqueues.thread.ThreadHandle} is {@link org.cqueues.controller.Pollable}, and the socket carries lines both ways.
 *
 * <p><b>Threads.</b> Everything may be called from any thread. What waits suspends a coroutine and blocks any other thread.
 */
@Export
@Version("0.1.0")
package org.cqueues.thread;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
