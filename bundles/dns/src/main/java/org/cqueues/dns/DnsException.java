package org.cqueues.dns;

import java.io.IOException;

/** A failure of DNS, not of the system: what kind, and what exactly. */
public class DnsException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The kinds of failures, with the texts of the original. */
    public enum Kind {
        /** A packet or a record that breaks the rules of its format. */
        ILLEGAL("Illegal DNS RR name or data"),
        /** A name that does not exist, or has no address. */
        NONAME("The name does not resolve for the supplied parameters"),
        /** No server gave an answer. */
        FAIL("A non-recoverable error occurred when attempting to resolve the name"),
        /** An answer that signatures disprove, or that lacks those that it must have: DNSSEC, RFC 4033 section 5. */
        BOGUS("The answer is not what the owner of the name has signed");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** {@return the text of the kind} */
        public String text() {
            return text;
        }
    }

    private final Kind kind;
    private final String detail;

    /**
     * Describes a failure.
     *
     * @param kind what kind
     * @param detail what exactly, and where
     */
    public DnsException(Kind kind, String detail) {
        super(kind.text() + ": " + detail);
        this.kind = kind;
        this.detail = detail;
    }

    /**
     * Describes a failure that has a cause.
     *
     * @param kind what kind
     * @param detail what exactly, and where
     * @param cause what was thrown first
     */
    public DnsException(Kind kind, String detail, Throwable cause) {
        super(kind.text() + ": " + detail, cause);
        this.kind = kind;
        this.detail = detail;
    }

    /** {@return what exactly failed, and where: the message without the text of the kind} */
    public String detail() {
        return detail;
    }

    /** {@return what kind of failure it is} */
    public Kind kind() {
        return kind;
    }
}
