package org.cqueues.kernel.impl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.PollerProvider;

/**
 * Picks the readiness queue: value.
 *
 * @param provider the one picked
 * @param choice what it was picked over, and why
 */
record Backends(PollerProvider provider, Choice choice) {
    /** What to expect on a system, and the fragment that has it. */
    private static final Map<String, Map.Entry<String, String>> EXPECTED =
            Map.of("Linux", Map.entry("epoll", "org.cqueues.kernel.linux-epoll"));

    /**
     * {@return the providers of the host and of its attached fragments. A fragment shares the host's class loader, hence the two-argument form: the
     * thread's context class loader sees neither}
     *
     * @param broken receives the message of each provider that cannot be made
     */
    static List<PollerProvider> attached(Map<String, String> broken) {
        List<PollerProvider> providers = new ArrayList<>(List.of(new PollProvider()));
        Iterator<PollerProvider> found = ServiceLoader.load(PollerProvider.class, Backends.class.getClassLoader())
                .iterator();
        boolean more = true;
        while (more) {
            try {
                more = found.hasNext();
                if (more) {
                    providers.add(found.next());
                }
            } catch (ServiceConfigurationError | LinkageError error) {
                broken.put("a provider", String.valueOf(error.getMessage()));
            }
        }
        return providers;
    }

    /**
     * {@return the supported provider of the highest rank, or the one that is asked for}
     *
     * @param asked a backend's name, or null for the best
     * @param os value of {@code os.name}
     * @param providers those to choose from
     * @param broken reasons that are known already
     * @throws IllegalStateException if none is supported, or the one asked for is not
     */
    static Backends select(String asked, String os, List<PollerProvider> providers, Map<String, String> broken) {
        Map<String, String> reasons = new LinkedHashMap<>(broken);
        explainMissing(os, providers, reasons);
        List<PollerProvider> supported = new ArrayList<>();
        providers.stream()
                .sorted(Comparator.comparingInt(PollerProvider::rank).reversed())
                .forEach(provider -> unavailableReason(provider)
                        .ifPresentOrElse(why -> reasons.put(provider.name(), why), () -> supported.add(provider)));
        return asked == null ? best(supported, reasons) : named(asked, supported, reasons);
    }

    private static void explainMissing(String os, List<PollerProvider> providers, Map<String, String> reasons) {
        Map.Entry<String, String> expected = EXPECTED.get(os);
        if (expected != null
                && providers.stream().noneMatch(provider -> provider.name().equals(expected.getKey()))) {
            reasons.put(
                    expected.getKey(),
                    "no provider attached: the fragment " + expected.getValue()
                            + " is not installed, or not on the class path");
        }
    }

    /** A provider that fails to tell is one that does not work. */
    private static Optional<String> unavailableReason(PollerProvider provider) {
        try {
            return provider.unavailableReason();
        } catch (RuntimeException | LinkageError broken) {
            return Optional.of(broken.toString());
        }
    }

    private static Backends best(List<PollerProvider> supported, Map<String, String> reasons) {
        if (supported.isEmpty()) {
            throw new IllegalStateException("no backend works here: " + reasons);
        }
        PollerProvider best = supported.get(0);
        Map<String, String> rejected = new LinkedHashMap<>();
        supported.stream().skip(1).forEach(other -> rejected.put(other.name(), "it works, but its rank is lower"));
        rejected.putAll(reasons);
        return new Backends(best, new Choice(best.name(), "the highest rank of those that work", rejected));
    }

    private static Backends named(String asked, List<PollerProvider> supported, Map<String, String> reasons) {
        Map<String, String> rejected = new LinkedHashMap<>();
        PollerProvider found = null;
        for (PollerProvider provider : supported) {
            if (provider.name().equals(asked)) {
                found = provider;
            } else {
                rejected.put(provider.name(), "it works, but is not asked for");
            }
        }
        rejected.putAll(reasons);
        if (found == null) {
            String why = reasons.getOrDefault(asked, "no such backend");
            throw new IllegalStateException(
                    Kernel.BACKEND_SETTING + "=" + asked + ": " + why + "; there are " + rejected);
        }
        return new Backends(found, new Choice(asked, Kernel.BACKEND_SETTING + " asks for it", rejected));
    }
}
