package org.cqueues.dns.impl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.xbill.DNS.Name;

/** Worker: what validation remembers that was proven under the same anchors. The zones are guarded by this. */
final class Proofs {
    static final int LIMIT = 10_000;

    private final TrustAnchors anchors;
    private final AnswerCache answers;
    private final AnswerCache messages;
    private final LongSupplier nanos;
    private final Map<Name, ZoneTrust> zones = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, ZoneTrust> eldest) {
            return size() > LIMIT;
        }
    };

    /**
     * Makes a memory of nothing.
     *
     * @param messages what others may share, because it is no matter whose it is
     */
    Proofs(TrustAnchors anchors, AnswerCache messages, LongSupplier nanos) {
        this.anchors = anchors;
        this.messages = messages;
        this.nanos = nanos;
        answers = new AnswerCache(nanos, AnswerCache.LIMIT);
    }

    TrustAnchors anchors() {
        return anchors;
    }

    /** {@return validated answers to users, with the flag ad where they are secure} */
    AnswerCache answers() {
        return answers;
    }

    /** {@return messages of keys and delegations, each of which is checked whenever it is used} */
    AnswerCache messages() {
        return messages;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** {@return what is known of the zone that a name is in, or one above it} */
    synchronized Optional<ZoneTrust> at(Name name) {
        ZoneTrust trust = zones.get(name);
        if (trust != null && now() - trust.until() >= 0) {
            zones.remove(name);
            return Optional.empty();
        }
        return Optional.ofNullable(trust);
    }

    synchronized void forget(Name name) {
        zones.remove(name);
    }

    synchronized void keep(Name name, ZoneTrust trust) {
        zones.put(name, trust);
    }
}
