package org.cqueues.thread;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;
import org.cqueues.thread.impl.ThreadService;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The service that starts threads. Any thread. Closing it closes both ends of their sockets and interrupts those that still run. Guide 3.2.5.
 *
 * <p>In OSGi a {@link ThreadFactory} service with the property {@value #FACTORY} of {@code factory} makes the threads, such as a container's managed one.
 */
@ProviderType
public interface Threads extends AutoCloseable {
    /** Service property of the {@link ThreadFactory} that makes the threads, where there is one; its value is {@code factory}. */
    String FACTORY = "org.cqueues.thread";

    /**
     * {@return threads for programs without a framework}
     *
     * @param kernel the system to call; stays the caller's
     * @param controllers whose coroutines wait; stays the caller's
     * @param sockets makes the pairs; stays the caller's, and is closed after the threads
     */
    static Threads open(Kernel kernel, Controllers controllers, Sockets sockets) {
        return ThreadService.open(kernel, controllers, sockets);
    }

    /**
     * Starts a thread, with one end of a new socket pair. Guide: {@code thread.start}.
     *
     * <p>All signals are blocked in it but those without which the JVM cannot run it. It is a daemon unless a factory makes it otherwise.
     *
     * @param body what it runs
     * @param arguments what the body gets too: the very same objects, so pass what is immutable
     * @return the thread, and the other end of the pair
     * @throws IOException if the system refuses: {@code EMFILE} for the sockets, {@code EAGAIN} for the thread; then nothing is left open
     * @throws IllegalArgumentException if the factory makes no thread
     * @throws IllegalStateException if the service is closed
     */
    ThreadStart start(ThreadBody body, Object... arguments) throws IOException;

    /**
     * Starts a thread that a factory makes.
     *
     * @param factory makes the thread. On a virtual one no signals are blocked, because it has no mask of its own
     * @param body what it runs
     * @param arguments what the body gets too
     * @return the thread, and the other end of the pair
     * @throws IOException as {@link #start(ThreadBody, Object...)}
     * @throws IllegalArgumentException if the factory makes no thread
     * @throws IllegalStateException if the service is closed
     */
    ThreadStart start(ThreadFactory factory, ThreadBody body, Object... arguments) throws IOException;

    /**
     * {@return the thread that the caller runs on, directly or as a coroutine of a controller that it steps; empty if {@link #start} did not start it. Guide:
     * {@code thread.self}}
     */
    Optional<ThreadHandle> self();

    /**
     * {@return {@code "thread"}; empty for any other object}
     *
     * @param object anything
     */
    Optional<String> type(Object object);

    /**
     * Adds or replaces a method of every thread, those that exist and those to come.
     *
     * <p>The name is {@code join} (a timeout, or null for none). A method of a new name is called with {@link #call}.
     *
     * @param name method name
     * @param method what to run from now on
     * @return what ran until now; empty if there was no such method
     */
    Optional<Method<ThreadHandle>> interpose(String name, Method<ThreadHandle> method);

    /**
     * Calls a method by name, also one that was added.
     *
     * @param self thread to call it on
     * @param name method name
     * @param arguments its arguments
     * @return its result
     * @throws IllegalArgumentException if there is no such method
     * @throws Exception what the method throws
     */
    Object call(ThreadHandle self, String name, Object... arguments) throws Exception;

    /** Closes both ends of the threads' socket pairs, also of threads that have ended, and interrupts those that still run; it does not wait for them. Idempotent. */
    @Override
    void close();
}
