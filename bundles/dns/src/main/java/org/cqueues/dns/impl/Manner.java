package org.cqueues.dns.impl;

/**
 * What a query says beside its question: value.
 *
 * @param recursion whether the server is to recurse (RD)
 * @param edns whether there is an OPT record, RFC 6891
 * @param dnssec whether signatures are to come with the answer (DO), which needs an OPT record
 * @param unchecked whether the server is to leave the checking of signatures to us (CD)
 */
record Manner(boolean recursion, boolean edns, boolean dnssec, boolean unchecked) {
    private static final int RD = 0x0100;
    private static final int CD = 0x0010;

    private static final Manner STUB = new Manner(true, false, false, false);

    /** Of one who trusts the servers. */
    static Manner stub(boolean edns) {
        return edns ? STUB.withEdns() : STUB;
    }

    /** Of one who checks signatures himself. */
    static Manner validating() {
        return new Manner(true, true, true, true);
    }

    /** {@return the same for a server that is authoritative, and is to say what it knows itself; with EDNS, as large referrals and keys are common there} */
    Manner iterative() {
        return new Manner(false, true, dnssec, unchecked);
    }

    Manner withEdns() {
        return new Manner(recursion, true, dnssec, unchecked);
    }

    Manner plain() {
        return new Manner(recursion, false, false, unchecked);
    }

    /** {@return the bits of the header} */
    int bits() {
        return (recursion ? RD : 0) | (unchecked ? CD : 0);
    }
}
