package org.cqueues.kernel.impl;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.cqueues.kernel.Choice;

/**
 * What a fragment adds to the kernel, for what not every system has: value.
 *
 * @param provider the first that works here; empty if none does
 * @param choice what it was taken over, and why
 * @param purpose what for, such as {@code directories are watched}
 */
record Attached<P>(Optional<P> provider, Choice choice, String purpose) {
    /** Name of the choice where nothing works. */
    static final String NONE = "none";

    /** {@return the first provider that works. As with {@link Backends}, a fragment shares the host's class loader} */
    static <P> Attached<P> find(
            Class<P> type, Function<P, String> name, Function<P, Optional<String>> unavailable, String purpose) {
        Map<String, String> rejected = new LinkedHashMap<>();
        Iterator<P> found =
                ServiceLoader.load(type, Attached.class.getClassLoader()).iterator();
        boolean more = true;
        while (more) {
            try {
                more = found.hasNext();
                P provider = more ? found.next() : null;
                Optional<String> reason = more ? unavailable.apply(provider) : Optional.empty();
                if (more && reason.isEmpty()) {
                    Choice choice = new Choice(name.apply(provider), "it works", rejected);
                    return new Attached<>(Optional.of(provider), choice, purpose);
                }
                reason.ifPresent(why -> rejected.put(name.apply(provider), why));
            } catch (ServiceConfigurationError | LinkageError broken) {
                rejected.put("a provider", String.valueOf(broken.getMessage()));
            }
        }
        return new Attached<>(
                Optional.empty(), new Choice(NONE, "no provider works here", explained(rejected)), purpose);
    }

    private static Map<String, String> explained(Map<String, String> rejected) {
        return rejected.isEmpty()
                ? Map.of("any", "the fragment of this system is not installed, or not on the class path")
                : rejected;
    }

    /**
     * {@return the provider}
     *
     * @throws UnsupportedOperationException if there is none, with the reasons
     */
    P require() {
        return provider.orElseThrow(
                () -> new UnsupportedOperationException("there is no way here in which " + purpose + ": " + choice));
    }
}
