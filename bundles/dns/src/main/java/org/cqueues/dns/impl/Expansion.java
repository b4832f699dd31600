package org.cqueues.dns.impl;

import org.cqueues.dns.impl.Denial.Proof;

/**
 * Whether a set that is signed is where it is told to be, itself or by a wildcard: value.
 *
 * @param proof of that; never none
 * @param seconds for how long that holds
 */
record Expansion(Proof proof, long seconds) {}
