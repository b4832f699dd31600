package org.cqueues.dns.impl;

import java.util.Map;
import java.util.Optional;
import org.cqueues.dns.Hints;
import org.cqueues.dns.Settings;

/**
 * Worker: what resolvers know, which begins anew when others are to be asked, because they may know other names, such as those of a private network. Who asks keeps what was there when it began: so
 * an answer that comes late is not taken for one of those who are asked now. Changes are guarded by this.
 */
final class Memory {
    private final DnsContext context;
    private final Knowledge first;
    private volatile Era era; // null: nobody has asked yet

    Memory(DnsContext context) {
        this.context = context;
        first = Knowledge.nothing(context);
    }

    /** The time between two changes, with the settings and hints that were seen last: mostly they are the same. */
    private record Era(Settings settings, int hinted, Origin origin, Knowledge knowledge) {}

    /**
     * Where answers come from.
     *
     * @param servers addresses in text, with scopes; empty if others are asked
     * @param local address of our own in text
     * @param hinted as {@link #hinted} tells
     */
    private record Origin(boolean recurse, String servers, Map<?, String> tls, String local, int hinted) {
        static Origin of(Settings settings, int hinted) {
            boolean others = settings.recurse() || hinted >= 0;
            String servers = others ? "" : settings.nameserver().toString();
            return new Origin(
                    settings.recurse(),
                    servers,
                    settings.tls(),
                    settings.local().toString(),
                    hinted);
        }
    }

    /** {@return questions to servers that are under way} */
    Flights flights() {
        return first.flights();
    }

    /** {@return what is known from those who are to be asked} */
    Knowledge under(Settings settings, Optional<Hints> hints) {
        int hinted = hints.isEmpty() ? -1 : hinted(hints.get());
        Era now = era;
        return now != null && now.settings() == settings && now.hinted() == hinted
                ? now.knowledge()
                : begin(settings, hinted);
    }

    /** {@return how often hints have changed} */
    private static int hinted(Hints hints) {
        return hints instanceof ServerHints own ? own.changes() : 0;
    }

    private synchronized Knowledge begin(Settings settings, int hinted) {
        Origin origin = Origin.of(settings, hinted);
        Knowledge knowledge = first;
        if (era != null) {
            knowledge = era.origin().equals(origin)
                    ? era.knowledge()
                    : era.knowledge().anew(context);
        }
        era = new Era(settings, hinted, origin, knowledge);
        return knowledge;
    }
}
