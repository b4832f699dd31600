package org.cqueues.dns.impl;

/**
 * Worker: what one query of a user may cost, whatever the servers say. Of one query, in one coroutine. The limits are those of unbound, which has them after
 * attacks such as CVE-2020-12662 (NXNSAttack).
 */
final class Budget {
    /** Most packets to servers, those over TCP after a truncated answer not counted twice. */
    static final int QUERIES = 200;

    /** Most names of servers whose addresses are looked up. */
    static final int TARGETS = 64;

    /** Most referrals. */
    static final int REFERRALS = 130;

    /** Most lookups of keys and delegations that no memory has. A name in ip6.arpa has 34 labels. */
    static final int PROOFS = 128;

    /** Most checks of signatures and digests, which take the time of others. */
    static final int SIGNATURES = 512;

    /** Most answers that were disproven after which others are asked. */
    static final int DOUBTS = 16;

    private int queries;
    private int targets;
    private int referrals;
    private int proofs;
    private int signatures;
    private int doubts;

    void query() throws UnfinishedException {
        queries = require(queries, QUERIES, "queries to servers");
    }

    void target() throws UnfinishedException {
        targets = require(targets, TARGETS, "names of servers");
    }

    void referral() throws UnfinishedException {
        referrals = require(referrals, REFERRALS, "referrals");
    }

    void proof() throws UnfinishedException {
        proofs = require(proofs, PROOFS, "lookups of keys and delegations");
    }

    void signature() throws UnfinishedException {
        signatures = require(signatures, SIGNATURES, "checks of signatures");
    }

    void doubt() throws UnfinishedException {
        doubts = require(doubts, DOUBTS, "answers that are disproven");
    }

    /** {@return whether nothing is spent yet} */
    boolean isUntouched() {
        return queries + targets + referrals + proofs + signatures == 0;
    }

    private static int require(int before, int most, String what) throws UnfinishedException {
        if (before >= most) {
            throw new UnfinishedException("more than " + most + " " + what, true);
        }
        return before + 1;
    }
}
