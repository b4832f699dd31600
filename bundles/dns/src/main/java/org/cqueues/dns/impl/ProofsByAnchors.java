package org.cqueues.dns.impl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.cqueues.dns.ResourceRecord;

/**
 * Worker: what validation remembers, for each of the last few sets of anchors. So a query that is under way goes on under those that it began with, and adds nothing to what others have
 * proven. The map is guarded by this.
 */
final class ProofsByAnchors {
    /** A configuration has one, and its last one for as long as queries are under way; a pool's resolvers may have several. */
    static final int LIMIT = 4;

    private final AnswerCache messages;
    private final LongSupplier nanos;
    private final Map<List<ResourceRecord>, Proofs> all = new LinkedHashMap<>(LIMIT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<ResourceRecord>, Proofs> eldest) {
            return size() > LIMIT;
        }
    };

    private volatile Last last; // null: none was asked for yet

    /** Those that were asked for last, which most ask for again. */
    private record Last(List<ResourceRecord> anchors, Proofs proofs) {}

    ProofsByAnchors(LongSupplier nanos) {
        this.nanos = nanos;
        messages = new AnswerCache(nanos, AnswerCache.LIMIT);
    }

    /**
     * {@return what was proven under some anchors}
     *
     * @param anchors anchors beside those of the root, or with their own of the root
     */
    Proofs under(List<ResourceRecord> anchors) {
        Last known = last;
        return known != null && known.anchors().equals(anchors) ? known.proofs() : find(anchors);
    }

    private synchronized Proofs find(List<ResourceRecord> anchors) {
        Proofs proofs = all.computeIfAbsent(anchors, own -> new Proofs(TrustAnchors.of(own), messages, nanos));
        last = new Last(anchors, proofs);
        return proofs;
    }
}
