package org.cqueues.dns.impl;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.cqueues.dns.Settings;
import org.cqueues.dns.Settings.Lookup;
import org.cqueues.dns.Settings.Status;

/** The order of lookups in words, such as {@code bind [NOTFOUND=return] file}, both ways. Pure. */
final class LookupWords {
    private LookupWords() {}

    static List<String> of(Settings settings) {
        return of(settings, lookup -> lookup.name().toLowerCase(Locale.ROOT));
    }

    /**
     * {@return the words of an order}
     *
     * @param name word of one
     */
    static List<String> of(Settings settings, Function<Lookup, String> name) {
        List<String> words = new ArrayList<>();
        for (Lookup lookup : settings.lookup()) {
            words.add(name.apply(lookup));
            if (lookup == Lookup.BIND) {
                settings.bindReturns().stream().sorted().forEach(status -> words.add("[" + status + "=return]"));
            }
        }
        return words;
    }

    /** Reads an order; words that are unknown are skipped, and where there is no other, nothing changes. */
    static void read(Settings.Builder after, List<String> words) {
        read(after, words, word -> null);
    }

    /**
     * Reads an order.
     *
     * @param unknown of a word that is unknown, what to throw; null to skip it
     */
    static void read(Settings.Builder after, List<String> words, Function<String, RuntimeException> unknown) {
        List<Lookup> order = new ArrayList<>();
        Set<Status> returns = EnumSet.noneOf(Status.class);
        for (String word : words) {
            Optional<Lookup> lookup = lookup(word);
            boolean isCriterion =
                    !order.isEmpty() && order.get(order.size() - 1) == Lookup.BIND && NsswitchLine.isCriterion(word);
            RuntimeException refused = lookup.isEmpty() && !isCriterion ? unknown.apply(word) : null;
            if (refused != null) {
                throw refused;
            }
            lookup.ifPresent(order::add);
            if (isCriterion) {
                NsswitchLine.criteria(word, returns);
            }
        }
        if (!order.isEmpty()) {
            after.lookup(order).bindReturns(returns);
        }
    }

    /** By the first letter, as the original. */
    private static Optional<Lookup> lookup(String word) {
        return switch (word.isEmpty() ? "" : word.substring(0, 1).toLowerCase(Locale.ROOT)) {
            case "f" -> Optional.of(Lookup.FILE);
            case "b" -> Optional.of(Lookup.BIND);
            case "c" -> Optional.of(Lookup.CACHE);
            default -> Optional.empty();
        };
    }
}
