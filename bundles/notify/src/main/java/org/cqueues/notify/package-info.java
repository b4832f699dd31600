/**
 * Changes of files: watching directories, by name, whole, or with all that is below them. Guide 3.2.6.
 *
 * <p>A {@link org.cqueues.notify.Notifier} is {@link org.cqueues.controller.Pollable}, so it stands in a {@code poll} beside sockets and timeouts. It tells
 * that a file changed, and what kind of change it was; who wants to know what is in it reads it.
 *
 * <p><b>Threads.</b> Everything may be called from any thread. What waits suspends a coroutine and blocks any other thread.
 */
@Export
@Version("0.1.0")
package org.cqueues.notify;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
