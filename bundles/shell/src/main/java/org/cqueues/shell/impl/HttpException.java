package org.cqueues.shell.impl;

import java.net.ProtocolException;

/** A message that cannot be taken or answered as it is: the message says why, the rest is what a server answers. */
final class HttpException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String fields;

    HttpException(HttpStatus status, String message) {
        this(status, message, "");
    }

    /**
     * An answer with fields of its own.
     *
     * @param fields each with its line end
     */
    HttpException(HttpStatus status, String message, String fields) {
        super(message);
        this.status = status;
        this.fields = fields;
    }

    /** A message that breaks the grammar of HTTP. */
    static HttpException malformed(String message) {
        return new HttpException(HttpStatus.BAD_REQUEST, message);
    }

    HttpStatus status() {
        return status;
    }

    String fields() {
        return fields;
    }
}
