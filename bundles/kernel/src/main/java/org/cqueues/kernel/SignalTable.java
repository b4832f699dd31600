package org.cqueues.kernel;

import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A platform's signals and their names, both ways, and which of them are not for programs in a JVM. Immutable. Guide 3.2.4, {@code signal[]}. */
@ProviderType
public interface SignalTable {
    /**
     * {@return the number of a signal}
     *
     * @param name such as {@code SIGHUP}, with or without {@code SIG}; also {@code SIGRTMIN+1}, {@code SIGRTMAX-1} or a number; case does not matter
     * @throws IllegalArgumentException if the platform has no such signal
     */
    int number(String name);

    /**
     * {@return the name of a signal, the canonical one where there are aliases, such as {@code SIGHUP} or {@code SIGRTMIN+1}; empty if there is none}
     *
     * @param number number of a signal
     */
    Optional<String> name(int number);

    /** {@return every name, aliases included, with its number, in ascending order of numbers; unmodifiable} */
    Map<String, Integer> numbers();

    /**
     * {@return why a signal is not for programs: because the JVM, the C library or the system needs it; a clause without a full stop. Empty if it is}
     *
     * @param number number of a signal
     */
    Optional<String> reservation(int number);

    /** {@return the signals that no thread of a JVM may block, as a set in which bit 0 is signal 1} */
    long neverBlocked();
}
