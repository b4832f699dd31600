package org.cqueues.dns.impl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cqueues.dns.Settings.Lookup;

/**
 * The line {@code hosts} of nsswitch.conf: value. A source that has no counterpart here, such as mdns or myhostname, counts as one that is not available: so the next one is asked, whatever
 * criteria follow it but {@code [UNAVAIL=return]}, which nobody writes.
 *
 * @param order where to look names up
 * @param sources words that are shown: the sources that are known, and the criteria after them
 * @see <a href="https://man7.org/linux/man-pages/man5/nsswitch.conf.5.html">nsswitch.conf(5)</a>
 */
record NsswitchLine(List<Lookup> order, List<String> sources) {
    private static final Pattern WORD = Pattern.compile("\\[[^\\]]*\\]|[^\\s\\[]+");
    private static final Pattern CRITERION = Pattern.compile("(!?)\\s*(\\w+)\\s*=\\s*(\\w+)");

    /** {@return what a line says, without {@code hosts:} and comments} */
    static NsswitchLine of(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return of(words, words.contains("dns"));
    }

    private static NsswitchLine of(List<String> words, boolean hasDns) {
        List<Lookup> order = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        Optional<Lookup> last = Optional.empty();
        boolean isShown = false;
        boolean isOver = false;
        for (String word : words) {
            boolean isCriterion = word.startsWith("[");
            if (!isCriterion) {
                last = lookup(word, hasDns);
                isShown = last.isPresent() || word.equals("mdns");
                last.filter(known -> !order.contains(known)).ifPresent(isOver ? known -> {} : order::add);
            } else if (last.equals(Optional.of(Lookup.FILE))) {
                isOver |= endsAtNothing(word);
            }
            if (isShown) {
                sources.add(word);
            }
        }
        return new NsswitchLine(List.copyOf(order), List.copyOf(sources));
    }

    /** The source {@code resolve} asks systemd-resolved, which asks servers: so it stands for {@code dns} where that is not there. */
    private static Optional<Lookup> lookup(String word, boolean hasDns) {
        return switch (word) {
            case "files" -> Optional.of(Lookup.FILE);
            case "dns" -> Optional.of(Lookup.BIND);
            case "resolve" -> hasDns ? Optional.empty() : Optional.of(Lookup.BIND);
            default -> Optional.empty();
        };
    }

    /** {@return whether nobody else is asked where a source has nothing} */
    private static boolean endsAtNothing(String criteria) {
        boolean ends = false;
        Matcher matcher = CRITERION.matcher(criteria.toUpperCase(Locale.ROOT));
        while (matcher.find()) {
            boolean isNothing =
                    matcher.group(2).equals("NOTFOUND") != matcher.group(1).equals("!");
            ends = isNothing ? matcher.group(3).equals("RETURN") : ends;
        }
        return ends;
    }
}
