package org.cqueues.dns.impl;

import org.cqueues.kernel.Kernel;

/**
 * What resolvers remember and may share.
 *
 * @param cache of answers
 * @param health of servers
 */
record Knowledge(AnswerCache cache, ServerHealth health) {
    static Knowledge nothing(Kernel kernel) {
        return new Knowledge(
                new AnswerCache(kernel::monotonicNanos, AnswerCache.LIMIT), new ServerHealth(kernel::monotonicNanos));
    }
}
