/**
 * Controllers, which run coroutines and wait in one place for anything that can be polled. Guide 3.1.1 and 3.2.1.
 *
 * <p>A coroutine is a thread that only its controller may run: in it locks, thread locals, stack traces and exceptions keep their meaning, and
 * no two coroutines of one controller ever run at the same time. A controller is run by whatever thread calls {@code step} or {@code loop}, one
 * at a time; there is no thread, selector or other state behind it.
 *
 * <p><b>Threads.</b> {@code wrap}, {@code attach}, {@code alert}, {@code cancel}, {@code close} and everything of a
 * {@link org.cqueues.controller.WaitQueue} may be called from any thread. What suspends ({@code poll}, {@code sleep}, {@code join}) is for
 * coroutines; outside one it blocks the calling thread with a private controller of its own.
 */
@Export
@Version("0.1.0")
package org.cqueues.controller;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
