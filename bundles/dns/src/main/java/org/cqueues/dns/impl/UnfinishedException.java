package org.cqueues.dns.impl;

import org.cqueues.dns.DnsException;

/** A failure of who asked, such as a limit of its query, not of who was asked: for another it may be different. */
final class UnfinishedException extends DnsException {
    private static final long serialVersionUID = 1L;

    private final boolean overspent;

    /**
     * Describes a failure.
     *
     * @param overspent whether a limit of the whole query is reached, so that trying something else does not help
     */
    UnfinishedException(String detail, boolean overspent) {
        super(Kind.FAIL, detail);
        this.overspent = overspent;
    }

    boolean isOverspent() {
        return overspent;
    }
}
