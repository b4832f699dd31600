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

    /** Most of those that prove nothing, of which good zones have few (CVE-2023-50387, KeyTrap). */
    static final int FAILURES = 64;

    /** Most runs of SHA-1 for NSEC3: the hash of a name takes one, and one for each iteration (CVE-2023-50868). */
    static final int HASH_RUNS = 16_384;

    private static final int CHECK_RUNS = 1_000; // what a check takes, in runs of SHA-1, roughly
    private static final int TURN_RUNS = 4_000; // about a millisecond

    /** Most answers that were disproven after which others are asked. */
    static final int DOUBTS = 16;

    private int queries;
    private int targets;
    private int referrals;
    private int proofs;
    private int signatures;
    private int doubts;
    private int failures;
    private int hashRuns;
    private boolean needsMoreRuns;
    private int runs; // since others had a turn
    private final Runnable others;

    Budget() {
        this(() -> {});
    }

    /**
     * Makes a budget of which nothing is spent.
     *
     * @param others lets other coroutines run, between pieces of work that takes long
     */
    Budget(Runnable others) {
        this.others = others;
    }

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
        work(CHECK_RUNS);
    }

    void failure() throws UnfinishedException {
        failures = require(failures, FAILURES, "signatures that prove nothing");
    }

    /** {@return whether the means suffice to hash one more name: see {@link #requireHashes}} */
    boolean mayHash(int iterations) {
        boolean may = hashRuns + iterations < HASH_RUNS;
        needsMoreRuns |= !may;
        if (may) {
            hashRuns += iterations + 1;
            work(iterations + 1);
        }
        return may;
    }

    /** Fails if a name could not be hashed: then it is no wonder that nothing is proven. */
    void requireHashes() throws UnfinishedException {
        if (needsMoreRuns) {
            throw new UnfinishedException("more than " + HASH_RUNS + " runs of SHA-1 for NSEC3", true);
        }
    }

    private void work(int more) {
        runs += more;
        if (runs >= TURN_RUNS) {
            runs = 0;
            others.run();
        }
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
