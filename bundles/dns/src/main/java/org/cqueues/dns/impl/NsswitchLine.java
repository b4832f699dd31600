package org.cqueues.dns.impl;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cqueues.dns.Settings;
import org.cqueues.dns.Settings.Lookup;
import org.cqueues.dns.Settings.Status;

/**
 * The line {@code hosts} of nsswitch.conf: value. A source that has no counterpart here, such as mdns or myhostname, counts as one that is not available: so the next one is asked, whatever
 * criteria follow it but {@code [UNAVAIL=return]}, which nobody writes. What has been found is always the end, as it is by default.
 *
 * @param order where to look names up
 * @param bindReturns what may come of asking servers after which nothing is looked up elsewhere; empty where nothing is left
 * @param sources words that are shown: the sources that are known, and the criteria after them
 * @see <a href="https://man7.org/linux/man-pages/man5/nsswitch.conf.5.html">nsswitch.conf(5)</a>
 */
record NsswitchLine(List<Lookup> order, Set<Status> bindReturns, List<String> sources) {
    private static final int STATUSES = Status.values().length;
    private static final Pattern WORD = Pattern.compile("\\[[^\\]]*\\]|[^\\s\\[]+");
    private static final Pattern CRITERION = Pattern.compile("(!?)\\s*(\\w+)\\s*=\\s*(\\w+)");

    /** {@return what a line says, without {@code hosts:} and comments} */
    static NsswitchLine of(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        Draft draft = new Draft(words.contains("dns"));
        words.forEach(draft::add);
        return draft.done();
    }

    Settings applied(Settings before) {
        return before.with().lookup(order).bindReturns(bindReturns).build();
    }

    static boolean isCriterion(String word) {
        return word.startsWith("[");
    }

    /** Applies criteria to what a source returns after. */
    static void criteria(String word, Set<Status> returns) {
        Matcher matcher = CRITERION.matcher(word.toUpperCase(Locale.ROOT));
        while (matcher.find()) {
            for (Status status : Status.values()) {
                boolean isMeant = status.name().equals(matcher.group(2))
                        != matcher.group(1).equals("!");
                if (isMeant && matcher.group(3).equals("RETURN")) {
                    returns.add(status);
                } else if (isMeant) {
                    returns.remove(status);
                }
            }
        }
    }

    /** Worker of one thread: a line in the making. */
    private static final class Draft {
        private final boolean hasDns;
        private final List<Lookup> order = new ArrayList<>();
        private final List<String> sources = new ArrayList<>();
        private final Set<Status> bindReturns = EnumSet.noneOf(Status.class);
        private Set<Status> returns = EnumSet.noneOf(Status.class); // of the source before
        private Optional<Lookup> last = Optional.empty();
        private boolean isShown;
        private boolean isOver;

        Draft(boolean hasDns) {
            this.hasDns = hasDns;
        }

        void add(String word) {
            if (isCriterion(word)) {
                criteria(word, returns);
            } else {
                isOver |= isEnd();
                source(lookup(word));
                isShown = lookup(word).isPresent() || word.equals("mdns");
            }
            if (isShown) {
                sources.add(word);
            }
        }

        /** {@return whether nobody is asked after the source before, if that has not what is asked for. Files have it or not} */
        private boolean isEnd() {
            boolean isFile = last.equals(Optional.of(Lookup.FILE));
            return isFile ? returns.contains(Status.NOTFOUND) : last.isPresent() && returns.size() == STATUSES;
        }

        private void source(Optional<Lookup> lookup) {
            last = lookup.filter(known -> !isOver && !order.contains(known));
            last.ifPresent(order::add);
            returns = last.equals(Optional.of(Lookup.BIND)) ? bindReturns : EnumSet.noneOf(Status.class);
        }

        /** The source {@code resolve} asks systemd-resolved, which asks servers: so it stands for {@code dns} where that is not there. */
        private Optional<Lookup> lookup(String word) {
            return switch (word) {
                case "files" -> Optional.of(Lookup.FILE);
                case "dns" -> Optional.of(Lookup.BIND);
                case "resolve" -> hasDns ? Optional.empty() : Optional.of(Lookup.BIND);
                default -> Optional.empty();
            };
        }

        NsswitchLine done() {
            boolean isLast = order.indexOf(Lookup.BIND) == order.size() - 1;
            return new NsswitchLine(
                    List.copyOf(order), isLast ? Set.of() : Set.copyOf(bindReturns), List.copyOf(sources));
        }
    }
}
