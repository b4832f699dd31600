package org.cqueues.signal;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Kernel;
import org.cqueues.signal.impl.SignalService;
import org.osgi.annotation.versioning.ProviderType;

/** The service for signals. Any thread. Closing it closes the listeners it made, and puts back what {@link #discard} replaced. Guide 3.2.4. */
@ProviderType
public interface Signals extends AutoCloseable {
    /**
     * {@return signals for programs without a framework}
     *
     * @param kernel the system to call; stays the caller's
     * @param controllers whose coroutines wait; stays the caller's, and is closed after the signals
     */
    static Signals open(Kernel kernel, Controllers controllers) {
        return SignalService.open(kernel, controllers);
    }

    /** {@return every name with its number, such as {@code SIGHUP}, aliases included; unmodifiable. Guide: {@code signal[]}} */
    Map<String, Integer> numbers();

    /**
     * {@return the number of a signal. Guide: {@code signal[]}}
     *
     * @param name such as {@code SIGHUP}, with or without {@code SIG}; also {@code SIGRTMIN+1}, {@code SIGRTMAX-1} or a number
     * @throws IllegalArgumentException if there is none of this name
     */
    int number(String name);

    /**
     * {@return the name of a signal, such as {@code SIGHUP} or {@code SIGRTMIN+1}; empty if there is none}
     *
     * @param signal number
     */
    Optional<String> name(int signal);

    /**
     * {@return the system's text for a signal. Guide: {@code signal.strsignal}}
     *
     * @param signal number
     * @see <a href="https://man7.org/linux/man-pages/man3/strsignal.3.html">strsignal(3)</a>
     */
    String strsignal(int signal);

    /**
     * Has the process ignore signals. Guide: {@code signal.ignore}.
     *
     * @param signals numbers
     * @throws IllegalArgumentException if one is no signal, or is needed by the JVM, with the reason; then none is changed. {@code SIGCHLD} is one of them,
     *     because the JDK could not learn how its children ended
     * @throws IllegalStateException if one has listeners that the JVM's handler feeds
     * @throws IOException if the system refuses
     */
    void ignore(int... signals) throws IOException;

    /**
     * Gives signals back to the system, which ends the process at most of them. Guide: {@code signal.default}.
     *
     * @param signals numbers
     * @throws IllegalArgumentException if one is no signal, or is needed by the JVM, with the reason; then none is changed
     * @throws IllegalStateException if one has listeners that the JVM's handler feeds
     * @throws IOException if the system refuses
     */
    void setDefault(int... signals) throws IOException;

    /**
     * Has the process take signals and do nothing, so that they interrupt system calls. Guide: {@code signal.discard}.
     *
     * @param signals numbers
     * @throws IllegalArgumentException if one is no signal, is needed by the JVM, or is unknown to it, with the reason; then none is changed
     * @throws IllegalStateException if one has listeners that the JVM's handler feeds
     */
    void discard(int... signals);

    /**
     * Blocks signals in the calling thread. In a coroutine on a virtual thread that is the thread that steps. Guide: {@code signal.block}.
     *
     * @param signals numbers
     * @throws IllegalArgumentException if one is no signal, or the JVM needs it in each thread, with the reason; then none is blocked
     * @throws IOException if the system refuses
     */
    void block(int... signals) throws IOException;

    /**
     * Unblocks signals in the calling thread. Guide: {@code signal.unblock}.
     *
     * @param signals numbers
     * @throws IllegalArgumentException if one is no signal; then none is unblocked
     * @throws IOException if the system refuses
     */
    void unblock(int... signals) throws IOException;

    /**
     * {@return the signals that are blocked in the calling thread, ascending}
     *
     * @throws IOException if the system refuses
     */
    Set<Integer> blocked() throws IOException;

    /**
     * Sends signals to this process. One that is neither handled nor blocked may end it. Guide: {@code signal.raise}.
     *
     * @param signals numbers
     * @throws IllegalArgumentException if one is no signal, or the JVM would take it for a fault of its own; then none is sent
     * @throws IOException if the system refuses
     * @see <a href="https://man7.org/linux/man-pages/man2/kill.2.html">kill(2)</a>
     */
    void raise(int... signals) throws IOException;

    /**
     * Makes a listener. Guide: {@code signal.listen}.
     *
     * @param signals numbers; at least one
     * @return a new listener, which takes what is sent from now on; and, by {@code signalfd}, what is pending
     * @throws IllegalArgumentException if one is no signal, or is needed by the JVM, with the reason
     * @throws UnsupportedOperationException if there is no way to take one, such as a real-time signal that is not blocked in every thread, with the reason
     * @throws IOException if the system refuses, such as {@code EMFILE}
     * @throws IllegalStateException if the service is closed
     */
    SignalListener listen(int... signals) throws IOException;

    /**
     * {@return how a listener would take a signal now, {@code signalfd}, {@code handler} or {@code none}, and why in no other way}
     *
     * @param signal number
     * @throws IllegalArgumentException if it is no signal
     * @throws IOException if the system does not tell what is blocked now, for want of descriptors for example
     */
    Choice features(int signal) throws IOException;

    /**
     * {@return {@code "signal listener"} or {@code "closed signal listener"}; empty for any other object}
     *
     * @param object anything
     */
    Optional<String> type(Object object);

    /**
     * Adds or replaces a method of every listener, those that exist and those to come. Guide: {@code signal.interpose}.
     *
     * <p>The names are {@code await} (a timeout, or null for none; gives an {@code OptionalInt}), {@code settimeout} and {@code close}. A method of a new name is
     * called with {@link #call}.
     *
     * @param name method name
     * @param method what to run from now on
     * @return what ran until now; empty if there was no such method
     */
    Optional<Method<SignalListener>> interpose(String name, Method<SignalListener> method);

    /**
     * Calls a method by name, also one that was added.
     *
     * @param self listener to call it on
     * @param name method name
     * @param arguments its arguments
     * @return its result
     * @throws IllegalArgumentException if there is no such method
     * @throws Exception what the method throws
     */
    Object call(SignalListener self, String name, Object... arguments) throws Exception;

    /** Closes every listener that was made here, and puts back the handlers that {@link #discard} replaced. Idempotent. */
    @Override
    void close();
}
