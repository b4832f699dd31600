package org.cqueues.dns.impl;

import java.io.IOException;

/** Who was making a connection for several is closed: the others make another, because that tells nothing of the server. */
final class GivenUpException extends IOException {
    private static final long serialVersionUID = 1L;

    GivenUpException(Route route) {
        super("who was connecting to " + route + " is closed");
    }
}
