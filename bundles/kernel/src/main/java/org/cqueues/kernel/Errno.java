package org.cqueues.kernel;

import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A platform's error numbers and names, both ways. Immutable. Guide 3.2.3. */
@ProviderType
public interface Errno {
    /**
     * {@return the number of an error}
     *
     * @param name macro name, such as {@code EAGAIN}; aliases such as {@code EWOULDBLOCK} are known too
     * @throws IllegalArgumentException if the platform has no such name
     */
    int code(String name);

    /**
     * {@return the macro name of an error, the canonical one where there are aliases; empty if the platform does not know the number}
     *
     * @param code error number
     */
    Optional<String> name(int code);

    /**
     * {@return the system's text for an error; {@code Unknown error N} where it has none}
     *
     * @param code error number
     * @see <a href="https://man7.org/linux/man-pages/man3/strerror.3.html">strerror(3)</a>
     */
    String strerror(int code);

    /** {@return every name, aliases included, with its number, in ascending order of numbers; unmodifiable} */
    Map<String, Integer> codes();
}
