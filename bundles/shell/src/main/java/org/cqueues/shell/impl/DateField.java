package org.cqueues.shell.impl;

import java.time.Instant;
import java.time.InstantSource;

/** Worker: the field that tells when an answer was made, which is the same for a second. RFC 9110, section 6.6.1. Confined to one thread. */
final class DateField {
    private final InstantSource clock;
    private long second = -1;
    private String field;

    DateField(InstantSource clock) {
        this.clock = clock;
    }

    /** {@return the field, with its line end} */
    String now() {
        long now = clock.millis() / 1000;
        if (now != second) {
            second = now;
            field = "Date: " + HttpDate.text(Instant.ofEpochSecond(now)) + "\r\n";
        }
        return field;
    }
}
