package org.cqueues.dns.impl;

import java.util.function.LongSupplier;
import org.cqueues.dns.Settings;

/**
 * What resolvers remember and may share, as long as {@link Memory} says.
 *
 * @param cache of answers to users
 * @param health of servers
 * @param flights questions to servers that are under way
 * @param cuts zone cuts that recursion has found
 * @param steps what recursion was told on its way, such as addresses of servers; nothing of it is an answer to users
 * @param proofs what validation remembers
 */
record Knowledge(
        AnswerCache cache,
        ServerHealth health,
        Flights flights,
        ZoneCuts cuts,
        AnswerCache steps,
        ProofsByAnchors proofs) {
    static Knowledge nothing(DnsContext context) {
        LongSupplier clock = context.outside().nanos();
        return new Knowledge(
                new AnswerCache(clock, AnswerCache.LIMIT),
                new ServerHealth(clock),
                new Flights(context.controllers()),
                new ZoneCuts(clock, ZoneCuts.LIMIT),
                new AnswerCache(clock, AnswerCache.LIMIT),
                new ProofsByAnchors(clock));
    }

    /** {@return nothing but what does not depend on who is asked} */
    Knowledge anew(DnsContext context) {
        Knowledge nothing = nothing(context);
        return new Knowledge(nothing.cache, health, flights, nothing.cuts, nothing.steps, nothing.proofs);
    }

    /** {@return answers as they are told to users} */
    AnswerCache answers(Settings settings) {
        return settings.dnssec() ? proofs.under(settings.anchors()).answers() : cache;
    }
}
