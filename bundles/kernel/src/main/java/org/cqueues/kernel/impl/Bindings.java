package org.cqueues.kernel.impl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Kernel;

/**
 * Picks the binding: value. {@code java.lang.foreign} is taken where native access is allowed, because it is the faster one; else JNA, which works
 * from Java 17 on; else {@code java.lang.foreign} after all, at the price of the JVM's warning.
 *
 * @param binding the one picked
 * @param choice what it was picked over, and why
 */
record Bindings(Binding binding, Choice choice) {
    /**
     * {@return the best binding, or the one that is asked for}
     *
     * @param asked a binding's name, or null for the best
     * @throws IllegalStateException if it does not work here, or there is none of that name
     */
    static Bindings select(String asked) {
        if (asked == null) {
            return best();
        }
        Map<String, String> rejected = new LinkedHashMap<>();
        Binding binding =
                switch (asked) {
                    case Binding.FOREIGN -> attempt(asked, ForeignBinding::new, rejected);
                    case Binding.JNA -> attempt(asked, JnaBinding::new, rejected);
                    default ->
                        throw new IllegalStateException(
                                Kernel.BINDING_SETTING + "=" + asked + ": no such binding; there are foreign and jna");
                };
        if (binding == null) {
            throw new IllegalStateException(Kernel.BINDING_SETTING + "=" + asked + ": " + rejected.get(asked));
        }
        String other = asked.equals(Binding.JNA) ? Binding.FOREIGN : Binding.JNA;
        String reason = Kernel.BINDING_SETTING + " asks for it";
        return new Bindings(binding, new Choice(asked, reason, Map.of(other, "not asked for")));
    }

    private static Bindings best() {
        Map<String, String> rejected = new LinkedHashMap<>();
        if (!ForeignBinding.isPresent() || ForeignBinding.isAllowed()) {
            Binding foreign = attempt(Binding.FOREIGN, ForeignBinding::new, rejected);
            if (foreign != null) {
                String lower = "foreign is preferred; not tried";
                return new Bindings(
                        foreign, new Choice(Binding.FOREIGN, "native access is allowed", Map.of(Binding.JNA, lower)));
            }
        } else {
            rejected.put(Binding.FOREIGN, "native access is not allowed; --enable-native-access=ALL-UNNAMED does");
        }
        Binding jna = attempt(Binding.JNA, JnaBinding::new, rejected);
        return jna != null ? new Bindings(jna, new Choice(Binding.JNA, "it works", rejected)) : last(rejected);
    }

    private static Bindings last(Map<String, String> rejected) {
        Binding foreign = ForeignBinding.isPresent() ? attempt(Binding.FOREIGN, ForeignBinding::new, rejected) : null;
        if (foreign == null) {
            throw new IllegalStateException("no native binding works here: " + rejected);
        }
        rejected.remove(Binding.FOREIGN);
        return new Bindings(foreign, new Choice(Binding.FOREIGN, "native access is not allowed, but works", rejected));
    }

    /** A library that is missing or does not load is a reason for the other binding, not a crash. */
    private static Binding attempt(String name, Supplier<Binding> binding, Map<String, String> rejected) {
        try {
            return binding.get();
        } catch (LinkageError | RuntimeException broken) {
            rejected.put(name, reason(broken));
            return null;
        }
    }

    private static String reason(Throwable broken) {
        Throwable cause =
                broken instanceof ExceptionInInitializerError && broken.getCause() != null ? broken.getCause() : broken;
        String message = cause.getMessage();
        if (message == null) {
            return cause.toString();
        }
        return cause instanceof NoClassDefFoundError && message.startsWith("com/sun/jna/")
                ? "com.sun.jna is missing"
                : message;
    }
}
