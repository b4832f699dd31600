/**
 * Signals of the system: taking them in a coroutine, blocking them, sending them. Guide 3.2.4.
 *
 * <p>A {@link org.cqueues.signal.SignalListener} is {@link org.cqueues.controller.Pollable}, so it stands in a {@code poll} beside sockets and timeouts. Nothing
 * is changed in the process before somebody listens, and what was changed is put back when nobody does any more.
 *
 * <p><b>Threads.</b> Everything may be called from any thread. What waits suspends a coroutine and blocks any other thread.
 */
@Export
@Version("0.1.0")
package org.cqueues.signal;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
