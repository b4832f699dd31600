package org.cqueues.dns.impl;

import org.cqueues.dns.DnsException;

/** What servers say contradicts what is proven by signatures, or lacks the proof that it should have. */
final class BogusException extends DnsException {
    private static final long serialVersionUID = 1L;

    BogusException(String detail) {
        super(Kind.BOGUS, detail);
    }
}
