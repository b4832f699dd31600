package org.cqueues.dns.impl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.xbill.DNS.Name;

/** Worker: zone cuts for as long as they hold. At its limit the least recently used goes first. All guarded by this. */
final class ZoneCuts {
    static final int LIMIT = 10_000;
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanos;
    private final Map<Name, Delegation> cuts;

    ZoneCuts(LongSupplier nanos, int limit) {
        this.nanos = nanos;
        cuts = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Name, Delegation> eldest) {
                return size() > limit;
            }
        };
    }

    /** {@return the closest cut at a name or above it that is known} */
    synchronized Optional<Delegation> closest(Name name) {
        for (int labels = 0; labels < name.labels(); labels++) {
            Optional<Delegation> cut = at(new Name(name, labels));
            if (cut.isPresent()) {
                return cut;
            }
        }
        return Optional.empty();
    }

    /** {@return the cut of a zone} */
    synchronized Optional<Delegation> at(Name zone) {
        Delegation cut = cuts.get(zone);
        if (cut != null && (nanos.getAsLong() - cut.since()) / SECOND >= cut.seconds()) {
            cuts.remove(zone);
            return Optional.empty();
        }
        return Optional.ofNullable(cut);
    }

    synchronized void keep(Delegation cut) {
        if (cut.seconds() > 0) {
            cuts.put(cut.zone(), cut);
        }
    }

    /** Forgets a cut that has led nowhere, unless it has been replaced meanwhile. */
    synchronized void forget(Delegation cut) {
        cuts.remove(cut.zone(), cut);
    }

    synchronized int size() {
        return cuts.size();
    }
}
